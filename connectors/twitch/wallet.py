"""Which tokens to try next: Twitch is not asked twice about those that it refused."""

from connectors.twitch.tokens import TokenRefusedError, Tokens, TokenStore


class Wallet:
    """One account's tokens: those kept, those renewed meanwhile, and those it began with."""

    def __init__(self, store: TokenStore, account: str, first: Tokens | None) -> None:
        self._store = store
        self._account = account
        self._first = first
        self._renewed: Tokens | None = None
        self._refused: set[Tokens] = set()
        self._told_of_none = False

    async def next(self) -> Tokens | None:
        """None where there is nothing that was not refused already; new consent changes that.

        Raises:
            TokenRefusedError: there are none at all; raised once.
        """
        kept = await self._store.read(self._account)
        known = [tokens for tokens in (kept, self._renewed, self._first) if tokens]
        if not known and not self._told_of_none:
            self._told_of_none = True
            raise TokenRefusedError("the bot has no Twitch token yet; run `haven twitch authorise`")
        return next((tokens for tokens in known if tokens not in self._refused), None)

    def refuse(self, tokens: Tokens) -> None:
        self._refused.add(tokens)

    async def keep(self, tokens: Tokens) -> None:
        """For the next connection: the first tokens may be void by then."""
        self._renewed = tokens
        await self._store.keep(self._account, tokens)

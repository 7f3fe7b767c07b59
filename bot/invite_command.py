"""haven invite: proves the Discord token, and prints the link that lets Haven into a server."""

from rich.console import Console

from bot.refusals import RefusedUseError
from bot.settings import Settings
from connectors.base import RefusedError

_NEXT = "Open it, choose your server, then: haven run, and in the server /setup"


async def invite(settings: Settings) -> int:
    """1 where Discord refuses the token, or an intent that Haven needs is not switched on.

    Raises:
        RefusedUseError: there is no token.
    """
    # discord.py takes half a second to import; other commands need not wait for it.
    from connectors.discord.invitation import invitation

    discord = settings.discord
    token = discord.token.get_secret_value()
    if not token:
        raise RefusedUseError(
            "HAVEN_DISCORD__TOKEN: empty; put the token of the developer portal into .env"
        )
    try:
        invited = await invitation(
            token=token, rest_base=discord.rest_base, message_content=discord.message_content
        )
    except RefusedError as refusal:
        _say(str(refusal))
        return 1
    _say(f"The token is {invited.bot}'s. This link lets it into a server, with the rights it uses:")
    _say(f"\n{invited.link}\n")
    if invited.off:
        _say(f"First switch on {' and '.join(invited.off)} at {invited.page}")
        return 1
    _say(_NEXT)
    return 0


def _say(line: str) -> None:
    """Links are never broken over lines."""
    Console().print(line, highlight=False, markup=False, soft_wrap=True)

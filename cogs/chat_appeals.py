"""What moderators answer in chat to whoever speaks against a case."""

from engine.appeals import Appeals
from engine.authority import DeniedError
from engine.cases import AppealState
from engine.desk import Desk
from engine.events import Author, Community, Place, Power, Standing

_AT_ONCE = 10
_DIGITS = 9
_ENDS = {"uphold": AppealState.UPHELD, "overturn": AppealState.OVERTURNED}
_WHICH = "Which case? Give its number, as in: uphold 3, with words for the person behind it."


class ChatAppeals:
    """Whoever calls has seen that a moderator asks. Chat is read by all, so nobody's words are
    repeated there.
    """

    def __init__(self, desk: Desk, appeals: Appeals) -> None:
        self._desk = desk
        self._appeals = appeals

    async def answer(self, place: Place, author: Author, words: str) -> str | None:
        """None for whatever else is asked."""
        name, _, rest = words.strip().partition(" ")
        if name == "appeals":
            return await self._waiting(place.community)
        if name not in _ENDS:
            return None
        number, _, said = rest.strip().partition(" ")
        if not number.isdecimal() or len(number) > _DIGITS:
            return _WHICH
        try:
            return await self._decide(place.community, int(number), _ENDS[name], author, said)
        except DeniedError as refusal:
            return str(refusal)

    async def _waiting(self, community: Community) -> str:
        numbers = [str(appeal.case) for appeal in await self._appeals.waiting(community)]
        if not numbers:
            return "No appeal is open."
        more = f" and {len(numbers) - _AT_ONCE} more" if len(numbers) > _AT_ONCE else ""
        return f"Appealed: case {', '.join(numbers[:_AT_ONCE])}{more}."

    async def _decide(
        self, community: Community, number: int, ends: AppealState, author: Author, said: str
    ) -> str:
        case = await self._desk.case(community, number)
        if case is None:
            return f"There is no case {number} here."
        # Twitch itself lets nobody act on moderators or the broadcaster.
        by = Standing(id=author.id, rank=1, may=frozenset(Power))
        over = [Standing(id=each) for each in {case.author, *case.accounts}]
        await self._appeals.decide(community, number, ends, by=by, over=over, answer=said)
        return f"The appeal of case {number} is {ends}, and the person is told."

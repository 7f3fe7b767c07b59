"""What moderators answer in chat to whoever speaks against a case."""

from collections.abc import Iterator

from cogs.chat_command import Asked, Command, Rank, number_in
from engine.appeals import Appeals
from engine.cases import AppealState
from engine.desk import Desk
from engine.events import Power, Standing

_AT_ONCE = 10


class AppealCommands:
    """Chat is read by all, so nobody's words are repeated there."""

    def __init__(self, desk: Desk, appeals: Appeals) -> None:
        self._desk = desk
        self._appeals = appeals

    def __iter__(self) -> Iterator[Command]:
        yield Command("appeals", Rank.MODERATOR, self._waiting)
        yield Command("uphold N", Rank.MODERATOR, self._uphold)
        yield Command("overturn N", Rank.MODERATOR, self._overturn)

    async def _waiting(self, asked: Asked) -> str:
        numbers = [str(appeal.case) for appeal in await self._appeals.waiting(asked.community)]
        if not numbers:
            return "No appeal is open."
        more = f" and {len(numbers) - _AT_ONCE} more" if len(numbers) > _AT_ONCE else ""
        return f"Appealed: case {', '.join(numbers[:_AT_ONCE])}{more}."

    async def _uphold(self, asked: Asked) -> str:
        return await self._decide(asked, AppealState.UPHELD)

    async def _overturn(self, asked: Asked) -> str:
        return await self._decide(asked, AppealState.OVERTURNED)

    async def _decide(self, asked: Asked, ends: AppealState) -> str:
        """What follows the number is for the person behind the appeal."""
        named, _, said = asked.word.partition(" ")
        number, place = number_in(named), asked.community
        case = await self._desk.case(place, number)
        if case is None:
            return f"There is no case {number} here."
        # Twitch itself lets nobody act on moderators or the broadcaster.
        by = Standing(id=asked.by, rank=1, may=frozenset(Power))
        over = [Standing(id=each) for each in {case.author, *case.accounts}]
        await self._appeals.decide(place, number, ends, by=by, over=over, answer=said)
        return f"The appeal of case {number} is {ends}, and the person is told."

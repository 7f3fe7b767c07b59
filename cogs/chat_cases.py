"""Moderators' word on cases and held messages, typed into chat."""

from collections.abc import Iterator

from cogs.cards import card, is_crisis
from cogs.chat_command import Asked, Command, Rank, number_in
from engine.actions import Release, Withhold
from engine.authority import DeniedError
from engine.cases import Case
from engine.chat_bans import PATIENCE, ChatBans
from engine.holds import Fate
from engine.memory.rulings import is_harmful
from engine.ports import Archive
from engine.quantities import counted
from engine.review import Review

_YES = "yes"


class CaseCommands:
    def __init__(self, *, archive: Archive, review: Review, bans: ChatBans) -> None:
        self._archive = archive
        self._review = review
        self._bans = bans

    def __iter__(self) -> Iterator[Command]:
        yield Command("case N", Rank.MODERATOR, self._case)
        yield Command("confirm N", Rank.MODERATOR, self._confirm)
        yield Command("undo N", Rank.MODERATOR, self._undo)
        yield Command("ban N", Rank.MODERATOR, self._ban)
        yield Command("approve N", Rank.MODERATOR, self._approve)
        yield Command("deny N", Rank.MODERATOR, self._deny)

    async def _case(self, asked: Asked) -> str:
        case = await self._archive.case(asked.community, asked.number)
        return card(case) if case else f"There is no case {asked.number} here."

    async def _confirm(self, asked: Asked) -> str:
        await self._check_whose(asked)
        case = await self._review.confirm(asked.community, asked.number, by=asked.by)
        return f"Case {case.number} confirmed; {_remembered(case, 'it')}."

    async def _undo(self, asked: Asked) -> str:
        await self._check_whose(asked)
        case = await self._review.reverse(asked.community, asked.number, by=asked.by)
        return f"Case {case.number} taken back; {_remembered(case, 'the like')}."

    async def _ban(self, asked: Asked) -> str:
        """Asks first, for a number is soon mistyped."""
        named, _, sure = asked.word.partition(" ")
        number = number_in(named)
        if sure.strip().lower() == _YES:
            banned = counted(
                await self._bans.carry_out(asked.community, number, by=asked.by), "account"
            )
            return f"{banned} of case {number} on the way out; undo {number} lifts it."
        people = counted(await self._bans.ask(asked.community, number, by=asked.by), "account")
        within = f"{PATIENCE.total_seconds():.0f} seconds"
        return f"That bans {people}; write `!haven ban {number} yes` within {within}."

    async def _approve(self, asked: Asked) -> str:
        return f"{await self._decided(asked, Release)} let through."

    async def _deny(self, asked: Asked) -> str:
        return f"{await self._decided(asked, Withhold)} kept back."

    async def _decided(self, asked: Asked, fate: type[Fate]) -> str:
        await self._check_whose(asked)
        case = await self._review.decide(asked.community, asked.number, fate, by=asked.by)
        return f"Case {case.number}: {_remembered(case, 'the like')}; the message is"

    async def _check_whose(self, asked: Asked) -> None:
        """The broadcaster stands above their own channel's cases; no moderator does.

        Raises:
            DeniedError: whoever asks is who the case is about.
        """
        case = await self._archive.case(asked.community, asked.number)
        own = case is not None and asked.by in {case.author, *case.accounts}
        if own and asked.by != asked.community.owner:
            raise DeniedError("Nobody acts in a case of their own.")


def _remembered(case: Case, what: str) -> str:
    if is_crisis(case):
        return "their words are held against nobody"
    harmful = case.ruling is not None and is_harmful(case, case.ruling)
    return f"{what} will be remembered as {'harmful' if harmful else 'fine'}"

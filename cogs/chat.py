"""Text commands for moderators: what is on, and their word on cases and held messages."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from cogs.cards import card, is_crisis
from engine.actions import Release, Withhold
from engine.authority import DeniedError
from engine.cases import Case
from engine.clock import Clock
from engine.events import Author, Community, Place
from engine.holds import Fate
from engine.lockdowns import LockDowns
from engine.memory.rulings import is_harmful
from engine.policy.book import PolicyBook
from engine.ports import Archive
from engine.review import RefusedRulingError, Review
from engine.verdict import Mode

# No community has a milliard cases, and the database counts no further than 2^63.
_DIGITS = 9

HELP = (
    "Commands: status · mode observe|assist|enforce · case N · confirm N · undo N"
    " · approve N · deny N · shield on|off"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what and where; `word` is what follows the command's name."""

    place: Place
    by: str
    word: str

    @property
    def community(self) -> Community:
        return self.place.community

    @property
    def number(self) -> int:
        """Raises RefusedRulingError where there is no case number, or none there can be."""
        if not self.word.isdecimal() or len(self.word) > _DIGITS:
            raise RefusedRulingError("Which case? Give its number, as in: case 3")
        return int(self.word)


Answer = Callable[[Asked], Awaitable[str]]


class ChatCommands:
    """The invoker's own standing is checked at each command, not the bot's."""

    def __init__(
        self,
        *,
        archive: Archive,
        review: Review,
        lockdowns: LockDowns,
        policies: PolicyBook,
        clock: Clock,
    ) -> None:
        self._archive = archive
        self._review = review
        self._lockdowns = lockdowns
        self._policies = policies
        self._clock = clock
        self._answers: Mapping[str, Answer] = {
            "status": self._status,
            "mode": self._mode,
            "case": self._case,
            "confirm": self._confirm,
            "undo": self._undo,
            "approve": self._approve,
            "deny": self._deny,
            "shield": self._shield,
        }

    async def answer(self, place: Place, author: Author, words: str) -> str:
        if not author.is_moderator:
            return "Only moderators can do that."
        name, _, word = words.strip().partition(" ")
        if name not in self._answers:
            return HELP
        try:
            return await self._answers[name](Asked(place, author.id, word.strip()))
        except DeniedError as refusal:
            return str(refusal)

    async def _status(self, asked: Asked) -> str:
        cases = (await self._archive.last_case_numbers()).get(asked.community, 0)
        return f"{self._policies.of(asked.community).mode} mode, {cases} cases so far."

    async def _mode(self, asked: Asked) -> str:
        if asked.word not in {mode.value for mode in Mode}:
            fault = "There is no such mode. " if asked.word else ""
            present = self._policies.of(asked.community).mode
            return f"{fault}The mode is {present}; choose one with: mode {' | '.join(Mode)}"
        await self._policies.choose_mode(
            asked.community, Mode(asked.word), by=asked.by, at=self._clock.now()
        )
        return f"Mode is {asked.word} from now on."

    async def _case(self, asked: Asked) -> str:
        case = await self._archive.case(asked.community, asked.number)
        return card(case) if case else f"There is no case {asked.number} here."

    async def _confirm(self, asked: Asked) -> str:
        case = await self._review.confirm(asked.community, asked.number, by=asked.by)
        return f"Case {case.number} confirmed; {_remembered(case, 'it')}."

    async def _undo(self, asked: Asked) -> str:
        case = await self._review.reverse(asked.community, asked.number, by=asked.by)
        return f"Case {case.number} taken back; {_remembered(case, 'the like')}."

    async def _approve(self, asked: Asked) -> str:
        return f"{await self._decided(asked, Release)} let through."

    async def _deny(self, asked: Asked) -> str:
        return f"{await self._decided(asked, Withhold)} kept back."

    async def _decided(self, asked: Asked, fate: type[Fate]) -> str:
        case = await self._review.decide(asked.community, asked.number, fate, by=asked.by)
        return f"Case {case.number}: {_remembered(case, 'the like')}; the message is"

    async def _shield(self, asked: Asked) -> str:
        match asked.word:
            case "on":
                duration = self._policies.of(asked.community).lock_down_for
                case = await self._lockdowns.begin(
                    asked.place, duration, by=asked.by, reason="A moderator asked for it in chat."
                )
                return f"The shield is up, by case {case.number}; it ends after {duration}."
            case "off":
                await self._lockdowns.end(asked.community, by=asked.by)
                return "The shield is down; what was set before is set again."
            case _:
                return HELP


def _remembered(case: Case, what: str) -> str:
    if is_crisis(case):
        return "their words are held against nobody"
    harmful = case.ruling is not None and is_harmful(case, case.ruling)
    return f"{what} will be remembered as {'harmful' if harmful else 'fine'}"

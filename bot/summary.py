"""What came of a replay: counted from the database, so that a resumed run counts it all."""

from collections import Counter
from dataclasses import dataclass, field

from data.archive import Archive
from engine.cases import Case
from engine.events import Community
from engine.quantities import counted
from engine.verdict import Category, Mode

# With two lines each they leave room, on a screen of 30 lines, for what else there is to say.
MOST_KINDS = 8
# An action's type as something that is counted.
_DEEDS = {
    "warn": ("warning", "warnings"),
    "hide": ("message hidden", "messages hidden"),
    "blur": ("message blurred", "messages blurred"),
    "collapse": ("slow mode", "slow modes"),
    "throttle": ("person slowed down", "people slowed down"),
    "timeout": ("time-out", "time-outs"),
    "mute": ("mute", "mutes"),
    "kick": ("removal", "removals"),
    "ban": ("ban", "bans"),
    "unban": ("ban lifted", "bans lifted"),
    "lock_down": ("lock-down", "lock-downs"),
    "alert_moderators": ("alert to moderators", "alerts to moderators"),
    "alert_target": ("alert to a person", "alerts to people"),
    "offer_help": ("offer of help", "offers of help"),
    "release": ("message let through", "messages let through"),
    "withhold": ("message kept back", "messages kept back"),
    "answer_request": ("request answered", "requests answered"),
}


@dataclass(slots=True)
class Shield:
    """What was done for one person: cases about words at them, and words that never came."""

    cases: int = 0
    prevented: int = 0


@dataclass(slots=True)
class Deeds:
    """Actions by what became of them: what waits for a moderator, or would have been done where
    Haven only observes, was not done.
    """

    done: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    would: Counter[str] = field(default_factory=Counter)

    def add(self, case: Case) -> None:
        self._of(case).update(action.type for action in case.actions)

    def __str__(self) -> str:
        told = [_listed(self.done) or "nothing"]
        if self.waiting:
            told.append(f"waiting for a moderator: {_listed(self.waiting)}")
        if self.would:
            told.append(f"would have been done: {_listed(self.would)}")
        return "; ".join(told)

    def _of(self, case: Case) -> Counter[str]:
        if not case.waits:
            return self.done
        return self.would if case.mode is Mode.OBSERVE else self.waiting


@dataclass(slots=True)
class Alike:
    """The cases of one kind in one community."""

    first: Case
    cases: int = 0
    accounts: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    deeds: Deeds = field(default_factory=Deeds)

    def add(self, case: Case) -> None:
        self.cases += 1
        self.accounts |= {*case.accounts} or {case.author}
        self.targets |= {case.target} if case.target else set()
        self.deeds.add(case)


@dataclass(slots=True)
class Summary:
    """`alike` holds the first few kinds of cases."""

    count: int = 0
    deeds: Deeds = field(default_factory=Deeds)
    shields: dict[str, Shield] = field(default_factory=dict)
    alike: dict[tuple[Community, Category], Alike] = field(default_factory=dict)

    def add(self, case: Case) -> None:
        self.count += 1
        self.deeds.add(case)
        if case.target:
            self.shields.setdefault(case.target, Shield()).cases += 1
        key = case.community, case.category
        if key in self.alike or len(self.alike) < MOST_KINDS:
            self.alike.setdefault(key, Alike(case)).add(case)

    @property
    def left_out(self) -> int:
        """Cases of further kinds."""
        return self.count - sum(each.cases for each in self.alike.values())


async def summarise(archive: Archive) -> Summary:
    summary = Summary()
    async for case in archive.cases():
        summary.add(case)
    for person, prevented in (await archive.prevented()).items():
        summary.shields.setdefault(person, Shield()).prevented += prevented
    return summary


def _listed(actions: Counter[str]) -> str:
    """The most frequent first."""
    ordered = sorted(actions.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(counted(count, *_DEEDS[name]) for name, count in ordered)

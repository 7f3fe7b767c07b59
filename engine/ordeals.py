"""What people went through: blow after blow until help came, and those that came all the same."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.memory.targets import ORDEAL_OVER
from engine.queries import Blow

_OVER = timedelta(seconds=ORDEAL_OVER)


@dataclass(slots=True, kw_only=True)
class Ordeal:
    """Blows on one person with no peaceful day between; `relieved` is when help first came."""

    person: str
    began: datetime
    relieved: datetime | None = None
    before: list[Blow] = field(default_factory=list)
    after: list[Blow] = field(default_factory=list)

    @property
    def waited(self) -> timedelta | None:
        """Until help came; None where none did."""
        return None if self.relieved is None else self.relieved - self.began

    @property
    def last(self) -> datetime:
        return max(blow.at for blow in (*self.before[-1:], *self.after[-1:]))


def ordeals_of(blows: Iterable[Blow], helped: Mapping[str, Iterable[datetime]]) -> Sequence[Ordeal]:
    """`blows` come in the order of time, `helped` says when something was done for each person."""
    suffered = defaultdict[str, list[Blow]](list)
    for blow in blows:
        if blow.target is not None:
            suffered[blow.target].append(blow)
    return [
        ordeal
        for person, felt in suffered.items()
        for ordeal in _of(person, felt, sorted(helped.get(person, ())))
    ]


def _of(person: str, felt: Sequence[Blow], helped: Sequence[datetime]) -> list[Ordeal]:
    found: list[Ordeal] = []
    coming = iter(helped)
    help_at = next(coming, None)
    for blow in felt:
        # Help in the moment of a blow came because of it.
        while help_at is not None and help_at < blow.at:
            _relieve(found, help_at)
            help_at = next(coming, None)
        if not found or blow.at - found[-1].last > _OVER:
            found.append(Ordeal(person=person, began=blow.at))
        ordeal = found[-1]
        (ordeal.before if ordeal.relieved is None else ordeal.after).append(blow)
    if help_at is not None:
        _relieve(found, help_at)
    return found


def _relieve(found: Sequence[Ordeal], moment: datetime) -> None:
    """Only the first help of an ordeal ends the time of waiting."""
    if found and found[-1].relieved is None:
        found[-1].relieved = moment

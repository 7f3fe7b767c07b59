"""What the cases in force mean for the next decision: strikes, silences, campaigns, caps."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.actions import Action, Inverse, LockDown, Outcome, Timeout, silences, subject
from engine.cases import Case, Status
from engine.events import Community, Message
from engine.links import Linked, nobody_linked
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.limits import Spent
from engine.policy.matter import Footing
from engine.policy.policy import HELP
from engine.policy.strikes import CARE, Strike, standing_on
from engine.silences import covering
from engine.track_record import TrackRecord

# After six half-lives a strike weighs less than 2 %.
HORIZON = timedelta(days=84)
_FOREVER = datetime.max.replace(tzinfo=UTC)
_IN_FORCE = {Status.PENDING, Status.APPLIED, Status.UNKNOWN, Status.EXPIRED}

Person = tuple[Community, str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a case counts for at present: whose strike it is, what it wants to last, and who was
    heard to be in danger.
    """

    persons: tuple[str, ...] = ()
    lasting: tuple[Action | Inverse, ...] = ()
    crier: str | None = None

    def shared_with(self, later: "_Counted") -> int:
        """How much of what lasts is at the front of a later form too: all of it, or none.

        A raid's case grows by one message at a time, to thousands.
        """
        count = len(self.lasting)
        return count if later.lasting[:count] == self.lasting else 0


_NOTHING = _Counted()


class Docket:
    """Rebuilt from the cases at start, kept in step with what is written of them. Accounts that
    are `linked` share their strikes, and nothing else.
    """

    def __init__(self, linked: Linked = nobody_linked) -> None:
        self._linked = linked
        self._numbers: dict[Community, int] = {}
        self._strikes: dict[Person, dict[int, Strike]] = defaultdict(dict)
        self._silences: dict[Person, dict[int, datetime]] = defaultdict(dict)
        self._cries: dict[Person, dict[int, datetime]] = defaultdict(dict)
        self._measures: dict[tuple[Community, str], dict[int, None]] = defaultdict(dict)
        self._counted: dict[tuple[Community, int], _Counted] = {}
        self._campaigns: dict[tuple[Community, str], int] = {}
        self._spent: dict[Community, Spent] = defaultdict(Spent)
        self.record = TrackRecord()

    def number_from(self, numbers: dict[Community, int]) -> None:
        self._numbers.update(numbers)

    def next_number(self, community: Community) -> int:
        self._numbers[community] = self._numbers.get(community, 0) + 1
        return self._numbers[community]

    def enter(self, case: Case) -> None:
        """Count a case; counting its later form again replaces the earlier one."""
        self.record.enter(case)
        key = case.community, case.number
        before, after = self._counted.pop(key, _NOTHING), _counted(case)
        self._recount(case, before, after)
        if case.campaign:
            # A siege may have had cases before, and what becomes of those is entered later.
            newest = self._campaigns.get((case.community, case.campaign), 0)
            self._campaigns[case.community, case.campaign] = max(newest, case.number)
        if after == _NOTHING:
            return
        self._counted[key] = after
        if after.crier is not None:
            self._cries[case.community, after.crier][case.number] = case.opened_at
        for person, strike in strikes_by(case):
            self._strikes[case.community, person][case.number] = strike
        if case.outcome is Outcome.SIMULATED and not case.gathers and silences(case.actions[0]):
            until = _silent_until(case)
            self._silences[case.community, case.author][case.number] = until

    def _recount(self, case: Case, before: _Counted, after: _Counted) -> None:
        """Take out what the case's earlier form counted for: its measures may have been others."""
        community, number = case.community, case.number
        for person in before.persons:
            _drop(self._strikes, (community, person), number)
            _drop(self._silences, (community, person), number)
        if before.crier is not None:
            _drop(self._cries, (community, before.crier), number)
        shared = before.shared_with(after)
        for action in before.lasting[shared:]:
            _drop(self._measures, (community, _measure(action)), number)
        for action in after.lasting[shared:]:
            self._measures[community, _measure(action)][number] = None

    def wanting(self, community: Community, action: Action) -> frozenset[int]:
        """The cases in force that want this of this person or community."""
        return frozenset(self._measures.get((community, _measure(action)), ()))

    def held_by_another(self, case: Case, action: Action) -> bool:
        """Whether another case in force would lose what it wants of this person or community."""
        community = case.community
        names = [_named(kind, action) for kind in covering(action, community.platform)]
        wanting = (number for name in names for number in self._measures.get((community, name), ()))
        return any(number != case.number for number in wanting)

    def spent(self, community: Community) -> Spent:
        return self._spent[community]

    def campaign_case(self, community: Community, campaign: str) -> int | None:
        return self._campaigns.get((community, campaign))

    def would_be_silent(self, message: Message) -> bool:
        """Whether a simulated measure in force would have kept this from being written."""
        person = (message.place.community, message.author.id)
        measures = self._silences.get(person, {})
        return any(message.sent_at < until for until in measures.values())

    def footing(self, message: Message, policy: CommunityPolicy) -> Footing:
        standing = standing_on(self.strikes(message), message, policy)
        person = message.place.community, message.author.id
        return replace(standing, cried=self._cried(person, message.sent_at))

    def strikes(self, message: Message) -> tuple[Strike, ...]:
        """What the author of a message has been given by its moment, as it was given."""
        community, person = message.place.community, message.author.id
        accounts = ((community, person), *self._linked(community, person))
        return tuple(each for account in accounts for each in self._strikes_of(account, message))

    def _strikes_of(self, person: Person, message: Message) -> Iterable[Strike]:
        strikes = self._strikes.get(person, {})
        for number in [n for n, s in strikes.items() if message.sent_at - s.given_at > HORIZON]:
            del strikes[number]
        return strikes.values()

    def _cried(self, person: Person, at: datetime) -> datetime | None:
        cries = self._cries.get(person, {})
        for number in [number for number, cried in cries.items() if at - cried > CARE]:
            _drop(self._cries, person, number)
        return max(cries.values(), default=None)


def strikes_by(case: Case) -> tuple[tuple[str, Strike], ...]:
    """Whose strikes a case is, as it stands by now."""
    if not _counts(case) or case.rung.upper() not in Rung.__members__:
        return ()
    strike = Strike(case.opened_at, Rung[case.rung.upper()], case.community.platform)
    return tuple((person, strike) for person in _struck(case))


def _counts(case: Case) -> bool:
    return case.status in _IN_FORCE and not case.waits


def _drop(kept: dict[tuple[Community, str], dict[int, Any]], key: Person, number: int) -> None:
    """Nothing stays behind where the last case is gone: keys name people."""
    if (numbers := kept.get(key)) is not None:
        numbers.pop(number, None)
        if not numbers:
            del kept[key]


def _struck(case: Case) -> tuple[str, ...]:
    """A moderator's order is about each person it names, Haven's finding about the author."""
    return case.accounts if case.ordered_by else (case.author,)


def _counted(case: Case) -> _Counted:
    crier = crier_of(case)
    return (
        _Counted(_struck(case), _lasting(case), crier) if _counts(case) else _Counted(crier=crier)
    )


def crier_of(case: Case) -> str | None:
    """One that a moderator took back was no cry."""
    return case.author if case.rung == HELP and case.status in _IN_FORCE else None


def _lasting(case: Case) -> tuple[Action | Inverse, ...]:
    """A lock-down in force has an end, even where a case's bans outlast it."""
    if case.status is Status.EXPIRED:
        return ()
    if case.expires_at is not None:
        return case.actions
    return tuple(action for action in case.actions if not isinstance(action, LockDown))


def _measure(action: Action | Inverse) -> str:
    """Names what lasts; a hidden message or a warning is nobody else's."""
    return _named(action.type, action)


def _named(kind: str, action: Action | Inverse) -> str:
    return f"{kind}:{getattr(action, 'message', None) or subject(action) or ''}"


def _silent_until(case: Case) -> datetime:
    main = case.actions[0]
    if isinstance(main, Timeout):
        return case.expires_at or case.opened_at + main.duration
    return _FOREVER

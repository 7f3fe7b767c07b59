"""What another policy would have done of late, as one value for administrators: pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.cases import Ruling
from engine.events import Message
from engine.policy.community import CommunityPolicy
from engine.policy.retrial import NOTHING_KNOWN, Known, Retrial, acts
from engine.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Ids of messages. `acted` is what was done of late, or shown in place of it; `would_act` what
    the policy would have done. `unknown` ones were too harmless to be reasoned about until now.
    """

    acted: frozenset[str] = frozenset()
    would_act: frozenset[str] = frozenset()
    reversed: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    cut: bool = False

    @property
    def mistaken(self) -> frozenset[str]:
        """What it would have done that moderators took back."""
        return self.would_act & self.reversed


@dataclass(slots=True)
class _Seen:
    acted: set[str] = field(default_factory=set)
    would_act: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)


def preview(
    judged: Iterable[tuple[Message, Verdict]],
    policy: CommunityPolicy,
    known: Known = NOTHING_KNOWN,
    *,
    cut: bool = False,
) -> Preview:
    """`judged` comes in the order of time."""
    seen, retrial = _Seen(), Retrial(policy, known)
    for message, verdict in judged:
        retried = retrial.see(message, verdict)
        if acts(verdict.decision):
            seen.acted.add(message.id)
        if acts(retried.now):
            seen.would_act.add(message.id)
        if retried.unknown:
            seen.unknown.add(message.id)
    return Preview(
        acted=frozenset(seen.acted),
        would_act=frozenset(seen.would_act),
        reversed=frozenset(
            message for message, ruling in known.ruled.items() if ruling is Ruling.REVERSED
        ),
        unknown=frozenset(seen.unknown),
        cut=cut,
    )

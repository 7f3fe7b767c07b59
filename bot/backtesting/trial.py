"""Stored events, decided anew: streamed from the archive, compared, and nothing written."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.backtesting.choices import Chosen
from data.archive import Archive
from engine.events import Community, Message
from engine.hindsight import Hindsight
from engine.policy.backtest import Backtest, Compared
from engine.policy.community import CommunityPolicy
from engine.policy.reasons import why
from engine.policy.retrial import Known, Retrial, Retried
from engine.queries import Span
from engine.text import Normalise
from engine.verdict import Category, Verdict

Report = Callable[[int], None]
# Before anything was ever written on a platform, and far enough from what dates can hold.
EVER = datetime(1970, 6, 1, tzinfo=UTC)
_REPORTED_EVERY = 256
# Nobody waits beside it, so that fewer and larger pages are better: each one changes threads.
_PAGE = 1_024
_LONGEST_TEXT = 200
_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One community's events since a moment, and the policy that they are tried under."""

    archive: Archive
    chosen: Chosen
    community: Community
    policy: CommunityPolicy
    since: datetime
    until: datetime
    normalise: Normalise
    with_words: bool = False

    async def events(self) -> int:
        span = Span(self.since, self.until + _AFTER)
        return sum((await self.archive.harms.hours(self.community, span)).values())

    def judged(self) -> AsyncIterator[tuple[Message, Verdict]]:
        """All of them, the harmless ones too: a talk has as many messages as were written."""
        return self.archive.weighed(self.community, since=self.since, risk=0.0, page=_PAGE)

    async def known(self) -> tuple[Backtest, Known]:
        looking = Hindsight(
            archive=self.archive,
            policies=self.chosen.policies.of,
            protected=self.chosen.protections.of,
            links=self.chosen.links,
            normalise=self.normalise,
        )
        past = await looking.known(self.community, self.policy, since=self.since)
        return Backtest(past.ruled, past.numbers), looking.of(past)

    def text_of(self, message: Message) -> str | None:
        return message.text[:_LONGEST_TEXT] if self.with_words else None


async def tried(trial: Trial, report: Report) -> Backtest:
    """Under another policy; what screening and reasoning found stays as it was found."""
    backtest, known = await trial.known()
    retrial = Retrial(trial.policy, known)
    async for message, verdict in trial.judged():
        retried = retrial.see(message, verdict)
        backtest.see(compared(trial, retried))
        if backtest.seen % _REPORTED_EVERY == 0:
            report(backtest.seen)
    return backtest


def compared(trial: Trial, retried: Retried) -> Compared:
    verdict, found = retried.verdict, retried.verdict.assessment
    decided = verdict.decision or retried.now
    told = why(retried, trial.policy) if decided else ""
    return Compared(
        message=verdict.message,
        at=verdict.at,
        category=decided.category if decided else Category.NONE,
        harm=found.harm_score if found else verdict.prediction.risk_score,
        then=verdict.decision,
        now=retried.now,
        why=told,
        text=trial.text_of(retried.message),
        unknown=retried.unknown,
        prevented=verdict.prevented,
        capped=bool(retried.capped),
    )

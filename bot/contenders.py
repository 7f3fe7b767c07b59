"""What came of comparing a challenger model and a challenger policy, one line each.

They are compared in all communities at once, so these are counts and nobody's words.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.match import Match
from bot.rival import Contest
from engine.quantities import counted


def contenders(match: Match | None, contest: Contest | None) -> tuple[str, ...]:
    """Nothing where none is configured, or nothing has been compared yet."""
    return (*_model(match), *_policy(contest))


def kept_contenders(folder: Path) -> tuple[str, ...]:
    """As they were last written down; it blocks on the disk."""
    return contenders(Match.read(folder), Contest.read(folder))


def _model(match: Match | None) -> Iterator[str]:
    if match is None or not match.tally.compared:
        return
    tally = match.tally
    yield (
        f"model {match.challenger}: like {match.champion} on {tally.agreed:,} of"
        f" {counted(tally.compared, 'message')}; flags {tally.challenger_only.total():,} more and"
        f" {tally.champion_only.total():,} fewer"
    )


def _policy(contest: Contest | None) -> Iterator[str]:
    if contest is None or not contest.tally.compared:
        return
    tally = contest.tally
    yield (
        f"policy {contest.version}: like the one in force on {tally.agreed:,} of"
        f" {counted(tally.compared, 'message')}; would act on {tally.more:,} more and"
        f" {tally.less:,} fewer; against {counted(tally.reversed, 'reversal')} and"
        f" {counted(tally.confirmed, 'confirmation')} of moderators"
    )

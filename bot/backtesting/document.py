"""A backtest for programs: rates lie in 0..1."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.backtesting.wording import in_words
from engine.policy.backtest import Backtest, Change, Totals
from engine.shares import Share


def document(backtest: Backtest, about: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        **about,
        "judgements": backtest.seen,
        "changed": backtest.changed,
        "unknown": backtest.unknown,
        "prevented": backtest.prevented,
        "capped": backtest.capped,
        "total": _totals(backtest.total),
        "categories": {
            category.value: _totals(totals)
            for category, totals in sorted(backtest.by_category.items())
        },
        "changes": _rows(backtest.changes),
        "contradicted": _rows(backtest.contradicted),
        "in_words": list(in_words(backtest)),
    }


def _rows(changes: Sequence[Change]) -> list[Mapping[str, Any]]:
    return [dict(_row(change)) for change in changes]


def _row(change: Change) -> Iterator[tuple[str, Any]]:
    """Without a text where none is to be shown."""
    return (item for item in asdict(change).items() if item != ("text", None))


def _totals(totals: Totals) -> Mapping[str, Any]:
    return {
        "acted_then": totals.acted,
        "would_act": totals.would_act,
        "newly_acted": totals.newly,
        "no_longer_acted": totals.no_longer,
        "overturned_then": _share(totals.then_ruled),
        "overturned": _share(totals.ruled),
    }


def _share(share: Share) -> Mapping[str, Any]:
    low, high = share.interval
    return {
        "reversed": share.part,
        "ruled": share.whole,
        "rate": share.rate,
        "low": low,
        "high": high,
    }

"""A backtest in words and tables; ids come as they are, and nothing in them commands a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.log import escape
from engine.cases import Ruling
from engine.policy.backtest import FEWEST, Backtest, Change, Totals
from engine.quantities import counted
from engine.shares import Share

# What a person reads; `--json` has more.
MOST_SHOWN = 50


def show(console: Console, backtest: Backtest) -> None:
    if backtest.changes:
        console.print(_changes(backtest.changes[:MOST_SHOWN], "Decisions that would change"))
    if backtest.by_category:
        console.print(_totals(backtest))
    if backtest.contradicted:
        console.print(_changes(backtest.contradicted[:MOST_SHOWN], "Rulings it goes against"))
    for line in in_words(backtest):
        console.print(line, highlight=False, markup=False)


def in_words(backtest: Backtest) -> Iterator[str]:
    total = backtest.total
    if not backtest.changed:
        yield f"Of {counted(backtest.seen, 'judgement')}, none would change."
    else:
        yield (
            f"Of {counted(backtest.seen, 'judgement')}, {backtest.changed:,} would change. It would"
            f" act on {total.would_act:,}, where {total.acted:,} were acted on:"
            f" {total.newly:,} new, {total.no_longer:,} no longer."
        )
    yield from _rulings(backtest)
    yield _meaning(total)
    yield from _remarks(backtest)


def _rulings(backtest: Backtest) -> Iterator[str]:
    against = [each.ruling for each in backtest.contradicted]
    repeated, dropped = against.count(Ruling.REVERSED), against.count(Ruling.CONFIRMED)
    if repeated or dropped:
        yield (
            f"Against moderators' rulings: it would act on {repeated:,} that they reversed, and"
            f" leave {dropped:,} that they confirmed."
        )


def _meaning(total: Totals) -> str:
    """Whether it would be overturned more or less often, as far as rulings can tell."""
    then, now = total.then_ruled, total.ruled
    if now.whole < FEWEST:
        return (
            f"Moderators ruled on {now.whole:,} of what it would do: too few to say how often they"
            " would overturn it."
        )
    told = f"Of what it would do, moderators ruled on {now.whole:,} and overturned {_rate(now)}"
    unruled = total.would_act - now.whole
    rest = f" On the other {unruled:,} nobody has ruled." if unruled else ""
    return f"{told}; of what was done, {_rate(then)}. {_compared(then, now)}{rest}"


def _compared(then: Share, now: Share) -> str:
    before, low, high = then.rate or 0.0, *now.interval
    if high < before:
        return "It would very likely be overturned less often."
    if low > before:
        return "It would very likely be overturned more often."
    return "That is no difference one can be sure of."


def _rate(share: Share) -> str:
    if share.rate is None:
        return "none"
    low, high = share.interval
    return f"{share.rate:.0%} (with 95% certainty {low:.0%} to {high:.0%})"


def _remarks(backtest: Backtest) -> Iterator[str]:
    if backtest.unknown:
        number = counted(backtest.unknown, "message")
        yield f"Of {number} nobody knows: they were not weighed then, or are no longer kept."
    if backtest.prevented:
        number = counted(backtest.prevented, "message")
        yield f"{number} would not have been written, under a measure in force, or cannot be read."
    if backtest.capped:
        yield (
            f"{counted(backtest.capped, 'decision')} would have waited for a moderator: the caps"
            " would have been reached."
        )
    if (left := backtest.changed - len(backtest.changes[:MOST_SHOWN])) > 0:
        yield f"{counted(left, 'more change')} not shown; --json has up to 1,000."


def _changes(changes: Sequence[Change], title: str) -> Table:
    with_words = any(change.text is not None for change in changes)
    columns = ("message", "case", "when (UTC)", "category", "harm", "then", "now", "ruling", "why")
    table = Table(*columns, title=title, title_justify="left")
    if with_words:
        table.add_column("words")
    for each in changes:
        table.add_row(*map(_cell, _row(each)), *([_cell(each.text or "")] if with_words else []))
    return table


def _row(change: Change) -> tuple[str, ...]:
    return (
        change.message,
        f"#{change.case}" if change.case else "",
        f"{change.at:%Y-%m-%d %H:%M}",
        change.category.replace("_", " "),
        f"{change.harm:.2f}",
        change.then,
        change.now,
        change.ruling or "",
        change.why,
    )


def _cell(text: str) -> Text:
    return Text(escape(text))


def _totals(backtest: Backtest) -> Table:
    table = Table("category", title="By category", title_justify="left")
    for column in ("acted then", "would act", "new", "no longer", "overturned then", "overturned"):
        table.add_column(column, justify="right")
    for category, totals in sorted(backtest.by_category.items()):
        table.add_row(category.replace("_", " "), *_figures(totals))
    table.add_section()
    table.add_row("all", *_figures(backtest.total))
    return table


def _figures(totals: Totals) -> tuple[str, ...]:
    counts = (totals.acted, totals.would_act, totals.newly, totals.no_longer)
    return (*map(str, counts), _brief(totals.then_ruled), _brief(totals.ruled))


def _brief(share: Share) -> str:
    if not share.whole:
        return "–"
    low, high = share.interval
    return f"{share.part}/{share.whole} ({low:.0%}–{high:.0%})"

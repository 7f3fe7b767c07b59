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
        _list(console, "Decisions that would change", backtest.changes[:MOST_SHOWN])
    if backtest.by_category:
        console.print(_totals(backtest))
    if backtest.contradicted:
        _list(console, "Rulings it goes against", backtest.contradicted[:MOST_SHOWN])
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


def _list(console: Console, title: str, changes: Sequence[Change]) -> None:
    """Lines and no table, so that an id is whole on any screen and can be asked about."""
    console.print(Text(title, style="bold"))
    for each in changes:
        for line in _lines(each):
            console.print(Text(escape(line)), soft_wrap=True)
    console.print()


def _lines(change: Change) -> Iterator[str]:
    case = f", case {change.case}" if change.case else ""
    ruling = f", {change.ruling} by a moderator" if change.ruling else ""
    yield f"{change.at:%Y-%m-%d %H:%M} UTC: message {change.message}{case}{ruling}"
    category = change.category.replace("_", " ")
    yield f"  {category}, harm {change.harm:.2f}: {change.then} → {change.now}"
    if change.why:
        yield f"  {change.why}"
    if change.text is not None:
        yield f"  said: {change.text}"


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

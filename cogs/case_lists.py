"""Several cases at a glance, a line each, the newest or most urgent first."""

from collections.abc import Iterator

from discord import ui

from cogs import case_wording as wording
from cogs.cards import done, headline
from cogs.case_card import Sheet
from engine.cases import Case
from engine.queries import Page

# With their lines at the longest they stay below the 4,000 characters of a message.
AT_ONCE = 12
_DONE = 160


def list_of(title: str, page: Page, *, linked: int | None = None) -> Sheet:
    """`linked` is how many there are about the person's other account, where that counts."""
    return Sheet(ui.TextDisplay("\n".join(_lines(title, page, linked))))


def _lines(title: str, page: Page, linked: int | None) -> Iterator[str]:
    yield f"### {title}"
    if linked is not None:
        count = "1 case" if linked == 1 else f"{linked} cases"
        yield f"-# Their linked account on Twitch: {count}."
    if not page.cases:
        yield "There is none."
    yield from map(_line, page.cases)
    if page.more is not None:
        yield f"-# There are more: ask again with `before: {page.more}`."


def _line(case: Case) -> str:
    who = wording.person(case, case.author)
    others = f" and {len(case.accounts) - 1} more" if len(case.accounts) > 1 else ""
    what = done(case, told=wording.on)
    short = what if len(what) <= _DONE else f"{what[:_DONE]}…"
    return f"**{case.number}** · {headline(case)} · {who}{others} · {short}"

"""The README's picture of a card: it shows the card as the bot sends it today."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from tests.cogs.card_picture import FILE, NAMES, drawn, drawn_from, shown, source
from tests.cogs.markdown import Kind, Line, Look, Run, lines_of
from tests.cogs.picture import WIDTH
from tests.cogs.views import MIKA, VEX


def test_the_picture_is_of_the_card_as_it_is_now() -> None:
    assert drawn_from(FILE.read_bytes()) == source(shown()), "run `make card-picture`, and look"


def test_a_card_that_says_something_else_needs_another_picture() -> None:
    view = shown()
    renamed = replace(view, case=replace(view.case, reason="Another reason."))
    cooler = replace(view, course=view.course[1:])

    assert len({source(each) for each in (view, renamed, cooler)}) == 3


def test_the_picture_is_light_enough_for_a_readme() -> None:
    assert len(FILE.read_bytes()) < 150_000


def test_drawing_twice_makes_the_same_picture() -> None:
    first, second = drawn(shown()), drawn(shown())

    assert first == second
    assert Image.open(BytesIO(first)).width == WIDTH


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("### Case 1", Line(Kind.HEADING, (Run("Case 1", Look.PLAIN),))),
        ("-# small", Line(Kind.SMALL, (Run("small", Look.PLAIN),))),
        ("- 87% like", Line(Kind.BULLET, (Run("87% like", Look.PLAIN),))),
        (
            f"<@{VEX}> → <@{MIKA}>",
            Line(
                Kind.BODY,
                (
                    Run("@vex", Look.MENTION),
                    Run(" → ", Look.PLAIN),
                    Run("@mika", Look.MENTION),
                ),
            ),
        ),
        ("in <#9002>", Line(Kind.BODY, (Run("in ", Look.PLAIN), Run("#lounge", Look.MENTION)))),
        ("<t:1772453052:f>", Line(Kind.BODY, (Run("2 March 2026 12:04", Look.TIME),))),
        (r"**\*bold\***", Line(Kind.BODY, (Run("*bold*", Look.BOLD),))),
        (r"||a \|\| b||", Line(Kind.BODY, (Run("a || b", Look.SPOILER),))),
        ("@\u200beveryone", Line(Kind.BODY, (Run("@everyone", Look.PLAIN),))),
    ],
)
def test_markdown_is_read_as_discord_shows_it(content: str, line: Line) -> None:
    assert list(lines_of(content, NAMES)) == [line]

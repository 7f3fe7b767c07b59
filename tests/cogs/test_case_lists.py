"""Several cases in one message: a line each, however much was done in them."""

from datetime import timedelta

from cogs.case_lists import AT_ONCE, list_of
from engine.actions import Ban, Collapse, LockDown, Timeout
from engine.queries import Page
from engine.verdict import Category
from tests.builders import NOON
from tests.cogs.views import VEX, discord_case, text_of

DAY = timedelta(days=1)


def test_the_longest_lines_fit_a_message() -> None:
    many = tuple(Timeout(user=VEX, duration=timedelta(seconds=n)) for n in range(1, 90))
    case = discord_case(
        999_999_999,
        actions=(LockDown(duration=DAY), *many, Collapse(delay=DAY)),
        accounts=tuple(str(10**19 + n) for n in range(500)),
        category=Category.SEXUAL_HARASSMENT,
        expires_at=NOON,
    )
    shown = text_of(list_of("Cases found", Page((case,) * AT_ONCE, more=999_999_999)))
    assert len(shown) <= 4_000
    assert shown.count("**999999999** · sexual harassment · ") == AT_ONCE


def test_a_name_that_is_no_id_comes_harmless() -> None:
    shown = text_of(list_of("Cases", Page((discord_case(author="@everyone **x**"),))))
    assert "@everyone" not in shown
    assert r"\*\*x\*\*" in shown


def test_a_campaign_says_how_many_more_it_is_about() -> None:
    case = discord_case(actions=(Ban(user=VEX),), accounts=(VEX, "1", "2"))
    assert f"<@{VEX}> and 2 more · banned" in text_of(list_of("Cases", Page((case,))))

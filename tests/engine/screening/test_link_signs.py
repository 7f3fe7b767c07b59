import pytest

from engine.packs import Brand, WebNames
from engine.screening.link_signs import Linked, LinkSigns
from engine.text import normalise
from engine.verdict import Category

WEB = WebNames(
    brands=(Brand(("lantern",), ("lantern.com",)),),
    shorteners=frozenset({"bit.ly"}),
    trackers=frozenset({"whoopened.com"}),
    publishers=frozenset({"toolsmith.org"}),
)
LINKS = LinkSigns(WEB)


def look(text: str) -> Linked:
    return LINKS.look(normalise(text))


def score(text: str) -> float:
    return max((sign.score for sign in look(text).signs), default=0.0)


def test_a_well_known_house_is_no_stranger() -> None:
    assert look("https://lantern.com/x").facts == {"link"}
    assert look("https://elm.ru/x").facts == {"link", "stranger"}


@pytest.mark.parametrize("home", ["http://localhost:8080/x", "http://192.168.0.1/login"])
def test_a_machine_at_home_is_no_stranger(home: str) -> None:
    assert "stranger" not in look(home).facts


@pytest.mark.parametrize(
    "hidden",
    ["viewers on elmgrow .com", "elmgrow (dot) shop", "elmgrow dot com", "d i s c o r d . g g / x"],
)
def test_a_link_written_past_filters_is_seen(hidden: str) -> None:
    assert "stranger" in look(hidden).facts or "invite" in look(hidden).facts
    assert score(hidden) > 0


def test_invisible_signs_inside_a_link_are_seen() -> None:
    assert score("at elm\u200bgrow.com/x") == 0.5
    assert score("at elmgrow.com/x \u200b") == 0.0


def test_a_program_weighs_by_where_it_comes_from_and_how_it_hides() -> None:
    known, unknown, disguised = (
        score(f"https://{link}")
        for link in ("toolsmith.org/a.exe", "elm.ru/a.exe", "elm.ru/a.pdf.exe")
    )

    assert 0 < known < unknown < disguised


def test_a_link_that_notes_who_opens_it_is_a_trap() -> None:
    assert {sign.category for sign in look("https://whoopened.com/a").signs} == {Category.SCAM}


def test_a_short_link_says_so() -> None:
    assert "short" in look("https://bit.ly/a").facts


def test_an_invitation_is_a_weak_sign() -> None:
    assert score("discord.gg/lanterns") == 0.3


def test_many_links_at_once_are_a_sign() -> None:
    assert score("https://a.ru https://b.ru") == 0.0
    assert score("https://a.ru https://b.ru https://c.ru https://d.ru") == 0.4


@pytest.mark.parametrize("plain", ["so, well", "wait... what", "1.5 or 2", "", "polka dot dress"])
def test_plain_talk_points_nowhere(plain: str) -> None:
    assert look(plain) == Linked()

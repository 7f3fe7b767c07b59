import pytest

from engine.screening.links import Link, links_in


@pytest.mark.parametrize(
    ("text", "host", "path"),
    [
        ("see https://game.example/notes?x=1 now", "game.example", "/notes?x=1"),
        ("www.Game.Example", "game.example", ""),
        ("on game.com.", "game.com", ""),
        ("t.me/lanterns it is", "t.me", "/lanterns"),
        ("<https://game.example:8080/a>", "game.example", "/a"),
        ("https://game.example, and on", "game.example", ""),
    ],
)
def test_a_link_is_found_as_people_write_it(text: str, host: str, path: str) -> None:
    assert links_in(text) == (Link(host, path),)


@pytest.mark.parametrize(
    "text",
    ["nice.try buddy", "mail rook@oak.example", "he/she.they", "main.py", "...", "8.top floor", ""],
)
def test_what_is_no_link_is_left_alone(text: str) -> None:
    assert links_in(text) == ()


def test_what_stands_before_an_at_sign_is_not_where_a_link_goes() -> None:
    assert links_in("https://oak.com@elm.ru/x") == (Link("elm.ru", "/x", userinfo="oak.com"),)


def test_markdown_shows_one_thing_and_goes_to_another() -> None:
    assert links_in("[oak.com](<https://elm.ru/x>)") == (Link("elm.ru", "/x", shown="oak.com"),)


def test_a_picture_shows_no_text_in_its_place() -> None:
    assert not any(link.shown for link in links_in("![oak.com](https://elm.ru/oak.png)"))


def test_a_link_that_stands_twice_is_found_once() -> None:
    assert len(links_in("https://oak.com https://oak.com")) == 1


def test_no_more_than_ten_links_are_looked_at() -> None:
    assert len(links_in(" ".join(f"https://oak{number}.com" for number in range(30)))) == 10

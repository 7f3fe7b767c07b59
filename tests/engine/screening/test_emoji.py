import pytest

from engine.screening.emoji import named


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("you are such a 🤡🐷", "you are such a clown pig"),
        ("lol😂what", "lol tears joy what"),
        ("😂😂😂😂😂", "tears joy tears joy"),
        ("👍🏿 well done", "thumbs up well done"),
        ("👩‍🚀 ❤️", "woman rocket heart"),
        ("🇲🇽 match today", "m x match today"),
        ("🖤 🤍", "heart heart"),
        ("¿qué tal? 你好 ™", "¿qué tal? 你好 ™"),
    ],
)
def test_an_emoji_is_read_by_its_name(text: str, read: str) -> None:
    assert named(text) == read


def test_a_wall_of_emoji_is_cut() -> None:
    assert len(named("🤡🐷🔪🔫🍑🍆💦🐍🦧🐒" * 50).split()) < 12


def test_a_text_without_emoji_stays_as_it_is() -> None:
    text = "two  blanks stay"

    assert named(text) is text

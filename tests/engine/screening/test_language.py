"""Which language a message is in: measured on our own lines, and on ordinary English chat."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from bot.reading import identifier_for
from data.packs import load_packs, scene_paths
from engine.language import ENGLISH, UNKNOWN, Language
from engine.screening.language import MODEL, LanguageIdentifier, spoken
from engine.screening.manifest import ModelError
from engine.screening.telltales import Telltales
from engine.text import normalise

QUALITY = Path(__file__).parents[2] / "quality"
Identify = Callable[[str], Language]


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def identify() -> Identify:
    identifier = identifier_for(load_packs())
    return lambda text: identifier.identify(normalise(text))


def told(identify: Identify, texts: Sequence[str]) -> Counter[str]:
    return Counter(identify(text).code for text in texts)


@pytest.mark.parametrize("code", ["es", "pt", "fr", "de"])
def test_a_covered_language_is_told_or_left_open_but_hardly_mistaken(
    identify: Identify, code: str
) -> None:
    texts = [line["text"] for line in lines(QUALITY / "languages.jsonl") if line["lang"] == code]

    codes = told(identify, texts)

    assert codes[code] >= 0.8 * len(texts)
    assert codes[code] + codes[UNKNOWN] >= 0.98 * len(texts)


def test_other_languages_are_never_taken_for_english(identify: Identify) -> None:
    foreign = [line["text"] for line in lines(QUALITY / "languages.jsonl")]

    assert told(identify, foreign)[ENGLISH] == 0


def test_of_ordinary_english_chat_less_than_one_in_a_hundred_is_taken_for_another_language(
    identify: Identify,
) -> None:
    texts = [line["text"] for line in lines(QUALITY / "ordinary.jsonl")]
    for scene in scene_paths().values():
        records = map(json.loads, scene.read_text(encoding="utf-8").splitlines())
        texts += [record["text"] for record in records if "text" in record]

    codes = told(identify, texts)

    assert codes[ENGLISH] + codes[UNKNOWN] > 0.99 * len(texts)


@pytest.mark.parametrize("short", ["", "gg", "lol", "die tower die", "con", "...", "123 456"])
def test_a_few_letters_tell_nothing(identify: Identify, short: str) -> None:
    assert identify(short) == Language(UNKNOWN, 0.0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("нет, завтра", "ru"),
        ("ще й завтра, її", "uk"),
        ("ありがとう", "ja"),
        ("고마워", "ko"),
        ("谢谢大家", "zh"),
        ("شكرا", "ar"),
        ("ευχαριστώ", "el"),
        ("תודה", "he"),
        ("धन्यवाद", "hi"),
        ("ขอบคุณ", "th"),
    ],
)
def test_a_script_of_its_own_tells_the_language_of_a_single_word(
    identify: Identify, text: str, code: str
) -> None:
    language = identify(text)

    assert language.code == code
    assert 0.5 <= language.confidence <= 1.0


def test_english_in_borrowed_letters_stays_english(identify: Identify) -> None:
    assert identify("уоu аrе раthеtiс and everyone knows it").code == ENGLISH


def test_a_greeting_in_another_script_does_not_make_english_foreign(identify: Identify) -> None:
    assert identify("he said привет and then he left the channel").code == ENGLISH


def test_the_normaliser_can_be_taught_to_tell_the_language() -> None:
    packs = load_packs()
    read = spoken(normalise, identifier_for(packs), Telltales(packs))

    assert read("¿alguien sabe cómo se instala este paquete?").language.code == "es"


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    with as_file(files("data.models") / "language") as folder:
        shutil.copytree(folder, tmp_path / "language")
    (tmp_path / "language" / MODEL).write_bytes(b"short")

    with pytest.raises(ModelError, match="not what its manifest promises"):
        LanguageIdentifier.load(tmp_path / "language", common={})


def test_a_missing_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no language model"):
        LanguageIdentifier.load(tmp_path, common={})

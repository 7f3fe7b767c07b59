"""The shipped packs load, and a bad entry is named with its file."""

import shutil
from collections import Counter
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from data.packs import PackError, load_packs, scene_paths
from engine.text import normalise
from engine.verdict import Category, Polarity


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for pack in files("data.packs").iterdir():
        if not pack.name.endswith(".toml"):
            continue
        with as_file(pack) as file:
            shutil.copy(file, tmp_path)
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new, 1))


def test_the_shipped_patterns_are_many_and_cover_every_category() -> None:
    patterns = load_packs().patterns
    by_polarity = Counter(pattern.polarity for pattern in patterns)

    assert by_polarity[Polarity.HARMFUL] >= 400
    assert by_polarity[Polarity.FINE] >= 150
    assert {pattern.category for pattern in patterns} == set(Category)


def test_a_pattern_is_named_after_its_group_and_its_place_in_it(folder: Path) -> None:
    (folder / "patterns.toml").write_text(
        '[[groups]]\nid = "greetings"\ncategory = "none"\npolarity = "fine"\nseverity = 0.0\n'
        'explanation = "A greeting."\nguideline = "Fine."\ntexts = ["hi", "hello there"]\n'
    )

    patterns = load_packs(folder).patterns

    assert [(one.id, one.text) for one in patterns] == [
        ("greetings-01", "hi"),
        ("greetings-02", "hello there"),
    ]


def test_words_and_phrases_of_a_list_become_one_set(folder: Path) -> None:
    (folder / "phrases.toml").write_text('[hype]\nwords = ["pog"]\nphrases = ["lets go"]\n')

    assert load_packs(folder).phrases == {"hype": frozenset({"pog", "lets go"})}


def test_every_covered_language_has_words_of_all_kinds() -> None:
    needed = {"insult", "harassment", "threat", "hate", "sexual_harassment", "doxxing", "none"}
    lists = {"common", "second_person", "third_person", "first_person", "things", "reporting"}

    for pack in load_packs().languages.values():
        assert {group.category.value for group in pack.lexicon} >= needed
        assert sum(len(group.terms) for group in pack.lexicon) >= 150
        assert pack.phrases.keys() >= lists


def test_terms_and_phrases_stand_as_the_normaliser_leaves_them() -> None:
    packs = load_packs()
    terms = [term for pack in packs.languages.values() for g in pack.lexicon for term in g.terms]
    for pack in packs.languages.values():
        terms += [term for name, own in pack.phrases.items() if name != "common" for term in own]

    assert [term for term in terms if " ".join(normalise(term).words) != term] == []


def test_no_term_stands_in_two_groups_of_a_language() -> None:
    for pack in load_packs().languages.values():
        counted = Counter(term for group in pack.lexicon for term in group.terms)
        assert [term for term, times in counted.items() if times > 1] == []


def test_a_help_line_says_country_name_and_contact() -> None:
    english = next(page for page in load_packs().help_pages if page.language == "en")

    assert "UK, IE: Samaritans, call 116 123" in english.lines


def test_every_scene_is_there_under_its_name() -> None:
    scenes = scene_paths()

    assert {"attack", "banter", "crisis", "dogpile"} <= scenes.keys()
    assert all(scene.is_file() for scene in scenes.values())


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('category = "harassment"', 'category = "rudeness"', "category: Input should be"),
        ("severity = 0.6", "severity = 1.6", "severity: Input should be less than or equal to 1"),
        ('polarity = "harmful"', 'polarity = "fine"', "goes with category"),
        ("guideline = ", "guidline = ", "guideline: Field required"),
    ],
)
def test_a_bad_pattern_group_is_named(folder: Path, old: str, new: str, fault: str) -> None:
    change(folder / "patterns.toml", old, new)

    with pytest.raises(PackError, match=rf"patterns\.toml: harassment-exclusion: .*{fault}"):
        load_packs(folder)


@pytest.mark.parametrize("file", ["patterns.toml", "lexicon.toml", "lexicon.es.toml"])
def test_an_id_that_is_there_twice_is_named(folder: Path, file: str) -> None:
    content = (folder / file).read_text()
    group = content[content.index("[[groups]]") :].split("[[groups]]")[1]
    (folder / file).write_text(f"[[groups]]{group}[[groups]]{group}")

    with pytest.raises(PackError, match=rf"{file}: [a-z-]+: this id is there twice"):
        load_packs(folder)


def test_a_text_that_is_there_twice_is_named(folder: Path) -> None:
    change(folder / "patterns.toml", "texts = [", 'texts = ["the same", "the same",')

    with pytest.raises(PackError, match=r"patterns\.toml: the same: this text is there twice"):
        load_packs(folder)


@pytest.mark.parametrize("file", ["patterns.toml", "lexicon.toml", "phrases.toml", "help.toml"])
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()

    with pytest.raises(PackError, match=f"{file}: missing"):
        load_packs(folder)


def test_a_file_that_is_not_toml_is_named(folder: Path) -> None:
    (folder / "help.toml").write_text("[en\n")

    with pytest.raises(PackError, match=r"help\.toml: not valid TOML"):
        load_packs(folder)


def test_a_file_without_groups_is_named(folder: Path) -> None:
    (folder / "lexicon.toml").write_text("groups = 3\n")

    with pytest.raises(PackError, match=r"lexicon\.toml: has no \[\[groups\]\]"):
        load_packs(folder)


def test_a_group_without_an_id_is_named_by_its_number(folder: Path) -> None:
    change(folder / "lexicon.toml", 'id = "harmless"', "")

    with pytest.raises(PackError, match=r"lexicon\.toml: group 1: id: Field required"):
        load_packs(folder)

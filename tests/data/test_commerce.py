"""The shipped names and schemes make sense, and a bad entry is named with its file."""

import shutil
from pathlib import Path

import pytest

import data.packs
from data.packs import PackError, load_packs
from engine.screening.links import links_in
from engine.screening.lookalike import Lookalikes, one_edit_apart, skeleton
from engine.text import normalise
from tests.data.test_packs import change

PACKS = load_packs()
WEB, SCHEMES = PACKS.web, PACKS.schemes


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    shipped = Path(data.packs.__path__[0])
    return shutil.copytree(shipped, tmp_path / "packs", ignore=shutil.ignore_patterns("scenes"))


def test_the_well_known_names_are_many() -> None:
    assert len(WEB.brands) >= 150


def test_no_true_domain_resembles_another() -> None:
    lookalikes = Lookalikes(WEB)
    domains = [domain for brand in WEB.brands for domain in brand.domains]
    links = [link for domain in domains for link in links_in(f"https://{domain}")]

    assert [link.host for link in links if lookalikes.resemblance(link)] == []


def test_every_neighbour_would_be_taken_for_a_name() -> None:
    names = {skeleton(name) for brand in WEB.brands for name in brand.names if not brand.everyday}
    idle = {
        label
        for label in WEB.neighbours
        if not any(one_edit_apart(skeleton(label), name) for name in names)
    }

    assert idle == set()


def test_every_term_of_a_scheme_can_be_said() -> None:
    terms = {term for terms in SCHEMES.concepts.values() for term in terms} | SCHEMES.retelling
    unsaid = {term for term in terms if " ".join(normalise(term).words) != term.rstrip("*")}

    assert unsaid == set()


def test_every_concept_is_needed() -> None:
    needed = {need for scheme in SCHEMES.schemes for need in scheme.needs}

    assert SCHEMES.concepts.keys() - needed == set()


def test_a_need_that_nobody_names_is_refused(packs: Path) -> None:
    change(packs / "schemes.toml", 'needs = ["gratis"', 'needs = ["gratiss"')

    with pytest.raises(PackError, match=r"schemes\.toml: .*free-goods: needs .* gratiss"):
        load_packs(packs)


def test_a_name_of_two_houses_is_refused(packs: Path) -> None:
    change(packs / "brands.toml", 'names = ["roblox"]', 'names = ["twitch"]')

    with pytest.raises(PackError, match=r"brands\.toml: .*two brands: twitch"):
        load_packs(packs)

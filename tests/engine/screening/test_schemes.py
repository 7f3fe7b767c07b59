from engine.packs import Scheme, Schemes
from engine.screening.schemes import Playbook, is_retold
from engine.verdict import Category

PLAYBOOK = Playbook(
    Schemes(
        schemes=(
            Scheme("gift", Category.SCAM, 0.5, ("gratis", "goods"), "Free goods"),
            Scheme("gift-link", Category.SCAM, 0.8, ("gratis", "goods", "link"), "With a link"),
        ),
        concepts={"gratis": frozenset({"free", "for nothing"}), "goods": frozenset({"hats"})},
        retelling=frozenset({"beware"}),
    )
)


def schemes(text: str, *facts: str) -> list[str]:
    concepts = PLAYBOOK.concepts(text.split())
    return [found.scheme.id for found in PLAYBOOK.found(concepts, (), facts)]


def test_a_scheme_needs_all_its_concepts() -> None:
    assert schemes("hats for everybody") == []
    assert schemes("hats for nothing") == ["gift"]


def test_a_fact_of_the_message_meets_a_need_and_the_surest_scheme_comes_first() -> None:
    assert schemes("free hats", "link") == ["gift-link", "gift"]


def test_words_far_apart_make_no_scheme() -> None:
    story = " and then" * 40

    assert schemes(f"free {story} hats") == []
    assert schemes(f"free {story} hats for nothing") == ["gift"]


def test_a_scheme_is_found_with_the_words_that_stand_for_it() -> None:
    (found,) = PLAYBOOK.found(PLAYBOOK.concepts(["hats", "for", "nothing"]), (), ())

    assert found.words == ("for nothing", "hats")


def test_a_warning_is_known_by_its_words() -> None:
    assert is_retold(PLAYBOOK.concepts(["beware", "of", "free", "hats"]))
    assert not is_retold(PLAYBOOK.concepts(["free", "hats"]))

import pytest

from engine.packs import Brand, WebNames
from engine.screening.links import links_in
from engine.screening.lookalike import Lookalikes, Resemblance, one_edit_apart, readable, skeleton

NAMES = WebNames(
    brands=(
        Brand(("lantern",), ("lantern.com", "lantern.gg")),
        Brand(("gamecommunity",), ("gamecommunity.com",)),
        Brand(("pear",), ("pear.com",), everyday=True, everywhere=True),
    ),
    baits=frozenset({"gift", "login", "nitro"}),
    fillers=frozenset({"my", "now"}),
    neighbours=frozenset({"lanterns"}),
    honest=frozenset({"lantern-fans.org"}),
)
LOOKALIKES = Lookalikes(NAMES)


def resemblance(text: str) -> Resemblance | None:
    (link,) = links_in(text)
    return LOOKALIKES.resemblance(link)


def score(text: str) -> float:
    found = resemblance(text)
    return found.score if found else 0.0


@pytest.mark.parametrize(
    "imitation",
    [
        "https://lаntern.com",  # with a Cyrillic letter
        "https://xn--lntern-3nf.com",  # the same as browsers send it
        "https://1antern.com",
        "https://lantem.com",  # "rn" drawn as "m"
        "https://lanternn.com",
        "https://latnern.com",
        "https://lantern-gift.ru",
        "https://mylanternnitro.com",
        "https://gamec0mmunity.com",
        "https://game-community-gift.ru",
        "https://gamecommunity.ru",
        "https://lantern.com.gift.ru",
        "https://store.lantern.com-sale.top",
        "https://lantern.gift-now.com",
        "https://lantern-gift.web.app",
        "https://lantern.com@elm.ru",
        "https://lantern:x@elm.ru",
        "[https://lantern.com](https://elm.ru)",
        "[lantern.com/gift](https://elm.ru/gift)",
    ],
)
def test_an_imitation_is_seen_through(imitation: str) -> None:
    assert score(imitation) >= 0.6


@pytest.mark.parametrize(
    "honest",
    [
        "https://lantern.com/gift",
        "https://gift.lantern.gg",
        "https://lantern-fans.org",
        "https://lanterns.com",
        "https://pear.de",
        "https://pear-tree.org",
        "https://peer.com",
        "https://rook.name@elm.ru",
        "https://chat.elm.org/lantern.com",
        "https://lantern.elm.org",
        "https://elm.ru",
        "https://medium.com/@lantern",
        "[the notes](https://elm.ru)",
        "[lantern.com](https://www.lantern.com/notes)",
        "http://192.168.0.1/lantern",
    ],
)
def test_an_honest_link_resembles_nothing(honest: str) -> None:
    assert resemblance(honest) is None


def test_an_everyday_word_counts_only_beside_a_bait() -> None:
    assert 0 < score("https://pear-login.com") < score("https://lantern-login.com")


def test_a_site_that_bears_a_name_among_other_words_is_doubtful_at_most() -> None:
    assert 0 < score("https://lantern-makers.org") < 0.6


def test_the_evidence_names_whom_a_domain_imitates() -> None:
    found = resemblance("https://lаntern.com")

    assert found is not None
    assert found.evidence == 'The domain writes "lantern" with letters of another alphabet.'


@pytest.mark.parametrize("label", ["paypa1", "pаypal", "PAYPAL", "ｐaypal", "páypal"])
def test_labels_that_look_alike_share_a_skeleton(label: str) -> None:
    assert skeleton(label) == skeleton("paypal")


@pytest.mark.parametrize(
    ("one", "other"), [("oak", "oaks"), ("oak", "ok"), ("oak", "oat"), ("oak", "aok")]
)
def test_one_slip_makes_one_edit(one: str, other: str) -> None:
    assert one_edit_apart(one, other)


@pytest.mark.parametrize(("one", "other"), [("oak", "oak"), ("oak", "ash"), ("oak", "kao")])
def test_nothing_or_two_slips_are_not_one_edit(one: str, other: str) -> None:
    assert not one_edit_apart(one, other)


def test_a_label_longer_than_any_can_be_is_looked_at_no_further() -> None:
    assert resemblance(f"https://{'my' * 40}lantern-gift.com") is None


def test_broken_punycode_is_read_as_it_stands() -> None:
    assert readable("xn--999999999.com") == "xn--999999999.com"

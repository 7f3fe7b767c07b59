import pytest

from engine.training.labels import HEADS, UNKNOWN, Labels
from engine.training.sources import SOURCES
from engine.verdict import Category


def read(source: str, **record: object) -> Labels | None:
    return next(one for one in SOURCES if one.name == source).read(record)


def harmful(source: str, **record: object) -> float | None:
    labels = read(source, **record)
    assert labels is not None
    return labels.harmful


def test_a_row_has_a_target_for_every_head() -> None:
    assert len(Labels(1.0).row()) == len(HEADS)


def test_what_a_scheme_does_not_tell_stays_unknown() -> None:
    labels = read("dghs_dynamic_hate", label=0, labels={"hate": 0})
    assert labels is not None
    assert labels.row()[HEADS.index("insult")] == UNKNOWN


def test_text_without_a_label_is_no_lesson() -> None:
    assert read("vicomtech_stormfront", label=None, labels={}) is None


def test_spam_says_nothing_about_harm_to_a_person() -> None:
    assert harmful("sms_spam", label=1, labels={"spam": "spam"}) is None


@pytest.mark.parametrize(
    ("intent", "told"),
    [("insults_flaming", Category.INSULT), ("threats", Category.THREAT)],
)
def test_a_games_labels_name_the_kind_of_harm(intent: str, told: Category) -> None:
    labels = read("gametox_80", label=1, labels={"intent": intent})
    assert labels is not None
    assert labels.categories[told] == 1.0


def test_bare_profanity_in_a_game_is_not_certain_harm() -> None:
    assert harmful("gametox_80", label=1, labels={"intent": "other_offensive"}) == 0.7


def test_offensive_by_a_split_vote_counts_less() -> None:
    clear = {"class": "offensive", "votes": {"hate": 0, "offensive": 3, "neither": 0}}
    split = {"class": "offensive", "votes": {"hate": 0, "offensive": 2, "neither": 1}}
    certain, unsure = (harmful("davidson_hsol", label=1, labels=each) for each in (clear, split))
    assert (certain, unsure) == (0.8, 0.6)


def test_counter_speech_is_harmless() -> None:
    assert harmful("cad_reddit_v1_1", label=0, labels={"primary": ["CounterSpeech"]}) == 0.0


def test_a_chatbots_own_failures_are_no_lesson() -> None:
    record = {"label": 1, "labels": {"category": "Biased Opinion"}}
    assert read("diasafety_context", **record) is None


def test_frustration_with_software_is_left_unlabelled() -> None:
    assert read("github_incivility_70", label=1, labels={"tbdf": "Impatience"}) is None


def test_ordinary_talk_has_no_bar_of_its_own() -> None:
    ordinary = {source.name: source.own_bar for source in SOURCES if source.name[:6] == "benign"}
    assert ordinary == {"benign_irc_ubuntu": False, "benign_dailydialogpp": False}

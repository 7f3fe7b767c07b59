"""What is remembered of how a person writes."""

from datetime import datetime, timedelta

from engine.memory.actors import Actors
from tests.builders import INN, NOON, author, message, minutes

DAY = timedelta(days=1)
WORDS = ("good", "morning")


def write(
    actors: Actors, count: int, *, risk: float, at: datetime = NOON, gap: float = 300
) -> datetime:
    for _ in range(count):
        at += timedelta(seconds=gap)
        actors.learn(message(at=at), words=WORDS, target=None, risk=risk)
    return at


def risk_of(actors: Actors, at: datetime, **person: object) -> float:
    return actors.behaviour(message(at=at, author=author(**person))).risk


def test_a_quiet_newcomer_has_a_low_risk() -> None:
    assert risk_of(Actors(), NOON) < 0.1
    assert risk_of(Actors(), NOON, account_created_at=NOON - minutes(5)) < 0.25


def test_an_old_friendly_member_has_next_to_none() -> None:
    actors = Actors()
    last = write(actors, 50, risk=0.02)
    assert risk_of(actors, last + minutes(5), account_created_at=NOON - 900 * DAY) < 0.02
    assert risk_of(actors, last + minutes(5)) < 0.05


def test_an_unknown_age_lies_between_young_and_old() -> None:
    young = risk_of(Actors(), NOON, account_created_at=NOON)
    old = risk_of(Actors(), NOON, account_created_at=NOON - 900 * DAY)
    assert old < risk_of(Actors(), NOON) < young


def test_harmful_messages_raise_the_risk_of_the_next() -> None:
    actors = Actors()
    last = write(actors, 10, risk=0.8)
    assert risk_of(actors, last + minutes(5)) > 0.4


def test_one_slip_among_many_calm_messages_hardly_shows() -> None:
    actors = Actors()
    last = write(actors, 1, risk=0.8, at=write(actors, 40, risk=0.02))
    assert risk_of(actors, last + minutes(5)) < 0.1


def test_behaviour_is_told_before_the_message_counts() -> None:
    actors = Actors()
    actors.behaviour(message())
    assert len(actors) == 0


def test_bad_times_fade_behind_good_ones() -> None:
    actors = Actors()
    last = write(actors, 10, risk=0.8)
    soon = risk_of(actors, last + DAY)
    later = write(actors, 10, risk=0.02, at=last + 15 * DAY)
    assert risk_of(actors, later + minutes(5)) < soon / 2


def test_after_thirty_days_nothing_is_left() -> None:
    actors = Actors()
    last = write(actors, 10, risk=0.8)
    assert risk_of(actors, last + 30 * DAY) > 0.3
    assert risk_of(actors, last + 30 * DAY + minutes(1)) == risk_of(Actors(), NOON)


def test_a_flood_is_a_risk() -> None:
    actors = Actors()
    last = write(actors, 25, risk=0.02, gap=0.5)
    parts = {part.name: part.value for part in actors.behaviour(message(at=last)).parts}
    assert parts["velocity"] == 1.0
    assert parts["burst"] == 1.0


def test_harm_to_one_and_the_same_person_weighs_more() -> None:
    focused, scattered = Actors(), Actors()
    for number in range(10):
        at = NOON + minutes(number)
        focused.learn(message(at=at), words=WORDS, target="mika", risk=0.6)
        scattered.learn(message(at=at), words=WORDS, target=f"p{number}", risk=0.6)
    assert risk_of(focused, NOON + minutes(12)) > risk_of(scattered, NOON + minutes(12))


def test_the_parts_add_up_to_the_risk() -> None:
    actors = Actors()
    last = write(actors, 5, risk=0.6)
    behaviour = actors.behaviour(message(at=last))
    assert behaviour.risk == sum(part.value * part.weight for part in behaviour.parts)
    assert abs(sum(part.weight for part in behaviour.parts) - 1.0) < 1e-9


def test_the_same_words_are_counted_for_ten_minutes() -> None:
    actors = Actors()
    last = write(actors, 3, risk=0.0, gap=60)
    assert actors.repeats(message(at=last + minutes(1)), WORDS) == 3
    assert actors.repeats(message(at=last + minutes(10)), WORDS) == 0


def test_the_same_words_of_another_person_are_not_their_repeats() -> None:
    actors = Actors()
    write(actors, 3, risk=0.0)
    assert actors.repeats(message(by="ada"), WORDS) == 0


def test_other_words_are_no_repeats() -> None:
    actors = Actors()
    last = write(actors, 3, risk=0.0, gap=60)
    assert actors.repeats(message(at=last), ("good", "night")) == 0


def test_a_restored_actor_goes_on_exactly() -> None:
    steady, restored = Actors(), Actors()
    write(steady, 7, risk=0.61)
    kept = steady.learn(message(at=NOON + DAY), words=WORDS, target="mika", risk=0.7)
    restored.restore(kept)
    later = message(at=NOON + 3 * DAY)
    assert restored.learn(later, words=WORDS, target=None, risk=0.4) == steady.learn(
        later, words=WORDS, target=None, risk=0.4
    )


def test_recalled_messages_bring_back_the_pace_and_no_counts() -> None:
    actors = Actors()
    for second in range(12):
        at = NOON + timedelta(seconds=second / 2)
        actors.recall(message(at=at), words=WORDS, target=None)
    later = message(at=NOON + timedelta(seconds=6))
    assert actors.repeats(later, WORDS) == 12
    assert actors.learn(later, words=WORDS, target=None, risk=0.0).number("messages") == 1.0


def test_a_clock_that_goes_back_fades_nothing_and_adds_nothing_twice() -> None:
    actors = Actors()
    actors.learn(message(at=NOON), words=WORDS, target=None, risk=0.0)
    early = actors.learn(message(at=NOON - minutes(90)), words=WORDS, target=None, risk=0.0)
    assert early.number("messages") == 2.0
    assert early.updated_at == NOON


def test_a_forgotten_person_starts_anew() -> None:
    actors = Actors()
    last = write(actors, 10, risk=0.8)
    actors.forget(INN, "vex")
    assert risk_of(actors, last) == risk_of(Actors(), NOON)


def test_communities_do_not_know_each_others_people() -> None:
    from tests.engine.sessions.chat import stream

    actors = Actors()
    write(actors, 10, risk=0.8)
    elsewhere = message(place=stream())
    assert actors.behaviour(elsewhere).risk == risk_of(Actors(), NOON)


def test_posts_of_those_who_fell_silent_do_not_outlive_their_hour_for_long() -> None:
    actors = Actors()
    for number in range(50):
        writer = author(id=f"u{number}")
        actors.learn(message(at=NOON, author=writer), words=WORDS, target="ada", risk=0.1)

    write(actors, 103, risk=0.1, at=NOON + minutes(60), gap=1)

    assert (len(actors), actors.posts) == (51, 60)


def test_others_posts_stay_without_the_forgotten_person_they_were_aimed_at() -> None:
    actors = Actors()
    for _ in range(8):
        actors.learn(message(at=NOON), words=WORDS, target="ada", risk=0.9)

    actors.forget(INN, "ada")

    parts = {part.name: part.value for part in actors.behaviour(message(at=NOON)).parts}
    assert (parts["target_overlap"], actors.posts) == (0.0, 8)
    assert actors.repeats(message(at=NOON), WORDS) == 8

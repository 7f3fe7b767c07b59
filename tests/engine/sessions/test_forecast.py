"""Early warnings: when one is due, and the many cases in which none is."""

from datetime import timedelta

import pytest

from engine.events import Community, Origin, Place, Platform
from engine.sessions.context import Context
from engine.sessions.forecast import MOST_A_DAY, Forecasts, Outlook, Rule
from engine.text import normalise
from engine.verdict import Route, Verdict
from tests.builders import HALL, INN, message, prediction
from tests.engine.sessions.chat import Chat

SHARP = "you really do not get it"
PLAIN = "the queue is short today"


class Hunch:
    """Takes every message with a "you" in it for a bad sign."""

    rule = Rule(at=0.6, rise=0.0, times=2, of=3)

    def weigh(self, text: str, memory: bytes) -> Outlook:
        return Outlook(memory + b".", 0.8 if "you" in text else 0.1, ("pointed questions",))


class Quarrel(Chat):
    """A chat with a forecast in it."""

    def __init__(self, *, switched_off: frozenset[str] = frozenset()) -> None:
        super().__init__(switched_off=switched_off)
        off = "forecast" in switched_off
        self.surroundings._forecasts = Forecasts(None if off else Hunch())

    def go_on(
        self,
        *texts: str,
        first: int = 0,
        place: Place = HALL,
        two: tuple[str, str] = ("ada", "ben"),
    ) -> list[Context]:
        """Two people in turn, each at the other."""
        pairs = [two, two[::-1]]
        return [
            self.say(pairs[n % 2][0], text, to=pairs[n % 2][1], place=place)
            for n, text in enumerate(texts, start=first)
        ]


def warned(contexts: list[Context]) -> list[int]:
    return [place for place, context in enumerate(contexts) if context.forewarning]


def test_a_quarrel_is_warned_of_once_both_have_spoken_twice() -> None:
    contexts = Quarrel().go_on(PLAIN, SHARP, SHARP, SHARP, SHARP, SHARP)

    assert warned(contexts) == [3]


def test_a_warning_says_why_and_accuses_nobody() -> None:
    (signal,) = [c.forewarning for c in Quarrel().go_on(*[SHARP] * 4) if c.forewarning]

    assert (signal.source, signal.score) == ("forecast", 0.8)
    assert "8 in 10" in signal.evidence
    assert "pointed questions" in signal.evidence


def test_a_forecast_is_no_evidence_against_anybody() -> None:
    for context in Quarrel().go_on(*[SHARP] * 5):
        assert "forecast" not in {signal.source for signal in context.signals}


def test_one_bad_moment_is_waited_out() -> None:
    assert warned(Quarrel().go_on(PLAIN, PLAIN, PLAIN, SHARP, PLAIN, PLAIN, SHARP, PLAIN)) == []


@pytest.mark.parametrize("word", ["lol", "haha", "love you", "you did nothing wrong"])
def test_a_laugh_or_a_kind_word_keeps_the_peace_for_a_while(word: str) -> None:
    chat = Quarrel()
    contexts = chat.go_on(SHARP, SHARP, f"{SHARP} {word}", SHARP, SHARP, SHARP)
    assert warned(contexts) == []
    assert warned(chat.go_on(*[SHARP] * 2)) == [0]


def test_nobody_is_warned_of_who_only_listens() -> None:
    chat = Quarrel()

    assert not any(chat.say("ada", SHARP, to="ben").forewarning for _ in range(6))


def test_words_to_nobody_in_particular_count_for_nothing() -> None:
    chat = Quarrel()

    assert not any(chat.say(f"p{n}", SHARP, after=700.0).forewarning for n in range(6))


def test_once_a_line_is_crossed_it_is_too_late_for_a_forecast() -> None:
    chat = Quarrel()
    chat.say("ada", SHARP, to="ben", risk=0.9)

    assert warned(chat.go_on(*[SHARP] * 6, first=1)) == []


def test_each_pair_is_weighed_by_itself() -> None:
    chat = Quarrel()
    chat.go_on(SHARP, SHARP)

    assert warned(chat.go_on(SHARP, SHARP, two=("cal", "dee"))) == []


def test_a_session_is_warned_of_once_whoever_quarrels_in_it() -> None:
    chat = Quarrel()
    assert warned(chat.go_on(*[SHARP] * 4)) == [3]
    assert warned(chat.go_on(*[SHARP] * 6, two=("cal", "dee"))) == []


def test_after_half_an_hour_of_silence_a_talk_begins_anew() -> None:
    chat = Quarrel()
    chat.go_on(SHARP, SHARP, SHARP)
    chat.now += timedelta(minutes=31)

    assert warned(chat.go_on(*[SHARP] * 4)) == [3]


def test_a_community_sees_a_few_warnings_a_day_and_not_more() -> None:
    chat = Quarrel()
    yards = [Place(INN, f"yard {n}") for n in range(MOST_A_DAY + 3)]
    found = [warned(chat.go_on(*[SHARP] * 4, place=yard)) for yard in yards]
    assert found == [[3]] * MOST_A_DAY + [[]] * 3

    chat.now += timedelta(days=1)
    assert warned(chat.go_on(*[SHARP] * 4)) == [3]


def test_the_day_of_one_community_is_not_that_of_another() -> None:
    chat = Quarrel()
    for number in range(MOST_A_DAY + 1):
        chat.go_on(*[SHARP] * 4, place=Place(INN, f"yard {number}"))
    elsewhere = Place(Community(Platform.DISCORD, "elsewhere"), "hall")

    assert warned(chat.go_on(*[SHARP] * 4, place=elsewhere)) == [3]


@pytest.mark.parametrize("origin", [Origin.EDIT, Origin.FORWARD, Origin.AUTOMOD_HOLD])
def test_only_what_is_said_counts(origin: Origin) -> None:
    chat = Quarrel()
    chat.go_on(*[SHARP] * 3)
    said = message(SHARP, by="ben", at=chat.now, targets=("ada",), origin=origin)
    context = chat.surroundings.observe(said, prediction(), words=normalise(SHARP).words)

    assert context.forewarning is None


def test_a_bot_quarrels_with_nobody() -> None:
    chat = Quarrel()
    for _ in range(4):
        chat.say("ada", SHARP, to="ben")
        assert chat.say("ben", SHARP, to="ada", is_bot=True).forewarning is None


def test_switched_off_it_says_nothing() -> None:
    off = frozenset({"forecast"})

    assert warned(Quarrel(switched_off=off).go_on(*[SHARP] * 6)) == []


def test_without_a_model_there_is_no_forecast() -> None:
    assert warned([Chat().say("ada", SHARP, to="ben") for _ in range(6)]) == []


def test_an_erased_person_leaves_no_talk_behind() -> None:
    chat = Quarrel()
    chat.go_on(*[SHARP] * 3)
    chat.surroundings.forget(INN, "ben")

    assert not chat.surroundings._forecasts._exchanges
    assert warned(chat.go_on(SHARP, SHARP)) == []


def test_an_erasure_elsewhere_changes_nothing_here() -> None:
    chat = Quarrel()
    chat.go_on(*[SHARP] * 3)
    chat.surroundings.forget(Community(Platform.DISCORD, "elsewhere"), "ben")

    assert warned(chat.go_on(SHARP, first=3)) == [0]


def test_what_is_heard_again_after_a_restart_is_not_warned_of_again() -> None:
    chat, again = Quarrel(), Quarrel()
    for context in chat.go_on(*[SHARP] * 4):
        turn = context.session
        said = message(
            SHARP,
            by="ada" if turn.message_count % 2 else "ben",
            at=turn.ended_at,
            targets=("ben" if turn.message_count % 2 else "ada",),
        )
        judged = Verdict(
            message=said.id,
            place=said.place,
            author=said.author.id,
            target=said.targets[0],
            at=said.sent_at,
            prediction=prediction(),
            route=Route.ALLOW,
            session=turn.id,
            escalation=0.0,
        )
        again.surroundings.recall(said, judged, words=normalise(SHARP).words)
    again.now = chat.now

    assert warned(again.go_on(*[SHARP] * 3)) == []


def test_the_bar_rises_with_the_length_of_a_talk_up_to_a_point() -> None:
    rule = Rule(at=0.6, rise=0.01, times=2, of=3)

    assert rule.is_bad(0.6, 2)
    assert not rule.is_bad(0.6, 3)
    assert rule.is_bad(0.67, 500)


@pytest.mark.parametrize(
    ("history", "holds"),
    [
        ([], False),
        ([True], False),
        ([True, True], True),
        ([True, False, True], True),
        ([True, True, False], False),
        ([True, True, False, False, True], False),
    ],
)
def test_a_rule_wants_some_of_the_last_messages_and_this_one(
    history: list[bool], *, holds: bool
) -> None:
    assert Rule(at=0.6, rise=0.0, times=2, of=3).holds(history) is holds

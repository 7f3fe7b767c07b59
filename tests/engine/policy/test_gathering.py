"""What becomes of doubtful words amid a siege: one case, and nothing by itself."""

from hypothesis import given
from hypothesis import strategies as st

from engine.actions import AlertModerators, Hide, Timeout
from engine.cases import SIEGE
from engine.policy.circumstances import Circumstances
from engine.policy.matter import Footing, Matter
from engine.policy.pattern import TextPattern
from engine.policy.policy import decide
from engine.policy.protection import Protection
from engine.policy.rule import Effect, Rule
from engine.verdict import Category, Decision, Mode
from tests.builders import assessment, message, policy

SEEN = Circumstances(signals={"dogpile": 0.8})


def doubted(harm: float, *, category: Category = Category.INSULT, **changes: object) -> Matter:
    parts: dict[str, object] = {
        "message": message(by="vex"),
        "assessment": assessment(harm, category),
        "target": "mika",
        "help_text": "You matter.",
        "doubt": "Whose side is it on?",
        "siege": "siege:hall:1",
    }
    return Matter(**{**parts, **changes})  # type: ignore[arg-type]


def decided(matter: Matter, *, strikes: float = 0.0) -> Decision:
    found = decide(matter, Footing(strikes=strikes), policy(mode=Mode.ENFORCE))
    assert found
    return found


@given(st.floats(0.5, 1.0), st.sampled_from(["", "siege:hall:1"]), st.floats(0, 9))
def test_nothing_doubtful_is_done_before_a_moderator_says_so(
    harm: float, siege: str, strikes: float
) -> None:
    assert decided(doubted(harm, siege=siege), strikes=strikes).asks_first


def test_doubtful_words_of_a_siege_share_a_case_that_names_their_author() -> None:
    found = decided(doubted(0.9))
    assert (found.rung, found.category) == (SIEGE, Category.DOGPILING)
    assert (found.campaign, found.accounts) == ("siege:hall:1", ("vex",))


def test_for_a_speaker_who_was_not_seen_in_the_crowd_nothing_waits_but_a_look() -> None:
    [only] = decided(doubted(0.9)).actions
    assert isinstance(only, AlertModerators)


def test_for_one_of_the_crowd_the_usual_measure_waits() -> None:
    alert, *waiting = decided(doubted(0.9, circumstances=SEEN), strikes=2.0).actions
    assert isinstance(alert, AlertModerators)
    assert {type(each) for each in waiting} == {Timeout, Hide}


def test_what_the_person_chose_not_to_be_shown_waits_to_be_hidden() -> None:
    _, *waiting = decided(doubted(0.9, protection=Protection(hide=True))).actions
    assert [type(each) for each in waiting] == [Hide]


def test_words_without_a_doubt_belong_to_no_siege() -> None:
    assert decided(doubted(0.9, doubt="")).campaign is None


def test_an_advert_amid_a_siege_is_hidden_at_once() -> None:
    assert not decided(doubted(0.9, category=Category.SPAM)).asks_first


def test_what_a_pattern_here_hides_is_hidden_amid_a_siege_too() -> None:
    mine = TextPattern(name="mine", regex="acme", then=Effect.HIDE)
    said = message("acme", by="vex")
    found = decided(doubted(0.1, message=said, matched=(mine,)))
    assert (found.asks_first, [type(each) for each in found.actions]) == (False, [Hide])


def test_where_a_rule_asks_first_an_advert_is_not_hidden_by_itself() -> None:
    asking = Rule(name="own ask", when="true", then=Effect.ASK)
    advert = doubted(0.9, category=Category.SCAM, doubt="", siege="")
    found = decide(advert, Footing(), policy(mode=Mode.ENFORCE, rules=(asking,)))
    assert found
    assert (found.asks_first, type(found.proposal)) == (True, type(found.actions[0]))

"""Text patterns of a community's own: what they match, what follows, and what never does."""

from dataclasses import replace

import pytest

from engine.actions import AlertModerators, Ban, Hide, Timeout
from engine.events import Message, Origin, Place
from engine.policy.community import CommunityPolicy
from engine.policy.document import DocumentError, applied, document_of, parse, restored, toml_of
from engine.policy.ladder import RULE
from engine.policy.matching import ask_for_thought, matching
from engine.policy.matter import Footing, Matter
from engine.policy.pattern import Reading, TextPattern
from engine.policy.policy import decide, immunity
from engine.policy.preview import preview
from engine.policy.rule import Effect, Rule
from engine.sessions.context import Campaign
from engine.verdict import Category, Decision, Mode
from tests.builders import INN, assessment, author, message, policy, prediction, verdict

USUAL = CommunityPolicy()
DOCUMENT = """
act_at = 0.4

[[patterns]]
name = "phone numbers"
regex = '\\+?\\d[\\d -]{7,}\\d'
then = "hide"
on = "text"
category = "doxxing"
exempt_roles = ["7"]
exempt_channels = ["42"]
modes = ["assist", "enforce"]

[[patterns]]
name = "brand"
regex = "acme"

[[rules]]
name = "newcomers and brands"
when = "'brand' in patterns && author.strikes < 1.0"
then = "alert"
"""


def pattern(regex: str, then: Effect | None = Effect.HIDE, **changes: object) -> TextPattern:
    return TextPattern(**{"name": "mine", "regex": regex, "then": then, **changes})  # type: ignore[arg-type]


def decided(
    said: Message, *own: TextPattern, harm: float = 0.1, **changes: object
) -> Decision | None:
    held = policy(patterns=own, **changes)
    category = Category.INSULT if harm >= 0.2 else Category.NONE
    matter = Matter(
        message=said,
        assessment=assessment(harm, category),
        target="mika",
        help_text="",
        matched=matching(said, held),
    )
    return decide(matter, Footing(immune=immunity(said, held)), held)


def problems(document: str) -> tuple[str, ...]:
    with pytest.raises(DocumentError) as refused:
        parse(document, USUAL)
    return refused.value.problems


def test_patterns_are_brought_back_by_what_is_kept_and_by_what_is_exported() -> None:
    choices = parse(DOCUMENT, USUAL)
    held = applied(choices, USUAL)
    first, second = held.patterns
    assert (first.on, first.category, first.modes) == (
        Reading.TEXT,
        Category.DOXXING,
        (Mode.ASSIST, Mode.ENFORCE),
    )
    assert (second.then, second.on) == (None, Reading.BOTH)
    assert restored(toml_of(choices), USUAL) == choices
    assert applied(parse(document_of(held), USUAL), USUAL) == held
    assert held.version != replace(held, patterns=(second,)).version


def test_every_problem_of_every_pattern_is_a_line_that_names_it() -> None:
    document = """
        [[patterns]]
        name = "one"
        regex = '(?=a)b'
        then = "hide"
        [[patterns]]
        name = "two"
        regx = "a"
        then = "hid"
        on = "txt"
        category = "raid"
        [[patterns]]
        name = "three"
        regex = " "
    """
    told = problems(document)
    assert told[0].startswith('patterns: pattern "one": regex: at character 1, "(?=": RE2 cannot')
    assert told[1] == 'patterns: pattern 2: regx: unknown key, did you mean "regex"?'
    assert told[2] == "patterns: pattern 2: regex: must be there"
    assert told[3].endswith('not "hid", did you mean "hide"?')
    assert told[4].startswith("patterns: pattern 2: on: must be one of text, normalised, both")
    assert told[5].startswith("patterns: pattern 2: category: must be one of harassment, insult")
    assert told[6].startswith('patterns: pattern "three": regex: says nothing')
    assert len(told) == 7


def test_patterns_that_are_too_large_together_are_refused() -> None:
    one = "[[patterns]]\nname = \"{}\"\nregex = '{}.{{150}}b'\n"
    (told,) = problems("".join(one.format(number, number) for number in range(10)))
    assert told.startswith("patterns: are too large together: at most 10000 steps")


@pytest.mark.parametrize(
    "said", ["free nitro", "FREE nitro", "fr3e n1tro", "f r e e nitro", "free ni\u200btro"]
)
def test_spelling_tricks_hide_no_words_from_a_pattern(said: str) -> None:
    assert matching(message(said), policy(patterns=(pattern(r"free\s+nitro"),)))


def test_the_words_as_written_may_be_all_that_is_asked() -> None:
    written = policy(patterns=(pattern("n1tro", on=Reading.TEXT),))
    meant = policy(patterns=(pattern("n1tro", on=Reading.NORMALISED),))
    assert matching(message("n1tro now"), written)
    assert not matching(message("n1tro now"), meant)


def test_a_match_is_hidden_and_named_and_punishes_nobody() -> None:
    found = decided(message("call 030 1234567"), pattern(r"\d{7}", category=Category.DOXXING))
    assert found
    assert [type(action) for action in found.actions] == [Hide]
    assert (found.rung, found.category) == (RULE, Category.DOXXING)
    assert found.evidence[-1].id == "pattern:mine"
    assert found.evidence[-1].text == 'It matches your pattern "mine": hide it.'
    assert "1234567" not in found.reason


def test_a_pattern_may_ask_for_a_measure_or_for_a_moderator() -> None:
    found = decided(message("acme"), pattern("acme", Effect.TIMEOUT_1_HOUR))
    assert found
    assert (found.rung, type(found.actions[0])) == ("timeout_1_hour", Timeout)
    asked = decided(message("acme"), pattern("acme", Effect.ASK), harm=0.6)
    assert asked
    assert asked.asks_first
    banned = decided(message("acme"), pattern("acme", Effect.BAN))
    assert banned
    assert (banned.needs_human, banned.proposal) == (True, Ban(user="vex"))


def test_what_haven_found_goes_before_what_a_pattern_calls_it() -> None:
    found = decided(message("acme"), pattern("acme", category=Category.SPAM), harm=0.6)
    assert found
    assert found.category is Category.INSULT


def test_an_exemption_excuses_no_grave_threat() -> None:
    said, held = message("acme"), policy(patterns=(pattern("acme", Effect.EXEMPT),))
    matter = Matter(
        message=said,
        assessment=assessment(0.9, Category.THREAT),
        target="mika",
        help_text="",
        matched=matching(said, held),
    )
    assert decide(matter, Footing(), held)
    assert decided(said, pattern("acme", Effect.EXEMPT), harm=0.6) is None


def test_nobody_immune_no_name_and_no_crowd_is_a_patterns_business() -> None:
    asked = pattern("acme", Effect.BAN)
    assert decided(message("acme", author=author(is_moderator=True)), asked) is None
    assert not matching(message("acme", origin=Origin.NAME), policy(patterns=(asked,)))
    matter = Matter(
        message=message("acme"),
        assessment=assessment(0.9, Category.RAID),
        target=None,
        help_text="",
        campaign=Campaign("c1", ("vex", "rex")),
        matched=(asked,),
    )
    found = decide(matter, Footing(), policy(patterns=(asked,)))
    assert found
    assert found.rung == "raid"


def test_a_pattern_holds_only_for_whom_where_and_in_which_mode_it_says() -> None:
    own = pattern(
        "acme", exempt_roles=("7",), exempt_channels=("42",), modes=(Mode.ASSIST, Mode.ENFORCE)
    )
    held = policy(patterns=(own,))
    assert matching(message("acme"), held) == (own,)
    assert not matching(message("acme", author=author(roles=frozenset({"7", "8"}))), held)
    assert not matching(message("acme", place=Place(INN, "42")), held)
    assert not matching(message("acme"), replace(held, mode=Mode.OBSERVE))


def test_rules_may_ask_which_patterns_matched() -> None:
    silent = pattern("acme", None, name="brand")
    rule = Rule(name="watch", when="'brand' in patterns", then=Effect.ALERT)
    assert decided(message("acme"), silent) is None
    found = decided(message("acme"), silent, rules=(rule,))
    assert found
    assert [type(action) for action in found.actions] == [AlertModerators]
    assert decided(message("other"), silent, rules=(rule,)) is None


def test_what_seems_harmless_is_weighed_for_a_match_unless_that_lets_it_pass() -> None:
    assert ask_for_thought([pattern("a")])
    assert not ask_for_thought([pattern("a", Effect.EXEMPT)])
    assert not ask_for_thought([])


def test_a_preview_tells_what_a_pattern_would_have_met_though_nobody_weighed_it() -> None:
    said = [message("call acme"), message("hello", by="kim")]
    quiet = [verdict(each, assessment=None, prediction=prediction(risk=0.01)) for each in said]
    seen = preview(zip(said, quiet, strict=True), (), policy(patterns=(pattern("acme"),)))
    assert seen.would_act == {said[0].id}
    assert not seen.unknown

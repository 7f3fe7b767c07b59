"""Presets: what a document, an administrator and the policy itself make of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.policy.community import CommunityPolicy
from engine.policy.document import (
    PRESET,
    DocumentError,
    applied,
    checked,
    document_of_preset,
    parse,
    preset_of,
    restored,
    toml_of,
)
from engine.policy.matter import Footing, Matter
from engine.policy.policy import decide
from engine.policy.preset_choice import laid_down
from engine.policy.presets import PRESETS
from engine.verdict import Category, Decision, Mode
from tests.builders import assessment, message

USUAL = CommunityPolicy(mode=Mode.ENFORCE)
OWN = '[[rules]]\nname = "own"\nwhen = "harm > 0.9"\nthen = "ask"\n'

each_preset = pytest.mark.parametrize("name", PRESETS)


def preset(name: str) -> CommunityPolicy:
    return applied(checked({PRESET: name}, USUAL), USUAL)


def decided(
    policy: CommunityPolicy, harm: float, category: Category, *, target: str | None = None
) -> Decision | None:
    said = Matter(
        message=message(),
        assessment=assessment(harm, category),
        target=target,
        help_text="",
    )
    return decide(said, Footing(), policy)


@each_preset
def test_a_preset_is_another_policy_and_is_known_by_its_values(name: str) -> None:
    assert preset(name) != USUAL
    assert preset_of(preset(name)) == name
    assert preset_of(replace(preset(name), strike_half_life=timedelta(1))) == ""
    assert preset_of(USUAL) == ""


@each_preset
def test_a_preset_leaves_alone_what_is_each_communitys_own(name: str) -> None:
    own = {"mode", "language", "mod_log", "exempt_roles", "exempt_channels", "patterns"}
    assert own.isdisjoint(PRESETS[name].table)


@each_preset
def test_what_it_stands_for_can_be_edited_and_brought_back(name: str) -> None:
    assert applied(parse(document_of_preset(name), USUAL), USUAL) == preset(name)
    assert document_of_preset(name).startswith(f"# {PRESETS[name].about}\n")


@each_preset
def test_what_is_kept_of_it_outlasts_a_restart_without_its_name(name: str) -> None:
    choices = parse(f'preset = "{name}"', USUAL)
    assert restored(toml_of(choices), USUAL) == choices
    assert PRESET not in toml_of(choices)


def test_a_documents_own_keys_go_before_the_presets() -> None:
    for text in ('preset = "family"\nact_at = 0.45', 'act_at = 0.45\npreset = "family"'):
        policy = applied(parse(text, USUAL), USUAL)
        assert (policy.act_at, policy.hide_at) == (0.45, preset("family").hide_at)


def test_a_documents_own_rules_hold_besides_the_presets_and_replace_namesakes() -> None:
    policy = applied(parse(f'preset = "gaming"\n{OWN}', USUAL), USUAL)
    (trash_talk,) = PRESETS["gaming"].rules
    assert [rule.name for rule in policy.rules] == ["own", trash_talk.name]
    renamed = OWN.replace("own", trash_talk.name)
    policy = applied(parse(f'preset = "gaming"\n{renamed}', USUAL), USUAL)
    assert [rule.when for rule in policy.rules] == ["harm > 0.9"]


def test_a_faulty_rule_beside_a_preset_is_named_by_its_own_number() -> None:
    for rules in ("rules = 3", "rules = [3]", 'rules = [{name = ["x"]}]'):
        with pytest.raises(DocumentError, match=r"^rules: ") as refused:
            parse(f'preset = "debate"\n{rules}', USUAL)
        assert "rule 2" not in str(refused.value)


def test_a_preset_is_laid_down_with_its_rules_and_own_ones_stay() -> None:
    choices = parse(f'preset = "debate"\napologise = false\n{OWN}', USUAL)
    left = laid_down(choices)
    assert [rule.name for rule in left["rules"]] == ["own"]
    assert left.keys() == {"apologise", "rules"}
    assert laid_down(parse('preset = "debate"', USUAL)) == {}


def test_family_acts_on_what_the_usual_policy_lets_pass() -> None:
    assert decided(USUAL, 0.42, Category.INSULT) is None
    assert decided(preset("family"), 0.42, Category.INSULT) is not None


def test_gaming_tolerates_trash_talk_at_nobody_and_none_at_a_person() -> None:
    gaming = preset("gaming")
    assert decided(USUAL, 0.65, Category.INSULT) is not None
    assert decided(gaming, 0.65, Category.INSULT) is None
    assert decided(gaming, 0.65, Category.INSULT, target="mika") is not None


def test_debate_lets_heat_pass_asks_about_groups_and_warns_of_attacks() -> None:
    debate = preset("debate")
    assert decided(debate, 0.65, Category.INSULT) is None
    of_groups = decided(debate, 0.55, Category.HATE)
    assert of_groups is not None
    assert of_groups.needs_human
    attack = decided(debate, 0.46, Category.INSULT, target="mika")
    assert attack is not None
    assert not attack.needs_human
    assert decided(USUAL, 0.46, Category.INSULT, target="mika") is None


@each_preset
@pytest.mark.parametrize("category", [Category.THREAT, Category.HATE, Category.DOXXING])
def test_no_preset_lets_anything_grave_pass(name: str, category: Category) -> None:
    assert decided(preset(name), 0.8, category) is not None

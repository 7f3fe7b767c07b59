from cogs.cards import headline
from tests.builders import case


def test_a_card_says_that_a_rule_of_the_community_opened_it() -> None:
    assert headline(case(rung="rule")) == "a rule of this community"

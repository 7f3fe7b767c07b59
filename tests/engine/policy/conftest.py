"""`pytest --hypothesis-profile=laws` tries each law ten thousand times; the suite fewer."""

import pytest
from hypothesis import settings

from engine.policy.rule import Effect, Rule
from engine.policy.rules import problems_of

settings.register_profile("laws", max_examples=10_000, deadline=None)


@pytest.fixture(scope="session", autouse=True)
def _rules_are_ready() -> None:
    """The first rule imports CEL, which is longer than an example may take."""
    assert problems_of(Rule(name="first", when="aimed", then=Effect.HIDE)) == []

"""What the platform thinks of an account."""

from engine.memory.actors import Actors
from tests.builders import INN, message


def test_a_suspected_account_is_looked_at_like_a_new_one_until_it_is_cleared() -> None:
    actors, said = Actors(), message()
    before = actors.behaviour(said).risk

    actors.flag(INN, "vex", 1.0)
    suspected = actors.behaviour(said).risk
    actors.flag(INN, "vex", 0.0)

    assert suspected > before
    assert actors.behaviour(said).risk == before


def test_whoever_is_forgotten_is_suspected_no_more() -> None:
    actors, said = Actors(), message()
    before = actors.behaviour(said).risk
    actors.flag(INN, "vex", 1.0)

    actors.forget(INN, "vex")

    assert actors.behaviour(said).risk == before

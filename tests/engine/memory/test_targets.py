"""What was aimed at a person, before and after help came."""

from datetime import datetime, timedelta

from engine.memory.targets import Exposure, Targets
from tests.builders import INN, NOON, message, minutes

DAY = timedelta(days=1)


def harm(targets: Targets, at: datetime, risk: float = 0.6) -> None:
    targets.learn(message(at=at), target="mika", risk=risk)


def test_harm_is_weighted_by_its_risk() -> None:
    targets = Targets()
    harm(targets, NOON, 0.5)
    harm(targets, NOON, 0.9)
    assert targets.exposure(INN, "mika", NOON).before == 1.4


def test_everyday_words_are_no_exposure() -> None:
    targets = Targets()
    assert targets.learn(message(), target="mika", risk=0.2) is None
    assert len(targets) == 0


def test_what_comes_after_help_is_told_apart() -> None:
    targets = Targets()
    harm(targets, NOON)
    targets.relieve(INN, "mika", NOON + minutes(2))
    harm(targets, NOON + minutes(3), 0.5)
    exposure = targets.exposure(INN, "mika", NOON + minutes(4))
    assert (exposure.before, exposure.after) == (0.6, 0.5)
    assert exposure.relief_seconds == 120.0


def test_only_the_first_help_ends_the_waiting() -> None:
    targets = Targets()
    harm(targets, NOON)
    targets.relieve(INN, "mika", NOON + minutes(2))
    assert targets.relieve(INN, "mika", NOON + minutes(9)) is None
    assert targets.exposure(INN, "mika", NOON + minutes(9)).relief_seconds == 120.0


def test_help_for_somebody_unharmed_is_nothing() -> None:
    assert Targets().relieve(INN, "mika", NOON) is None


def test_a_new_ordeal_begins_after_a_quiet_day() -> None:
    targets = Targets()
    harm(targets, NOON)
    targets.relieve(INN, "mika", NOON + minutes(2))
    harm(targets, NOON + 2 * DAY, 0.5)
    exposure = targets.exposure(INN, "mika", NOON + 2 * DAY)
    assert (exposure.before, exposure.after) == (0.5, 0.0)


def test_exposure_fades_over_days() -> None:
    targets = Targets()
    harm(targets, NOON)
    harm(targets, NOON + 5 * DAY, 0.4)
    assert abs(targets.exposure(INN, "mika", NOON + 5 * DAY).total - 0.7) < 1e-9


def test_after_thirty_days_nothing_is_known() -> None:
    targets = Targets()
    harm(targets, NOON)
    assert targets.exposure(INN, "mika", NOON + 30 * DAY).total > 0
    assert targets.exposure(INN, "mika", NOON + 30 * DAY + minutes(1)) == Exposure()


def test_a_restored_target_goes_on_exactly() -> None:
    steady, restored = Targets(), Targets()
    harm(steady, NOON, 0.61)
    kept = steady.learn(message(at=NOON + minutes(7)), target="mika", risk=0.37)
    assert kept
    restored.restore(kept)
    moment = NOON + DAY
    assert restored.relieve(INN, "mika", moment) == steady.relieve(INN, "mika", moment)
    assert restored.exposure(INN, "mika", moment) == steady.exposure(INN, "mika", moment)


def test_a_forgotten_person_has_no_exposure() -> None:
    targets = Targets()
    harm(targets, NOON)
    targets.forget(INN, "mika")
    assert targets.exposure(INN, "mika", NOON) == Exposure()


def test_help_that_seems_to_come_before_the_harm_took_no_time() -> None:
    targets = Targets()
    harm(targets, NOON)
    targets.relieve(INN, "mika", NOON - minutes(1))
    assert targets.exposure(INN, "mika", NOON).relief_seconds == 0.0

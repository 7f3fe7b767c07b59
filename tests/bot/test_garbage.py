import gc

from bot.garbage import short_pauses


def test_what_was_there_before_is_not_looked_through() -> None:
    kept = [[] for _ in range(100)]

    with short_pauses():
        old = {id(thing) for thing in gc.get_objects()}

    assert old.isdisjoint(map(id, kept))


def test_collecting_goes_on_as_usual_afterwards() -> None:
    usual = gc.get_threshold()

    with short_pauses():
        pass

    assert (gc.get_threshold(), gc.get_freeze_count()) == (usual, 0)

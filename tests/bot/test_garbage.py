import gc

from bot.garbage import leave_out_newcomers, short_pauses


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


def test_what_comes_to_stay_meanwhile_is_not_looked_through_either() -> None:
    with short_pauses():
        newcomers: list[list[str]] = [[] for _ in range(100)]
        leave_out_newcomers()
        looked_through = {id(thing) for thing in gc.get_objects()}

    assert looked_through.isdisjoint(map(id, newcomers))


def test_nothing_is_left_out_where_pauses_may_be_long() -> None:
    leave_out_newcomers()

    assert gc.get_freeze_count() == 0

"""Garbage collection that does not hold up a conversation."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects before the youngest are looked at, and how much rarer the older generations are.
# Python's 700 look seven times as often, at what a burst of messages is about to drop anyway.
_THRESHOLDS = (5_000, 20, 100)


@contextmanager
def short_pauses() -> Iterator[None]:
    """Leave out what is here by now: packs and modules stay for as long as the process does.

    Looking through their 150,000 objects stopped the event loop for 50 ms at a time, and was most
    of what the slowest messages waited for (measured at 500 a second: P95 of the way from event
    to action 65 ms, and 24 ms without).
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def leave_out_newcomers() -> None:
    """What has come meanwhile stays as well; for whoever opens a model while messages are judged.

    Nothing is collected for it, since that would be such a pause.
    """
    if gc.get_freeze_count():
        gc.freeze()

"""A circuit breaker: a platform that fails is left alone for a while."""

from datetime import datetime, timedelta

from engine.clock import Clock


class Breaker:
    """Opens after `failures` faults in a row for `rest`; then one call at a time may try again.

    Only faults count (errors of the server, time-outs): a refusal is an answer.
    """

    def __init__(
        self, clock: Clock, *, failures: int = 5, rest: timedelta = timedelta(seconds=30)
    ) -> None:
        self._clock = clock
        self._failures = failures
        self._rest = rest
        self._faults = 0
        self._open_until: datetime | None = None

    def open_until(self) -> datetime | None:
        """When to ask again; None for a call that may go out now.

        After a rest the first caller gets None and tries for all; the others rest once more.
        """
        if self._open_until is None:
            return None
        moment = self._clock.now()
        if moment < self._open_until:
            return self._open_until
        self._open_until = moment + self._rest
        return None

    def succeeded(self) -> None:
        self._faults = 0
        self._open_until = None

    def failed(self) -> None:
        self._faults += 1
        if self._faults >= self._failures:
            self._open_until = self._clock.now() + self._rest

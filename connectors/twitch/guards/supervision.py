"""A connection that fails is made anew, after rests that grow."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

from connectors.twitch.faults import NeedsHandError
from connectors.twitch.guards.redaction import described

log = logging.getLogger(__name__)

RESTS = (1.0, 2.0, 5.0, 15.0, 60.0)
# A connection that held this long was a good one, so the next rest is the shortest again.
_STEADY_SECONDS = 60.0


async def supervise(
    attempt: Callable[[], Awaitable[None]],
    rests: Sequence[float],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    seconds: Callable[[], float] = monotonic,
) -> None:
    """Start `attempt` again, for ever, after rests that grow with each failure in a row."""
    failures = 0
    while True:
        begun = seconds()
        try:
            await attempt()
        except NeedsHandError as refusal:
            log.error(str(refusal))  # noqa: TRY400 - the message says it all
        except Exception as error:  # noqa: BLE001  One connection must not end the connector.
            log.error("connection failed", extra={"fault": described(error)})  # noqa: TRY400
        steady = seconds() - begun >= _STEADY_SECONDS
        failures = 0 if steady else failures + 1
        await sleep(rests[min(max(failures, 1), len(rests)) - 1])

"""Where moderators of a channel are told: Twitch has no private place where a bot may write."""

import logging
from collections.abc import Awaitable, Callable

from engine.actions import Order, Outcome

log = logging.getLogger(__name__)

# Raises as an enforcer does.
Alert = Callable[[Order], Awaitable[Outcome]]


async def in_the_log(order: Order) -> Outcome:
    """A line without words, for a channel that no server looks after."""
    log.warning("moderators alerted", extra={"case": order.case, "place": str(order.place)})
    return Outcome.APPLIED

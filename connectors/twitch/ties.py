"""What the connector is given by whoever runs it: the way back to Haven's own house."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from connectors.former import FormerSettings
from connectors.twitch.alerts import Alert, in_the_log
from connectors.twitch.commands import Commands
from connectors.twitch.echoes import PATIENCE
from connectors.twitch.guards.supervision import RESTS
from connectors.twitch.rates import Rates

# Whose words are judged where several channels share one chat.
SharedChat = Literal["own", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """`echo_patience` is how many seconds a call whose answer was lost may yet be confirmed,
    `rests` are those between one failed connection and the next.
    """

    commands: Commands
    former: FormerSettings
    now: Callable[[], datetime]
    shared_chat: SharedChat = "all"
    alert: Alert = in_the_log
    echo_patience: float = PATIENCE
    rests: Sequence[float] = RESTS
    rates: Rates = field(default_factory=Rates)

"""What may be sent again when nobody knows whether it arrived (TRUST.md, "Actions")."""

from datetime import datetime, timedelta

from engine.actions import Action, AlertModerators, AlertTarget, Inverse, OfferHelp, Restore, Warn
from engine.cases import Intent
from engine.events import Platform

# Discord forgets a message's nonce after some minutes; within them a repeat is not doubled.
NONCE_WINDOW = timedelta(minutes=3)

_WORDS = (Warn, AlertModerators, AlertTarget, OfferHelp, Restore)


def repeatable(intent: Intent, moment: datetime) -> bool:
    """Everything that sets a state may be repeated; words may not, but on Discord for a while."""
    if not isinstance(intent.action, _WORDS):
        return True
    if intent.place.community.platform is Platform.TWITCH:
        return False
    return moment - intent.created_at < NONCE_WINDOW


def deadline(action: Action | Inverse, moment: datetime) -> datetime:
    """After this an action would do harm: a time-out two hours late is a wrong action. Bans,
    alerts and whatever takes something back are still right a day later.
    """
    if action.type in {"hide", "blur", "timeout", "warn", "throttle", "collapse", "lock_down"}:
        return moment + timedelta(minutes=10)
    if action.type == "offer_help":
        return moment + timedelta(hours=1)
    return moment + timedelta(days=1)

"""What goes along with a decision: words get out of sight, and moderators hear what they must."""

from engine.actions import Action, AlertModerators, Hide, Timeout
from engine.events import Origin
from engine.policy.community import CommunityPolicy
from engine.policy.matter import Matter
from engine.policy.wishes import ADVERTS
from engine.verdict import Category

_TITLES = frozenset({Origin.THREAD_TITLE, Origin.THREAD_RENAME})
# Words that no message holds which could be deleted.
_NOT_POSTED = _TITLES | {Origin.AUTOMOD_HOLD, Origin.NAME}


def without_alerts(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Whoever is asked needs no second message that says the same."""
    return tuple(action for action in actions if not isinstance(action, AlertModerators))


def companions(
    matter: Matter, main: Action, policy: CommunityPolicy, *, asks: bool
) -> tuple[Action, ...]:
    """What goes with a sanction: words are hidden, moderators hear of what lasts or asks them."""
    others = removing(matter, policy)
    crowd = matter.assessment.category is Category.DOGPILING
    told = any(isinstance(action, AlertModerators) for action in others)
    if not told and (asks or crowd or not isinstance(main, Timeout)):
        return (*others, AlertModerators(text=matter.assessment.rationale))
    return others


def removing(matter: Matter, policy: CommunityPolicy) -> tuple[Action, ...]:
    """How harsh words get out of sight; what a platform holds back, nobody sees anyway."""
    if matter.assessment.harm_score < policy.hide_at and not is_advert(matter):
        return ()
    if matter.message.origin in _TITLES:
        why = matter.assessment.rationale
        return (AlertModerators(text=f"A thread's title stays until you change it: {why}"),)
    return hiding(matter)


def hiding(matter: Matter) -> tuple[Hide, ...]:
    message = matter.message
    if message.origin in _NOT_POSTED:
        return ()
    return (Hide(user=message.author.id, message=message.id),)


def is_advert(matter: Matter) -> bool:
    return matter.assessment.category in ADVERTS

"""What somebody's own wishes make of a matter: stricter, or milder for themselves alone."""

from collections.abc import Callable, Sequence

from engine.events import Community, Message, Origin
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import Rung
from engine.policy.matter import Matter
from engine.policy.protection import SHARES, Protection, Sensitivity
from engine.verdict import Category

Protected = Callable[[Community, str], Protection]

UNWELCOME = "It is about something that somebody here asked not to read of."

ADVERTS = frozenset({Category.SPAM, Category.SCAM})
_AT_NOBODY = ADVERTS | {Category.RAID}
# Rough words, that is: never a threat, a slur, a crowd, or somebody who will not let go.
_BEARABLE = frozenset({Category.INSULT})
# Nobody has to bear what is hidden from everybody by default.
_GRAVE = 0.7


def spoken_to(message: Message, target: str | None) -> str | None:
    """Whom a message speaks to: where that is nobody else, a channel's chat speaks to its owner."""
    if target is not None or message.origin is Origin.NAME:
        return target
    return message.place.community.owner


def hurt_by(message: Message, target: str | None, category: Category) -> str | None:
    """Whose wishes count for a message; adverts for all are aimed at nobody."""
    return target if category in _AT_NOBODY else spoken_to(message, target)


def is_unwelcome(
    message: Message, words: Sequence[str], target: str | None, protected: Protected
) -> bool:
    """Owners say what their chat is not about, all others what is not said to them outright."""
    if message.origin is Origin.NAME:
        return False
    community = message.place.community
    addressed = {target} & set(message.targets)
    hearers = ({community.owner} | addressed) - {None, message.author.id}
    return any(protected(community, each).touches(words) for each in hearers if each)


def calls_for_action(matter: Matter, policy: CommunityPolicy) -> bool:
    if blocked(matter) is not None:
        return True
    return matter.assessment.harm_score >= policy.act_at and not is_borne(matter, policy)


def blocked(matter: Matter) -> Rung | None:
    """The least rung for this much harm to whoever owns the community, as they chose it."""
    block = matter.protection.block
    owned = matter.is_aimed and matter.target == matter.message.place.community.owner
    if block is None or not owned or matter.assessment.category is Category.NONE:
        return None
    return block.rung if matter.assessment.harm_score >= block.harm else None


def is_to_be_hidden(matter: Matter, policy: CommunityPolicy) -> bool:
    if matter.unwelcome:
        return True
    chosen, harm = matter.protection, matter.assessment.harm_score
    if chosen.hide_from is not None and _hurts(matter) and harm >= chosen.hide_from:
        return True
    return chosen.hide and _is_enough(matter, policy)


def is_to_be_told(matter: Matter, policy: CommunityPolicy) -> bool:
    told = _is_enough(matter, policy) or (matter.is_aimed and is_to_be_hidden(matter, policy))
    return matter.protection.tell_me and told


def _hurts(matter: Matter) -> bool:
    return matter.is_aimed and matter.assessment.category is not Category.NONE


def _is_enough(matter: Matter, policy: CommunityPolicy) -> bool:
    return _hurts(matter) and matter.assessment.harm_score >= border(matter.protection, policy)


def border(chosen: Protection, policy: CommunityPolicy) -> float:
    """The harm from which on their sensitivity has somebody looked after. Nobody tolerates what is
    grave, unless the whole community does.
    """
    return min(policy.act_at * SHARES[chosen.sensitivity], max(_GRAVE, policy.act_at))


def is_borne(matter: Matter, policy: CommunityPolicy) -> bool:
    """Whether whoever is hurt puts up with it, and nobody else is spoken to."""
    chosen, found = matter.protection, matter.assessment
    if chosen.sensitivity is not Sensitivity.TOLERANT or found.category not in _BEARABLE:
        return False
    is_mild = found.harm_score < border(chosen, policy)
    return is_mild and matter.is_aimed and _at_nobody_else(matter)


def _at_nobody_else(matter: Matter) -> bool:
    """Named outright, for a guess may be wrong; an owner need not be named in their own chat."""
    named, owner = set(matter.message.targets), matter.message.place.community.owner
    return named == {matter.target} if named else matter.target == owner

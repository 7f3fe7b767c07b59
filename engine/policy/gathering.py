"""Words of which nobody is sure amid a siege share one case, where a moderator looks at all."""

from dataclasses import replace

from engine.actions import Action, AlertModerators, Ban, Hide, Kick, Mute, Timeout, Warn
from engine.cases import SIEGE
from engine.policy.community import CommunityPolicy
from engine.policy.ladder import LONGEST_BY_ITSELF
from engine.policy.matter import Matter
from engine.policy.measures import hiding
from engine.policy.wishes import is_to_be_hidden
from engine.verdict import Category, Decision

_MILD = (Warn, Timeout, Mute, Hide)


def gathered(decided: Decision, matter: Matter, policy: CommunityPolicy) -> Decision:
    """What a moderator confirms is done to those alone who take part in what is done to somebody;
    of all others it only hides what the person whom it hurts chose not to be shown.
    """
    author = matter.message.author.id
    kept = hiding(matter) if is_to_be_hidden(matter, policy) else ()
    measures = _measures(decided, matter) if takes_part(matter) else kept
    alert = AlertModerators(text=f"Several people are at one: {decided.reason}")
    return replace(
        decided,
        actions=(alert, *measures),
        rung=SIEGE,
        category=Category.DOGPILING,
        needs_human=True,
        proposal=alert,
        campaign=matter.siege,
        accounts=(author,),
    )


def takes_part(matter: Matter) -> bool:
    """The author was seen in the crowd, again and again or with bad words."""
    return matter.circumstances.signals.get("dogpile", 0.0) > 0.0


def _measures(decided: Decision, matter: Matter) -> tuple[Action, ...]:
    """Nobody is sent away as one of many."""
    main, *others = decided.actions
    if isinstance(main, Ban | Kick):
        main = LONGEST_BY_ITSELF.action(matter.message.author.id, matter.assessment.rationale)
    return tuple(each for each in (main, *others) if isinstance(each, _MILD))

"""How much thought a message gets in its surroundings, and its verdict before any decision."""

from collections.abc import Sequence

from engine.events import Event, Message, moment_of
from engine.policy.community import CommunityPolicy
from engine.screening.routing import route
from engine.sessions.context import Context
from engine.verdict import Category, RiskPrediction, Route, Signal, Verdict


def way_of(prediction: RiskPrediction, signals: Sequence[Signal], policy: CommunityPolicy) -> Route:
    """What goes on around a message may ask for thought where its own words do not."""
    flags = [signal.source for signal in signals if signal.category is not Category.NONE]
    return route(
        prediction.risk_score,
        (*prediction.flags, *flags),
        light_at=policy.light_at,
        escalate_at=policy.escalate_at,
        language=prediction.language,
    )


def verdict_on(
    event: Event,
    message: Message,
    prediction: RiskPrediction,
    way: Route,
    *,
    context: Context | None = None,
    prevented: bool = False,
) -> Verdict:
    return Verdict(
        message=message.id,
        place=message.place,
        author=message.author.id,
        target=context.target if context else next(iter(message.targets), None),
        at=moment_of(event),
        prediction=prediction,
        route=way,
        session=context.session.id if context else "",
        escalation=context.session.escalation_score if context else 0.0,
        prevented=prevented,
    )

"""What Haven does not know for sure, it does not punish: when a person must confirm first."""

from engine.events import Origin
from engine.language import Coverage, coverage, name_of
from engine.verdict import Category, RiskPrediction

# A grave word (0.8: threats, slurs, "kill yourself") that is said to a person, at 0.95 of itself.
STRONG = 0.75


def doubt(prediction: RiskPrediction, origin: Origin = Origin.POST) -> str:
    """Why a moderator must confirm what follows from these words; empty where none need."""
    if origin is Origin.THREAD_RENAME:
        # Whoever may manage threads can have done it, not only the thread's owner.
        return "The platform does not say who renamed this thread, so a moderator must confirm it."
    match coverage(prediction.language):
        case Coverage.FULL:
            return ""
        case Coverage.NONE:
            return (
                f"This was read as {name_of(prediction.language)}, which Haven does not understand,"
                " so a moderator must confirm it."
            )
        case Coverage.LEXICON:
            return "" if _is_grave(prediction) else _only_words(prediction)


def _is_grave(prediction: RiskPrediction) -> bool:
    """However many insults there are, they are no threat and no slur."""
    return any(
        signal.source == "lexicon"
        and signal.score >= STRONG
        and signal.category is not Category.INSULT
        for signal in prediction.signals
    )


def _only_words(prediction: RiskPrediction) -> str:
    return (
        f"This was read as {name_of(prediction.language)}, of which Haven knows single words only,"
        " so a moderator must confirm it."
    )

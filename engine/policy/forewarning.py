"""What an early warning asks for: that moderators look, and nothing else, whatever the mode."""

from engine.actions import AlertModerators
from engine.cases import FOREWARNING
from engine.events import Message
from engine.policy.community import CommunityPolicy
from engine.policy.policy import immunity
from engine.sessions.context import Context
from engine.verdict import Category, Decision, Evidence, Mode


def forewarned(message: Message, context: Context, policy: CommunityPolicy) -> Decision | None:
    """A card about a talk that may become personal; None where none is due or nobody may look.

    Its category is none, for no harm was found.
    """
    signal = context.forewarning
    if signal is None or immunity(message, policy):
        return None
    why = f"{_parties(message, context)} may turn into a personal attack. {signal.evidence}"
    return Decision(
        actions=(AlertModerators(text=f"Early warning, and nothing was done: {why}"),),
        rung=FOREWARNING,
        reason=why,
        category=Category.NONE,
        harm_score=0.0,
        evidence=(Evidence(f"signal:{signal.source}", signal.evidence),),
        mode=policy.mode,
        policy=policy.version,
        elsewhere=tuple((mode, _told_in(mode)) for mode in Mode if mode is not policy.mode),
    )


def _told_in(mode: Mode) -> str:
    return "only shown" if mode is Mode.OBSERVE else "moderators told"


def _parties(message: Message, context: Context) -> str:
    known = {turn.author: turn.name for turn in context.turns}
    other = known.get(context.target or "", "somebody")
    return f"The talk between {message.author.name} and {other}"

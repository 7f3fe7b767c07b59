"""What a platform's own filter holds back until a moderator decides: what Haven would say to it."""

from collections.abc import Mapping

from engine.actions import Release, Withhold
from engine.events import Message, Origin, Platform
from engine.policy.community import CommunityPolicy
from engine.policy.matter import Matter
from engine.policy.wishes import UNWELCOME
from engine.verdict import Category, Decision, Mode

# What a case about a held message has for its rung: it is nobody's strike, for nobody read it.
HOLD = "hold"


def awaits_ruling(message: Message) -> bool:
    """Discord's AutoMod has blocked for good what it tells of; on Twitch a moderator decides."""
    held = message.origin is Origin.AUTOMOD_HOLD
    return held and message.place.community.platform is Platform.TWITCH


def on_hold(matter: Matter, policy: CommunityPolicy, *, harmful: bool) -> Decision:
    """Grave words are denied at once where Haven may act; all else is a moderator's to decide.

    Nothing takes either back: Twitch has no more of a message that was denied.
    """
    message, assessment = matter.message, matter.assessment
    deed = Withhold if harmful or matter.unwelcome else Release
    main = deed(user=message.author.id, message=message.id)
    sure = harmful and assessment.harm_score >= policy.hide_at and not matter.doubt
    asks = policy.mode is Mode.ASSIST or not sure
    return Decision(
        actions=(main,),
        rung=HOLD,
        reason=_reason(matter, deed),
        category=assessment.category if harmful else Category.NONE,
        harm_score=assessment.harm_score,
        evidence=assessment.evidence,
        mode=policy.mode,
        policy=policy.version,
        needs_human=asks,
        proposal=main if asks else None,
        elsewhere=_elsewhere(main.type, policy.mode, sure=sure),
    )


def _reason(matter: Matter, deed: type[Release] | type[Withhold]) -> str:
    advice = "Recommended: deny." if deed is Withhold else "Recommended: approve."
    said = f"Held back by the platform's filter. {advice} {matter.assessment.rationale}"
    if matter.unwelcome:
        said = f"{said} {UNWELCOME}"
    return f"{said} {matter.doubt}" if deed is Withhold and matter.doubt else said


def _elsewhere(main: str, mode: Mode, *, sure: bool) -> tuple[tuple[Mode, str], ...]:
    asked = f"{main}, once a moderator confirms"
    said: Mapping[Mode, str] = {
        Mode.OBSERVE: "nothing, only shown",
        Mode.ASSIST: asked,
        Mode.ENFORCE: main if sure else asked,
    }
    return tuple((other, text) for other, text in said.items() if other is not mode)

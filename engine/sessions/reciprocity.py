"""Two people who tease each other: what tells banter from an attack."""

from engine.sessions.conversation import Conversation
from engine.sessions.features import BARB, Bond
from engine.sessions.utterance import Utterance
from engine.verdict import Category, Signal

SHOWN_FROM = 0.25
# Rough words to a whole round are excused by its mood, though not as fully as between two.
_ROUND = 0.9
_BALANCE, _THEIR_LAUGHTER, _THEIR_MOOD, _WARMTH, _OWN_LAUGHTER, _HISTORY = (
    (0.35, 0.25, 0.1, 0.1, 0.2, 0.2)
)  # fmt: skip


def reciprocity(conversation: Conversation, utterance: Utterance) -> float:
    """0..1 from this session alone; a round is judged by those who spoke last.

    Where nothing needs an excuse, none is looked for.
    """
    if utterance.malice < BARB:
        return 0.0
    if utterance.target:
        return _between(conversation, utterance, utterance.target)
    others = {turn.author for turn in conversation.turns} - {utterance.author}
    known = [other for other in others if conversation.between(other, utterance.author)]
    if not known:
        return 0.0
    scores = [_between(conversation, utterance, other) for other in sorted(known)]
    return _ROUND * sum(scores) / len(scores)


def reciprocity_signal(score: float, friends: float, utterance: Utterance) -> Signal | None:
    """`friends` is how friendly the two have been over the last weeks, 0..1."""
    if score <= 0.0:
        return None
    score = min(1.0, score + _HISTORY * friends)
    if score < SHOWN_FROM:
        return None
    whom = "the two" if utterance.target else "the people here"
    evidence = f"Teasing goes both ways between {whom}, with laughter or warmth in answer."
    return Signal("reciprocity", Category.NONE, score, evidence)


def _between(conversation: Conversation, utterance: Utterance, other: str) -> float:
    out = conversation.between(utterance.author, other) or _STRANGERS
    back = conversation.between(other, utterance.author)
    if back is None or out.stopped or back.stopped:
        return 0.0
    voice = conversation.voice(other)
    own = (out.laughs + ("laughter" in utterance.tone)) / 2
    score = (
        _BALANCE * _balance(out, back)
        + _THEIR_LAUGHTER * min(1.0, back.laughs / 2)
        + _THEIR_MOOD * min(1.0, voice.laughs / 3)
        + _WARMTH * min(1.0, back.warmth)
        + _OWN_LAUGHTER * min(1.0, own)
    )
    return score * _two_sided(out, back)


def _balance(out: Bond, back: Bond) -> float:
    """1 where both give as good as they get; a talk without barbs is half a proof."""
    most = max(out.malice, back.malice)
    return min(out.malice, back.malice) / most if most >= BARB else 0.5


def _two_sided(out: Bond, back: Bond) -> float:
    """An answer to every second message is a conversation; fewer make it a monologue."""
    return min(1.0, 2.0 * back.messages / (out.messages + 1))


_STRANGERS = Bond("", "")

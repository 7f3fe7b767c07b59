"""How hot a session is: one-sided, rising, aimed risk makes it hot; calm and time cool it."""

from math import exp

from engine.sessions.conversation import Conversation
from engine.sessions.features import BARB, Voice
from engine.sessions.utterance import Utterance
from engine.verdict import Category, Signal

SHOWN_FROM = 0.4
# After a plea to stop, words that would pass otherwise are part of the harm.
_AFTER_STOP_FACTOR = 1.5
_AFTER_STOP = 0.1
# A calm word to the person one was at takes a third of the heat away.
_CALMED = 0.67
_RISING = 0.05
_ONE_SIDED = 0.6
# One rough word of comfort ("nobody does that wtf") makes no attacker; this much malice does.
_ATTACKS_FROM = 0.3
# One outburst is not yet a course of events, however bad.
_MOST = 0.5
_FEWEST = 2


def feel(conversation: Conversation, utterance: Utterance, *, banter: float) -> None:
    """Let one message heat or cool its session. `banter` is what reciprocity excuses, 0..1."""
    if utterance.target:
        _aimed(conversation, utterance, utterance.target, banter=banter)
    hottest = conversation.known(conversation.hottest or "")
    if hottest is None:
        return
    hottest.cool(utterance.at)
    rising = max(0.0, conversation.rhythm.slope)
    conversation.escalation = 1.0 - exp(-hottest.pressure * (1.0 + rising))
    conversation.rhythm.one_sidedness = hottest.one_sidedness
    conversation.flags = _flags(conversation)


def heat(conversation: Conversation, author: str, target: str, amount: float, at: float) -> None:
    """Add heat from `author` to `target` and see whether the target is now the hottest."""
    giver, taker = conversation.voice(author), conversation.voice(target)
    giver.cool(at)
    taker.cool(at)
    giver.given += amount
    taker.received += amount
    hottest = conversation.known(conversation.hottest or "")
    if hottest is not None:
        hottest.cool(at)
    if hottest is None or taker.pressure > hottest.pressure:
        conversation.hottest = target


def reheat(conversation: Conversation) -> None:
    """Warm a session that goes on from another by the turns it took over."""
    for turn in conversation.turns:
        if turn.target and turn.malice > BARB:
            heat(conversation, turn.author, turn.target, turn.malice - BARB, turn.seconds)


def escalation_signal(conversation: Conversation, utterance: Utterance) -> Signal | None:
    """Only for the messages that heat: those aimed at the person under pressure."""
    target = conversation.hottest
    if conversation.escalation < SHOWN_FROM or target is None or utterance.target != target:
        return None
    bond = conversation.between(utterance.author, target)
    if bond is None or utterance.is_kind or bond.barbs < _FEWEST:
        return None
    if bond.malice - bond.barbs * BARB < _ATTACKS_FROM:
        return None
    if utterance.malice < BARB and not bond.stopped:
        return None
    evidence = (
        f"{bond.barbs} of {bond.messages} messages to the same person in this session were "
        f"rough, and hardly any went the other way{', after a plea to stop' * bond.stopped}."
    )
    return Signal("escalation", Category.HARASSMENT, conversation.escalation, evidence)


def _aimed(conversation: Conversation, utterance: Utterance, target: str, *, banter: float) -> None:
    bond = conversation.bond(utterance.author, target)
    if utterance.is_kind:
        return
    amount = min(_MOST, max(0.0, utterance.malice - BARB))
    if bond.stopped:
        amount = amount * _AFTER_STOP_FACTOR + _AFTER_STOP
    if amount > 0.0:
        heat(conversation, utterance.author, target, amount * (1.0 - banter), utterance.at)
        return
    _calm(conversation.voice(utterance.author), conversation.known(target))


def _calm(giver: Voice, taker: Voice | None) -> None:
    if taker is None or giver.given == 0.0:
        return
    eased = giver.given * (1.0 - _CALMED)
    giver.given -= eased
    taker.received = max(0.0, taker.received - eased)


def _flags(conversation: Conversation) -> tuple[str, ...]:
    if conversation.escalation < SHOWN_FROM or conversation.hottest is None:
        return ()
    rhythm, target = conversation.rhythm, conversation.hottest
    found = {
        "one_sided": rhythm.one_sidedness >= _ONE_SIDED,
        "rising": rhythm.slope >= _RISING,
        "after_stop_request": target in conversation.refusers,
    }
    return tuple(name for name, holds in found.items() if holds)

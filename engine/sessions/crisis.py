"""A person in danger, told from jokes, games and laughter, and from attacks on others."""

from engine.sessions.conversation import Conversation
from engine.sessions.utterance import Utterance
from engine.verdict import Category, Signal

SHOWN_FROM = 0.4
_SAID = 0.8
_SAID_BEFORE = 0.1
# One laugh in the same breath is the commonest sign of hyperbole; quoting somebody comes second.
_LAUGHED, _JOKED, _QUOTED = 0.45, 0.5, 0.3
_LAUGHS_A_LOT = 0.1


def crisis_signal(conversation: Conversation, utterance: Utterance) -> Signal | None:
    """Not for words that wish harm on somebody else: those are an attack."""
    tone = utterance.tone
    if "farewell_life" not in tone or ("second_person" in tone and "first_person" not in tone):
        return None
    voice = conversation.voices[utterance.author]
    score = (
        _SAID
        + _SAID_BEFORE * min(2, voice.farewells - 1)
        - _LAUGHED * ("laughter" in tone)
        - _JOKED * ("crisis_jokes" in tone)
        - _QUOTED * ("reporting" in tone)
        - _LAUGHS_A_LOT * (2 * voice.laughs > voice.messages)
    )
    if score < SHOWN_FROM:
        return None
    evidence = "Says of themselves that they do not want to live, without a sign of a joke."
    return Signal("crisis", Category.SELF_HARM, min(1.0, score), evidence)

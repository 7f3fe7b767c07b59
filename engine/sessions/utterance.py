"""One message as all trackers see it: its words read once, and whom it is aimed at."""

import re
from datetime import datetime
from typing import NamedTuple

from engine.events import Author, Message
from engine.sessions.phrases import Tone, Words
from engine.verdict import Category, RiskPrediction, Signal

# With a scheme, with a path, or with an ending that no sentence has; a false hit here is one clue
# of several.
_LINK = re.compile(
    r"https?://|www\.|\b[\w-]{2,}\.[a-z]{2,}/"
    r"|\b[\w-]{2,}\.(?:com|net|org|gg|io|ru|xyz|link|shop|site|top|example|invalid)\b"
)
_CROWD_CALL = re.compile(r"@(?:everyone|here)\b")

DAY = 86_400.0


class Utterance(NamedTuple):
    """`community` and `place` are those of the message as keys.

    `moment` never lies before that of the session's last message; `at` is the same in seconds.
    `malice` is the part of the risk that can hurt a person: no adverts, nothing excused by its
    frame; `commerce` is the part that sells. `category` is the harm that the screening names, NONE
    where it only has a feeling. `explicit` says that the author named the target by reply, mention
    or name; `called` is the name, where it is by that alone. `distress` is the prediction's.

    A tuple, since one is made for every message: a frozen dataclass takes three times as long.
    """

    message: Message
    author: str
    community: str
    place: str
    words: Words
    tone: Tone
    risk: float
    malice: float
    category: Category
    commerce: float
    target: str | None
    explicit: bool
    moment: datetime
    at: float
    called: str = ""
    distress: float | None = None

    @property
    def spared(self) -> "Utterance":
        """As what nobody holds against its author."""
        return self._replace(risk=0.0, malice=0.0)

    @property
    def asks_to_stop(self) -> bool:
        """A plea, not "stop it lol im crying"."""
        return "stop_requests" in self.tone and "laughter" not in self.tone

    @property
    def is_kind(self) -> bool:
        return "support" in self.tone or ("affection" in self.tone and self.malice < KIND_BELOW)

    @property
    def is_glad(self) -> bool:
        """Joy that merely sounds rough: no harm is named, and "insane" is a word of praise."""
        is_mild = self.category is Category.NONE and self.malice < UNNAMED_BELOW
        return "hype" in self.tone and is_mild

    @property
    def mentions_people(self) -> bool:
        """Somebody is called by a mention, or everybody is; a mere reply is no call."""
        if len(self.message.targets) > (self.message.reply_to is not None):
            return True
        return "@" in self.message.text and bool(_CROWD_CALL.search(self.message.text))

    @property
    def has_link(self) -> bool:
        return has_link(self.message.text)


# Threats, slurs and addresses, by their very words: what a model only reads into them is unsure.
_SEVERE = frozenset({Category.THREAT, Category.HATE, Category.DOXXING, Category.SEXUAL_HARASSMENT})
# "Kill yourself"; what is less is abuse as it is heard in any quarrel.
_DEADLY = 0.75

# Above this an endearment ("nice try king", "listen, darling") softens nothing.
KIND_BELOW = 0.1
# Where the screening cannot name the harm, it takes "F F F F" for 0.4 and "@gifter you are insane"
# for 0.55.
UNNAMED_BELOW = 0.6

# Words from here on ("kill yourself", slurs) have no excuse in a good cause, whatever they are but
# insults; below it are those that are as often banter ("say that to my face").
_GRAVE = 0.65
# A model that reads a threat or hate into words with less than this only wonders.
_LIKELY = 0.5
_LESSER = frozenset({Category.INSULT, Category.HARASSMENT, Category.DOGPILING, Category.NONE})

COMMERCE = frozenset({Category.SPAM, Category.SCAM})
# A raid or a cry for help has its own tracker; what hits a person is what the lexicon aims.
_PERSONAL = frozenset(Category) - COMMERCE - {Category.NONE, Category.RAID, Category.SELF_HARM}


def malice(prediction: RiskPrediction) -> float:
    """0..1: harsh words count in full, where `blueprint` risk hears them only in part."""
    signals = prediction.signals
    risk = 0.0 if prediction.category in COMMERCE else prediction.risk_score
    if not signals:
        return risk
    said = [signal.score for signal in signals if _hits_a_person(signal)]
    excused = [signal.score for signal in signals if signal.category is Category.NONE]
    return max([risk, *said]) * (1.0 - max(excused, default=0.0))


def commerce(message: Message, prediction: RiskPrediction) -> float:
    """0..1: how much of an advert a message is. Without a link, spam is often a mere repeat."""
    sells = COMMERCE if has_link(message.text) else {Category.SCAM}
    said = [signal.score for signal in prediction.signals if signal.category in sells]
    return max([prediction.risk_score if prediction.category in sells else 0.0, *said])


def is_grave(prediction: RiskPrediction) -> bool:
    """A threat, a slur or the like: more than an insult or a rough word of reproach."""
    return any(_is_beyond_reproach(signal) for signal in prediction.signals)


def severe(prediction: RiskPrediction) -> frozenset[Category]:
    """In which ways the words are so grave that nothing is waited for; quoted ones are not."""
    excused = [each.score for each in prediction.signals if each.category is Category.NONE]
    left = 1.0 - max(excused, default=0.0)
    return frozenset(
        signal.category for signal in prediction.signals if _is_severe(signal, left=left)
    )


def _is_severe(signal: Signal, *, left: float) -> bool:
    if signal.source == "classifier":
        return False
    if signal.category is Category.HARASSMENT:
        return signal.source == "lexicon" and signal.score * left >= _DEADLY
    return signal.category in _SEVERE and signal.score * left >= _GRAVE


def _is_beyond_reproach(signal: Signal) -> bool:
    if signal.source == "lexicon":
        return signal.score >= _GRAVE and signal.category is not Category.INSULT
    beyond = signal.category not in _LESSER | COMMERCE
    return beyond and signal.score >= _LIKELY


def has_link(text: str) -> bool:
    return ("." in text or "//" in text) and bool(_LINK.search(text))


def _hits_a_person(signal: Signal) -> bool:
    return signal.source == "lexicon" and signal.category in _PERSONAL


def account_age(author: Author, at: float) -> float | None:
    """Seconds since the account was made; None where the platform does not say."""
    made = author.account_created_at
    return None if made is None else max(0.0, at - made.timestamp())

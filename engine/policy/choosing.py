"""What people type of their own protection, read into what they will have chosen."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.authority import DeniedError
from engine.policy.kinds import Number, suggestion
from engine.policy.ladder import Rung
from engine.policy.protection import Block, Protection, Sensitivity
from engine.text import normalise

MOST_TOPICS = 20
LONGEST_TOPIC = 60
# A topic of fewer letters, or of nothing but these, would hide talk of everything.
_FEWEST_LETTERS = 3
_FUNCTION_WORDS = (
    "about all and any are but can could did does for from get going good had has have her here"
    " him his how its just know like lol made make more much not now off one our out really see"
    " she should some that the their them then there they this too very want was well were what"
    " when where which who why will with would yes yeah you your"
)
_EVERYDAY = frozenset(_FUNCTION_WORDS.split())
# Below this nothing is weighed by default, so a lower border would promise what cannot be kept.
_BORDER = Number(least=0.2)
BLOCKS: Mapping[str, Rung] = {
    "10m": Rung.TIMEOUT_10_MINUTES,
    "1h": Rung.TIMEOUT_1_HOUR,
    "24h": Rung.TIMEOUT_24_HOURS,
    "ban": Rung.BAN,
}
_OFF = frozenset({"off", "none", "default"})

Change = Callable[[Protection, str], Protection]


def chosen(known: Protection, key: str, words: str) -> Protection:
    """What somebody has chosen once they typed this, in a channel that is theirs.

    Raises:
        DeniedError: there is no such key, or that cannot be its value.
    """
    change = CHANGES.get(key)
    if change is None:
        guess = suggestion(key, CHANGES) or f"; there are {', '.join(CHANGES)}"
        raise DeniedError(f"{key[:60]}: unknown key{guess}")
    return change(known, words.strip())


def hidden_from(known: Protection, words: str) -> Protection:
    """`words` is a harm, or says that there is none from which on anything is hidden."""
    if words.lower() in _OFF:
        return replace(known, hide=False, hide_from=None)
    return replace(known, hide_from=_harm("hide", words))


def with_topics(known: Protection, words: str) -> Protection:
    """The topics, parted by commas, on top of those that there are.

    Raises:
        DeniedError: one of them cannot be a topic, or they are too many.
    """
    topics = tuple(dict.fromkeys((*known.topics, *_topics(words))))
    if len(topics) > MOST_TOPICS:
        raise DeniedError(f"topics: there can be {MOST_TOPICS} at most, not {len(topics)}")
    return replace(known, topics=topics)


def without_topics(known: Protection, words: str) -> Protection:
    gone = _topics(words)
    if unknown := [topic for topic in gone if topic not in known.topics]:
        raise DeniedError(f"topics: not on the list: {len(unknown)} of the {len(gone)} named")
    return replace(known, topics=tuple(topic for topic in known.topics if topic not in gone))


def _sensitivity(known: Protection, words: str) -> Protection:
    """In a channel nobody can be told privately, so whoever wants more care has harm hidden."""
    word = words.lower()
    if word not in set(Sensitivity):
        guess = suggestion(word, Sensitivity) or ""
        levels = ", ".join(Sensitivity)
        raise DeniedError(f"sensitivity: must be one of {levels}{guess}")
    level = Sensitivity(word)
    return replace(
        known, sensitivity=level, hide=level in {Sensitivity.CAREFUL, Sensitivity.STRICT}
    )


def _blocking(known: Protection, words: str) -> Protection:
    if words.lower() in _OFF:
        return replace(known, block=None)
    harm, _, rung = words.partition(" ")
    rung = rung.strip().lower() or "10m"
    if rung not in BLOCKS:
        raise DeniedError(f"block: must end with one of {', '.join(BLOCKS)}, as in: block 0.7 1h")
    return replace(known, block=Block(_harm("block", harm), BLOCKS[rung]))


def _topic_change(known: Protection, words: str) -> Protection:
    verb, _, named = words.partition(" ")
    match verb.lower():
        case "add":
            return with_topics(known, named)
        case "remove":
            return without_topics(known, named)
        case "none" | "off":
            return replace(known, topics=())
        case _:
            raise DeniedError("topics: add WORDS, remove WORDS, or none; part topics by commas")


CHANGES: Mapping[str, Change] = {
    "sensitivity": _sensitivity,
    "hide": hidden_from,
    "block": _blocking,
    "topics": _topic_change,
}


def _harm(key: str, words: str) -> float:
    try:
        return _BORDER.read(_BORDER.typed(words))
    except ValueError as error:
        raise DeniedError(f"{key}: {error}; 0 is harmless, 1 is the worst there is") from error


def _topics(words: str) -> tuple[str, ...]:
    found = tuple(_topic(part) for part in words.split(",") if part.strip())
    if not found:
        raise DeniedError("topics: name at least one, as in: topics add my old school")
    return found


def _topic(written: str) -> str:
    """In the words that messages are read in: no pattern, whatever was typed."""
    if len(written.strip()) > LONGEST_TOPIC:
        raise DeniedError(f"topics: {LONGEST_TOPIC} characters at most for each")
    words = normalise(written).words
    if sum(map(len, words)) < _FEWEST_LETTERS or set(words) <= _EVERYDAY:
        raise DeniedError("topics: too common or too short; it would hide talk of everything")
    return " ".join(words)

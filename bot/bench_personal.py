"""What the gate for personal data costs a message, and one that holds some."""

from collections.abc import Sequence
from itertools import islice
from time import perf_counter

from bot.bench_chat import Chat
from engine.personal import hide

_TIMES = 5_000
# Numbers are reserved for examples.
_WITH = (
    "his number is +44 7700 900123, call him",
    "write to mika@example.org or 0171 3920012",
    "she lives behind 203.0.113.7, card 4111 1111 1111 1111",
)


def looking_for_personal_data() -> dict[str, float]:
    """Milliseconds a text on average, after the first, which loads what is known of numbers."""
    chat = [line.text for line in islice(Chat().lines(), _TIMES)]
    return {"personal_data_ms": _mean(chat), "personal_data_found_ms": _mean(_WITH * 500)}


def _mean(texts: Sequence[str]) -> float:
    for text in texts[:3]:
        hide(text)
    started = perf_counter()
    for text in texts:
        hide(text)
    return (perf_counter() - started) * 1_000 / len(texts)

import pytest

from data.packs import load_packs
from engine.screening.endearment import Endearment
from engine.screening.signals import Sample
from engine.screening.vocabulary import Vocabulary
from engine.text import normalise
from engine.verdict import Category
from tests.builders import message

PACKS = load_packs()
ENDEARMENT = Endearment(Vocabulary(PACKS.lexicon), PACKS.phrases["affection"])


def heard(text: str) -> bool:
    signals = ENDEARMENT.detect(Sample(message(text), normalise(text)))
    return [signal.category for signal in signals] == [Category.NONE]


@pytest.mark.parametrize(
    "text",
    ["night all, love you idiots", "you magnificent bastard", "happy birthday you old bastard"],
)
def test_mild_insults_next_to_kind_words_are_endearments(text: str) -> None:
    assert heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "you idiot lol",
        "listen bro, you idiot",
        "kill yourself, love you",
        "love you guys",
        "shut up honey you idiot",
    ],
)
def test_laughter_address_and_grave_words_are_none(text: str) -> None:
    assert not heard(text)

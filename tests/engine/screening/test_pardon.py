"""What a moderator found fine, and what only looks like it."""

from engine.memory.patterns import Excuse
from engine.screening.pardon import pardon
from engine.verdict import Category, Polarity, Precedent

FOUND_FINE = Precedent("ruling-1", 0.8, Category.INSULT, 0.0, Polarity.FINE, "Case 1 was reversed.")
EXCUSE = Excuse(FOUND_FINE, "you absolute muppet")
HARSH = {"muppet": 0.3, "moron": 0.8}


def harshness(screened: str) -> float:
    return max((HARSH.get(word, 0.0) for word in screened.split()), default=0.0)


async def risk(screened: str) -> float:
    return 0.9 if "nobody wants" in screened else 0.1


async def is_pardoned(screened: str, excuse: Excuse | None = EXCUSE) -> bool:
    return bool(await pardon(screened, excuse, harshness=harshness, risk=risk))


async def test_the_same_words_are_pardoned_in_any_order_and_with_harmless_ones_added() -> None:
    assert await is_pardoned("you absolute muppet")
    assert await is_pardoned("muppet you absolute")
    assert await is_pardoned("oh you total muppet")


async def test_without_an_excuse_there_is_no_pardon() -> None:
    assert not await is_pardoned("you absolute muppet", excuse=None)


async def test_a_harsher_word_is_not_pardoned() -> None:
    assert not await is_pardoned("you absolute moron")


async def test_an_attack_that_is_added_is_not_pardoned() -> None:
    assert not await is_pardoned("you absolute muppet nobody wants you here")


async def test_the_pardon_names_the_ruling_and_speaks_for_harmlessness() -> None:
    (signal,) = await pardon("you absolute muppet", EXCUSE, harshness=harshness, risk=risk)

    assert (signal.source, signal.category) == ("ruling", Category.NONE)
    assert signal.evidence == FOUND_FINE.explanation

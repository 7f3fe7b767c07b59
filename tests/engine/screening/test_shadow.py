"""The shadow: what it counts, what it skips, and that nothing of it reaches anybody else."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from engine.events import Community, Message, Place, Platform
from engine.screening.shadow import Screened, Shadow, Tally
from engine.verdict import Category, RiskPrediction
from tests.bot.command import until
from tests.builders import INN, message, prediction
from tests.running import running

FLAG = 0.5


@dataclass
class Challenger:
    """Sees the same in every message, once it is let go on."""

    risk: float = 0.0
    category: Category = Category.NONE
    fault: Exception | None = None
    flag_at: float = 0.3
    seen: list[tuple[str, float, int]] = field(default_factory=list)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.go_on.set()

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction:
        await self.go_on.wait()
        self.seen.append((message.text, behaviour, repeats))
        if self.fault:
            raise self.fault
        return prediction(risk=self.risk, category=self.category)


def screened(risk: float = 0.0, category: Category = Category.NONE) -> Screened:
    return Screened(message("words"), 0.25, 3, prediction(risk=risk, category=category))


async def compared(challenger: Challenger, *offered: Screened, busy: bool = False) -> Tally:
    """The tally once every offer has been dealt with."""
    shadow = Shadow(flag_at=FLAG, tally=Tally())
    for each in offered:
        shadow.offer(each)
    async with running(shadow.run(challenger, lambda: busy)):
        await settled(shadow, len(offered))
    return shadow.tally


async def settled(shadow: Shadow, count: int) -> None:
    tally = shadow.tally
    await until(lambda: tally.compared + tally.skipped + tally.failed >= count)


async def test_the_challenger_screens_with_all_that_the_champion_knew() -> None:
    challenger = Challenger()

    await compared(challenger, screened())

    assert challenger.seen == [("words", 0.25, 3)]


@pytest.mark.parametrize(
    ("champion", "challenger", "agreed"),
    [(FLAG, 0.3, "both"), (0.49, 0.29, "neither")],
)
async def test_each_is_asked_at_its_own_point(
    champion: float, challenger: float, agreed: str
) -> None:
    tally = await compared(Challenger(risk=challenger), screened(champion))

    assert (getattr(tally, agreed), tally.agreed, tally.compared) == (1, 1, 1)


async def test_what_only_the_champion_flags_is_counted_by_its_category() -> None:
    challenger = Challenger(risk=0.1, category=Category.SPAM)

    tally = await compared(challenger, screened(0.9, Category.THREAT), screened(0.9, Category.HATE))

    assert tally.champion_only == Counter({Category.THREAT: 1, Category.HATE: 1})


async def test_what_only_the_challenger_flags_is_counted_by_its_category() -> None:
    challenger = Challenger(risk=0.9, category=Category.INSULT)

    tally = await compared(challenger, screened(0.1), screened(0.1))

    assert (tally.challenger_only, tally.agreed) == (Counter({Category.INSULT: 2}), 0)


async def test_nothing_is_screened_while_the_champion_is_busy() -> None:
    challenger = Challenger()

    tally = await compared(challenger, screened(), screened(), busy=True)

    assert (challenger.seen, tally.skipped, tally.compared) == ([], 2, 0)


async def test_a_full_queue_skips_at_once() -> None:
    shadow = Shadow(flag_at=FLAG, tally=Tally(), room=2)

    for _ in range(5):
        shadow.offer(screened())

    assert shadow.tally.skipped == 3


async def test_an_offer_does_not_wait_for_a_challenger_that_hangs() -> None:
    challenger = Challenger()
    challenger.go_on.clear()
    shadow = Shadow(flag_at=FLAG, tally=Tally(), room=1)

    async with running(shadow.run(challenger, lambda: False)):
        for _ in range(9):
            shadow.offer(screened())
            await asyncio.sleep(0)

    # One is under way, one waits.
    assert (shadow.tally.skipped, shadow.tally.compared) == (7, 0)


async def test_a_challenger_that_fails_is_counted_and_goes_on() -> None:
    tally = await compared(Challenger(fault=ValueError("words")), screened(), screened())

    assert (tally.failed, tally.compared) == (2, 0)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


async def test_no_words_are_logged_and_a_failure_only_once(
    logged: pytest.LogCaptureFixture,
) -> None:
    await compared(Challenger(fault=ValueError("words")), screened(), screened())

    assert [record.getMessage() for record in logged.records] == ["challenger failed"]
    assert "words" not in logged.text
    assert "words" not in str(vars(logged.records[0]))


async def test_the_tally_goes_on_from_what_was_counted_before() -> None:
    shadow = Shadow(flag_at=FLAG, tally=Tally(both=7))
    shadow.offer(screened(0.9))

    async with running(shadow.run(Challenger(risk=0.9), lambda: False)):
        await settled(shadow, 8)

    assert shadow.tally.both == 8


async def test_what_waits_of_a_persons_community_is_skipped_and_the_rest_compared() -> None:
    shadow, challenger = Shadow(flag_at=FLAG, tally=Tally()), Challenger()
    elsewhere = Community(Platform.DISCORD, "elsewhere")
    for place in (INN, elsewhere):
        said = message("words", place=Place(place, "hall"))
        shadow.offer(Screened(said, 0.25, 3, prediction(risk=0.0)))

    shadow.forget(INN, "vex")
    async with running(shadow.run(challenger, lambda: False)):
        await settled(shadow, 2)

    assert (len(challenger.seen), shadow.tally.skipped) == (1, 1)

"""When a model that is not well is looked at again."""

from datetime import timedelta

from engine.clock import EventClock
from engine.reasoning.health import Pace, Watched
from engine.reasoning.model import ModelError, RestError
from tests.builders import NOON
from tests.engine.reasoning.packets import ScriptedModel, reply


class Examined:
    """A model looked at once a second; `moments` are those at which it was put to the test."""

    def __init__(self, model: ScriptedModel) -> None:
        self.clock = EventClock(NOON)
        self.model = model
        self.watched = Watched(model, self.clock)
        self.second = 0
        self.moments: list[int] = []

    async def until(self, second: int) -> None:
        while self.second < second:
            asked = len(self.model.asked)
            await self.watched.examine(Pace(), lambda: "fence")
            self.moments += [self.second] * (len(self.model.asked) - asked)
            self.second += 1
            self.clock.advance(NOON + timedelta(seconds=self.second))


async def test_a_model_that_fails_its_test_is_tested_ever_more_seldom() -> None:
    one = Examined(ScriptedModel(reply=lambda _: "Sure! Here is my view:"))
    await one.until(1_500)
    assert one.moments == [0, 5, 15, 35, 75, 155, 315, 615, 915, 1215]


async def test_one_that_passes_after_all_begins_anew() -> None:
    one = Examined(ScriptedModel(reply=lambda _: "Sure! Here is my view:"))
    await one.until(30)
    one.model.reply = reply
    await one.until(40)
    assert one.watched.is_ready
    one.model.reply = lambda _: "Sure!"
    for _ in range(3):
        one.watched.failed(ModelError("broken"))
    await one.until(50)
    assert one.moments == [0, 5, 15, 35, 40, 45]


async def test_a_server_that_is_not_there_is_looked_for_every_time() -> None:
    one = Examined(ScriptedModel())
    one.model.fails = True
    await one.until(100)
    one.model.fails = False
    await one.until(101)
    assert one.watched.is_ready


async def test_a_longer_rest_that_was_asked_for_is_kept() -> None:
    one = Examined(ScriptedModel())
    await one.until(1)
    one.watched.failed(RestError("busy", seconds=20))
    one.watched.failed(RestError("busy", seconds=2))
    await one.until(40)
    assert one.moments == [0, 21]

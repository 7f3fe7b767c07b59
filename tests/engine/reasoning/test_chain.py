import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from engine.clock import EventClock
from engine.events import Origin
from engine.reasoning.chain import Chain
from engine.reasoning.health import Pace
from engine.reasoning.model import Said
from engine.reasoning.prompt import Prompt
from engine.reasoning.rules import RulesReasoner
from engine.verdict import Assessment, Category, Route, Signal
from tests.builders import NOON, message
from tests.engine.reasoning.packets import ScriptedModel, packet, reply
from tests.running import PATIENCE

# Two hundredths of the real ones.
QUICK = Pace(deadline=0.1, ping=0.05, test=0.1, pause=0.01)
CRISIS = Signal("crisis", Category.SELF_HARM, 0.8, "Says that they want to die.")


class Chained:
    """A chain with its clock; `until` waits for what its tending brings about."""

    def __init__(self, chain: Chain, clock: EventClock) -> None:
        self.chain = chain
        self.clock = clock
        self._serial = count()

    async def reason(self, text: str = "", **changes: object) -> Assessment:
        """About words that were not heard before, unless the test gives some."""
        said = text or f"you fool {'x' * next(self._serial)}"
        now = self.clock.now()
        return await self.chain.reason(packet(message(said, at=now), **changes))  # type: ignore[arg-type]

    async def until_ready(self, *names: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.chain.ready != names:  # noqa: ASYNC110  tending ends with no event
                await asyncio.sleep(0.001)


@asynccontextmanager
async def chained(
    *models: ScriptedModel, pace: Pace = QUICK, ready: Sequence[str] | None = None
) -> AsyncIterator[Chained]:
    clock = EventClock(NOON)
    chain = Chain(models, rules=RulesReasoner(), clock=clock, pace=pace)
    async with chain.tended():
        one = Chained(chain, clock)
        await one.until_ready(*([model.name for model in models] if ready is None else ready))
        yield one


async def test_the_first_model_that_is_well_advises() -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    async with chained(first, second) as one:
        second.asked.clear()
        assessed = await one.reason()
    assert (assessed.reasoner, assessed.degraded) == ("rules, advised by first", False)
    assert not second.asked


async def test_the_second_model_answers_where_the_first_fails() -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    async with chained(first, second) as one:
        first.fails = True
        assert (await one.reason()).reasoner == "rules, advised by second"


async def test_a_stalled_first_model_leaves_the_second_time_to_answer() -> None:
    first, second = ScriptedModel("first"), ScriptedModel("second")
    async with chained(first, second) as one:
        first.stalled = True
        assert (await one.reason()).reasoner == "rules, advised by second"


async def test_where_no_model_answers_the_rules_decide_alone_and_say_so() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.fails = True
        assessed = await one.reason("you fool")
        alone = await RulesReasoner().reason(packet("you fool"))
    assert assessed == replace(alone, degraded=True)


@pytest.mark.parametrize("way", [Route.LIGHT, Route.ALLOW])
async def test_what_needs_little_thought_is_put_to_no_model_and_not_degraded(way: Route) -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.asked.clear()
        assessed = await one.reason(way=way)
    assert (model.asked, assessed.degraded) == ([], False)


async def test_a_person_in_danger_is_put_to_no_model() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.asked.clear()
        assessed = await one.chain.reason(packet("I want to die", CRISIS))
    assert (model.asked, assessed.category) == ([], Category.SELF_HARM)


async def test_the_same_packet_is_asked_about_once_until_it_is_forgotten() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.asked.clear()
        first, again = await one.reason("you fool"), await one.reason("you fool")
        assert (first, len(model.asked)) == (again, 1)
        one.chain.forget()
        await one.reason("you fool")
    assert len(model.asked) == 2


async def test_an_answer_under_way_while_somebody_is_forgotten_is_not_kept() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.asked.clear()
        model.reply = lambda prompt: one.chain.forget() or reply(prompt)
        await one.reason("you fool")
        await one.reason("you fool")
    assert len(model.asked) == 2


async def test_an_invalid_answer_gets_one_try_to_repair_it() -> None:
    answers = iter(["no JSON"])
    model = ScriptedModel()
    async with chained(model) as one:
        model.asked.clear()
        model.reply = lambda prompt: next(answers, "") or reply(prompt)
        assert not (await one.reason()).degraded
        model.reply = lambda _: "still no JSON"
        assert (await one.reason()).degraded
    assert len(model.asked) == 4


async def test_a_failure_counts_however_late_the_loop_looks_at_the_clock() -> None:
    class Busy(ScriptedModel):
        async def say(self, talk: Sequence[Said], prompt: Prompt) -> str:
            if self.stalled:
                time.sleep(1.2 * QUICK.deadline)  # noqa: ASYNC251  the loop is to be late
            return await super().say(talk, prompt)

    model = Busy()
    async with chained(model) as one:
        model.stalled = True
        for number in range(3):
            assert (await one.reason(f"you fool {number}")).degraded
        assert one.chain.ready == ()


async def test_three_failures_in_a_minute_leave_a_model_alone_until_it_passes_a_test() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.fails = True
        for _ in range(3):
            await one.reason()
        assert one.chain.ready == ()
        asked = len(model.asked)
        assert (await one.reason()).degraded
        assert len(model.asked) == asked
        model.fails = False
        await one.until_ready("first")
        assert not (await one.reason()).degraded


async def test_failures_far_apart_do_not_add_up() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        model.fails = True
        for _ in range(5):
            await one.reason()
            one.clock.advance(one.clock.now() + timedelta(seconds=31))
        assert one.chain.ready == ("first",)


async def test_a_model_that_drops_the_schema_is_never_asked_about_a_message() -> None:
    good, bad = ScriptedModel("good"), ScriptedModel("bad", lambda _: "Sure! Here is my view:")
    async with chained(bad, good, ready=["good"]) as one:
        assert (await one.reason()).reasoner == "rules, advised by good"


async def test_what_has_waited_too_long_is_not_kept_waiting_again() -> None:
    model = ScriptedModel()
    pace = replace(QUICK, deadline=5.0)
    async with chained(model, pace=pace) as one:
        model.asked.clear()
        one.clock.advance(NOON + timedelta(seconds=4.5))
        late = await one.chain.reason(packet(message("you fool", at=NOON)))
        edited = message("you fool", at=NOON, origin=Origin.EDIT)
        assert (late.degraded, model.asked) == (True, [])
        assert not (await one.chain.reason(packet(edited))).degraded


async def test_cancelling_a_caller_frees_the_model_for_the_next() -> None:
    model = ScriptedModel()
    async with chained(model, pace=replace(QUICK, deadline=5.0)) as one:
        model.stalled = True
        waiting = asyncio.create_task(one.reason())
        await asyncio.sleep(0)
        waiting.cancel()
        model.stalled = False
        assert not (await one.reason()).degraded
    assert waiting.cancelled()


async def test_a_fault_of_a_models_own_does_not_end_the_watch() -> None:
    class Faulty(ScriptedModel):
        async def digest(self) -> str:
            raise ZeroDivisionError

    async with chained(Faulty("faulty"), ScriptedModel("good"), ready=["good"]) as one:
        assert (await one.reason()).reasoner == "rules, advised by good"


async def test_a_model_reads_the_words_and_each_time_behind_another_fence() -> None:
    model = ScriptedModel()
    async with chained(model) as one:
        await one.reason("you fool")
        await one.reason("you old fool")
    first, second = (prompt.user for prompt in model.asked[-2:])
    assert "you fool" in first
    assert first.split("\n")[0] != second.split("\n")[0]

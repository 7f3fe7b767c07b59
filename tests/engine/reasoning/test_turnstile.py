import asyncio

import pytest

from engine.reasoning.turnstile import NoTurnError, Turnstile


class Queue:
    """Callers that note when they are called, and leave when the test lets them."""

    def __init__(self, *, waiting: int = 2) -> None:
        self.turnstile = Turnstile(waiting=waiting)
        self.called: list[str] = []
        self.leave = asyncio.Event()

    async def come(self, key: str, weight: float = 0.5) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._turn(key, weight))
        await asyncio.sleep(0)
        return task

    async def _turn(self, key: str, weight: float) -> None:
        async with self.turnstile.turn(key, weight):
            self.called.append(key)
            await self.leave.wait()


async def test_the_gravest_goes_first() -> None:
    queue = Queue()
    tasks = [await queue.come("first"), await queue.come("mild", 0.3), await queue.come("grave", 1)]
    queue.leave.set()
    await asyncio.gather(*tasks)
    assert queue.called == ["first", "grave", "mild"]


async def test_of_the_same_kind_only_the_newest_waits() -> None:
    queue = Queue()
    tasks = [await queue.come("hall") for _ in range(3)]
    queue.leave.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(each) for each in ended] == [type(None), NoTurnError, type(None)]


async def test_a_full_queue_lets_the_mildest_go() -> None:
    queue = Queue()
    tasks = [await queue.come(str(at), weight) for at, weight in enumerate((0.1, 0.6, 0.7, 0.8))]
    with pytest.raises(NoTurnError):
        await tasks[1]
    queue.leave.set()
    await asyncio.gather(tasks[0], *tasks[2:])


async def test_who_gives_up_waiting_or_leaves_early_takes_nobodys_turn() -> None:
    queue = Queue()
    first, second, third = [await queue.come(name) for name in ("a", "b", "c")]
    second.cancel()
    first.cancel()
    queue.leave.set()
    await third
    assert queue.called == ["a", "c"]
    await (await queue.come("d"))
    assert queue.called[-1] == "d"


async def test_who_gives_up_in_the_moment_it_is_called_hands_the_turn_on() -> None:
    queue = Queue()
    first, second, third = [await queue.come(name) for name in ("a", "b", "c")]
    queue.leave.set()
    await first
    second.cancel()
    await third
    assert "c" in queue.called

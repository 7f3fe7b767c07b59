"""Twitch takes its time to answer: what is said meanwhile is heard at once."""

import asyncio

from engine.actions import Timeout
from engine.events import Message
from tests.connectors.twitch.conftest import TEN_MINUTES, House
from tests.running import PATIENCE
from tests.servers.twitch import chat_message, spoken
from tests.servers.twitch.exchange import Call

SAY = ("POST", "chat/messages")
BAN = ("POST", "moderation/bans")


async def test_chat_is_heard_while_a_measure_and_an_answer_hang(house: House) -> None:
    hanging, both = set[tuple[str, str]](), asyncio.Event()

    def noted(call: Call) -> None:
        hanging.add(call.route)
        if {SAY, BAN} <= hanging:
            both.set()

    house.server.heard, house.server.slowness = noted, 60.0
    measure = asyncio.create_task(house.apply(Timeout(user="200", duration=TEN_MINUTES)))
    asked = chat_message(spoken("!haven status"), message_id="m2", badges=("moderator",))
    await house.server.notify("channel.chat.message", asked)
    await asyncio.wait_for(both.wait(), PATIENCE)

    await house.server.notify("channel.chat.message", chat_message(spoken("hi"), message_id="m3"))
    event = await house.next_event()

    assert isinstance(event, Message)
    assert (event.id, measure.done()) == ("m3", False)
    measure.cancel()


async def test_the_watchdog_hangs_alone(house: House) -> None:
    watchdog = house.connector._present()._watchdog  # type: ignore[attr-defined]
    house.server.slowness = 60.0
    look = asyncio.create_task(watchdog.look())

    await house.server.notify("channel.chat.message", chat_message(spoken("hi"), message_id="m3"))
    event = await house.next_event()

    assert isinstance(event, Message)
    assert not look.done()
    look.cancel()

"""Events as the real client hears them."""

from engine.events import Message
from tests.connectors.discord.conftest import HALL, Visit
from tests.servers.discord import MEMBER


async def test_a_message_arrives_in_the_engines_words(visit: Visit) -> None:
    said = await visit.server.say("good evening")

    message = await visit.heard.next()

    assert isinstance(message, Message)
    assert (message.id, message.text, message.place) == (said["id"], "good evening", HALL)
    assert message.author.id == MEMBER

"""A 503: twitchio says any call once more, which is good for states and bad for words."""

import pytest

from engine.actions import OfferHelp, Warn
from tests.connectors.twitch.conftest import Ears, House
from tests.servers.twitch import chat_message, spoken

SAY = ("POST", "chat/messages")
WARN = ("POST", "moderation/warnings")


@pytest.mark.parametrize(
    ("words", "route"),
    [
        (Warn(user="200", text="Please be kind."), WARN),
        (OfferHelp(user="200", text="hello"), SAY),
    ],
)
async def test_words_are_not_said_again_by_the_library(
    house: House, words: Warn | OfferHelp, route: tuple[str, str]
) -> None:
    house.server.script(*route, 503, "Service Unavailable")

    with pytest.raises(TimeoutError):
        await house.apply(words)

    assert [call.route for call in house.server.calls].count(route) == 1


async def test_a_commands_answer_is_not_said_again_either(house: House, ears: Ears) -> None:
    house.server.script(*SAY, 503, "Service Unavailable")
    asked = chat_message(spoken("!haven status"), message_id="m2", badges=("moderator",))

    await house.server.notify("channel.chat.message", asked)

    await ears.wait_for("chat command unanswered")
    assert [call.route for call in house.server.calls].count(SAY) == 1

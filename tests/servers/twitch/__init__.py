"""A small Twitch on this machine: tokens, Helix and the EventSub websocket, all recorded."""

from tests.servers.twitch.exchange import SILENCE
from tests.servers.twitch.server import TwitchServer
from tests.servers.twitch.shapes import (
    BOT,
    CHANNEL,
    FIRST_OF_MARCH,
    LOGIN,
    NOBODY,
    chat_message,
    cheer,
    emote,
    mention,
    person,
    reply_to,
    spoken,
)
from tests.servers.twitch.world import APP_TOKEN, BOT_TOKEN, EVERY_SCOPE, REFRESH_TOKEN

__all__ = [
    "APP_TOKEN",
    "BOT",
    "BOT_TOKEN",
    "CHANNEL",
    "EVERY_SCOPE",
    "FIRST_OF_MARCH",
    "LOGIN",
    "NOBODY",
    "REFRESH_TOKEN",
    "SILENCE",
    "TwitchServer",
    "chat_message",
    "cheer",
    "emote",
    "mention",
    "person",
    "reply_to",
    "spoken",
]

"""What the shipped command is told to work on a Twitch of our own."""

from tests.bot.command import CANARY
from tests.servers import twitch
from tests.servers.twitch import TwitchServer


def on_twitch(server: TwitchServer, *channels: str) -> dict[str, str]:
    addresses = {f"HAVEN_TWITCH__{key}".upper(): each for key, each in server.addresses.items()}
    return addresses | {
        "HAVEN_TWITCH__ENABLED": "true",
        "HAVEN_TWITCH__CLIENT_ID": "client",
        "HAVEN_TWITCH__CLIENT_SECRET": CANARY,
        "HAVEN_TWITCH__BOT_ID": twitch.BOT,
        "HAVEN_TWITCH__CHANNELS": ",".join(channels or (twitch.CHANNEL,)),
        "HAVEN_TWITCH__ACCESS_TOKEN": twitch.BOT_TOKEN,
        "HAVEN_TWITCH__REFRESH_TOKEN": twitch.REFRESH_TOKEN,
        "HAVEN_POLICY__MODE": "enforce",
    }

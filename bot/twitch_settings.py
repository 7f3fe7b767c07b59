"""The configuration's section for Twitch."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, SecretStr

from bot.section import Section
from bot.values import ByServer, PlatformIds, RedirectAddress, SocketAddress, WebAddress


class Twitch(Section):
    enabled: bool = False
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    bot_id: str = ""
    channels: PlatformIds = frozenset()
    servers: ByServer = Field(default_factory=dict)
    conduit: bool = False
    shared_chat: Literal["own", "all"] = "all"
    redirect_url: RedirectAddress = "http://localhost:17563/"
    access_token: SecretStr = SecretStr("")
    refresh_token: SecretStr = SecretStr("")
    helix_url: WebAddress = ""
    id_url: WebAddress = ""
    eventsub_url: SocketAddress = ""

    def lacks(self) -> Iterator[str]:
        """Tokens are not looked for: `haven twitch authorise` keeps them elsewhere."""
        yield from self.application_lacks()
        if not self.channels:
            yield "bot.toml: twitch.channels: the numbers of the broadcasters"
        if self.bot_id in self.channels:
            yield "bot.toml: twitch.bot_id: must be another account than the channels'"
        for stray in sorted(self.servers.keys() - self.channels):
            yield f"bot.toml: twitch.servers: {stray} is none of twitch.channels"
        if self.refresh_token and not self.access_token:
            yield ".env: HAVEN_TWITCH__ACCESS_TOKEN: it goes with the refresh token"
        if self.access_token and not self.refresh_token:
            yield ".env: HAVEN_TWITCH__REFRESH_TOKEN: what renews the access token"

    def application_lacks(self) -> Iterator[str]:
        """What is needed before anybody can consent."""
        needed = (
            (self.client_id, "bot.toml: twitch.client_id: your application's id"),
            (self.client_secret, ".env: HAVEN_TWITCH__CLIENT_SECRET: that application's secret"),
            (self.bot_id, "bot.toml: twitch.bot_id: the number of the bot's own account"),
        )
        yield from (line for value, line in needed if not value)

    def secrets(self) -> tuple[SecretStr, ...]:
        return self.client_secret, self.access_token, self.refresh_token

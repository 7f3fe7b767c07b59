"""Twitch put together: its connector, and its tokens in the state folder."""

import asyncio
import logging
from dataclasses import dataclass

from bot.settings import Settings
from connectors.twitch.client import TwitchConnector
from connectors.twitch.grants import Grants
from connectors.twitch.ties import Ties
from connectors.twitch.tokens import Tokens
from data.faults import StateError
from data.keys import KEY_FILE
from data.tokens import TokenFiles, TokenPair
from engine.events import Platform

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """A connector's TokenStore on files."""

    files: TokenFiles

    async def read(self, account: str) -> Tokens | None:
        """None also where the tokens cannot be opened any more; a new consent replaces them."""
        try:
            kept = await asyncio.to_thread(self.files.read, account)
        except StateError as fault:
            log.error(str(fault))  # noqa: TRY400 - the message says it all
            return None
        return Tokens(kept.access, kept.refresh) if kept else None

    async def keep(self, account: str, tokens: Tokens) -> None:
        """Without room for them, they last as long as the process."""
        pair = TokenPair(tokens.access, tokens.refresh)
        try:
            await asyncio.to_thread(self.files.keep, account, pair)
        except StateError as fault:
            log.error(str(fault))  # noqa: TRY400 - the message says it all


def token_files(settings: Settings) -> TokenFiles:
    """The tokens kept in the state folder.

    Raises:
        StateError: the folder or its key cannot be used.
    """
    state = settings.state
    return TokenFiles(state.folder, platform=Platform.TWITCH, key=state.key.get_secret_value())


def key_is_there(settings: Settings) -> bool:
    """Whether tokens can be read without making a key, which a mere look must not do."""
    state = settings.state
    return bool(state.key.get_secret_value()) or (state.folder / KEY_FILE).is_file()


def grants_for(settings: Settings) -> Grants:
    twitch = settings.twitch
    return Grants(
        client_id=twitch.client_id,
        client_secret=twitch.client_secret.get_secret_value(),
        id_url=twitch.id_url,
        helix_url=twitch.helix_url,
    )


def connector_for(settings: Settings, ties: Ties) -> TwitchConnector:
    """Not yet running; raises as `token_files` does."""
    twitch = settings.twitch
    access = twitch.access_token.get_secret_value()
    refresh = twitch.refresh_token.get_secret_value()
    return TwitchConnector(
        client_id=twitch.client_id,
        client_secret=twitch.client_secret.get_secret_value(),
        bot_id=twitch.bot_id,
        channels=tuple(twitch.channels),
        store=StoredTokens(token_files(settings)),
        first_tokens=Tokens(access, refresh) if access else None,
        conduit=twitch.conduit,
        ties=ties,
        helix_url=twitch.helix_url,
        id_url=twitch.id_url,
        eventsub_url=twitch.eventsub_url,
    )

"""Whether the bot can act in a channel, found out by asking Twitch just now."""

import logging

import aiohttp
import twitchio

from connectors.twitch.guards.redaction import described

log = logging.getLogger(__name__)

_UNKNOWN = "Twitch does not tell now whether Haven may act here; try again in a while."
_NO_MODERATOR = "Haven is no moderator here and could do nothing: write /mod {} first."


async def lacking_in(channel: str, *, client: twitchio.Client, bot: str) -> str:
    """What must be mended before Haven can act there; empty where nothing must."""
    account = client.create_partialuser(bot)
    try:
        moderated = {each.id async for each in account.fetch_moderated_channels(first=100)}
        if channel in moderated:
            return ""
        person = await client.fetch_user(id=bot, token_for=bot)
    except (twitchio.HTTPException, aiohttp.ClientError, OSError) as fault:
        log.warning("nobody tells where the bot moderates", extra={"fault": described(fault)})
        return _UNKNOWN
    return _NO_MODERATOR.format(person.name if person and person.name else "HAVEN")

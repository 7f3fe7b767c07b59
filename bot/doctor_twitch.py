"""The check-up of Twitch: the token, what it may do, and where the bot moderates."""

import asyncio
from collections.abc import Sequence

from bot.checks import Check, Health, Patient
from bot.settings import Settings
from data.faults import StateError

_AUTHORISE = "run `haven twitch authorise`"
_KEY = "mend the key; tokens that it sealed do not open with another"


async def examine_twitch(patient: Patient) -> Check:
    """A warning at worst: a platform that does not answer makes no bot ill."""
    settings = patient.settings
    if not settings.twitch.enabled:
        return Check("twitch", Health.OK, "not switched on")
    if any(settings.twitch.lacks()):
        return Check("twitch", Health.WARNING, "not fully configured", "see configuration")
    return await _asked(settings)


async def _asked(settings: Settings) -> Check:
    # Here only: who has no Twitch need not wait for aiohttp.
    from bot.twitch import grants_for
    from connectors.twitch.scopes import missing_from
    from connectors.twitch.tokens import TokenRefusedError

    try:
        access = await _access(settings)
    except StateError as fault:
        said, _, fix = str(fault).partition("; ")
        return Check("twitch", Health.WARNING, said, fix or _KEY)
    if not access:
        return Check("twitch", Health.WARNING, "the bot has no token yet", _AUTHORISE)
    grants, twitch = grants_for(settings), settings.twitch
    try:
        owner = await grants.owner(access)
        if owner.id != twitch.bot_id:
            said = f"the token belongs to {owner.login}, not to twitch.bot_id"
            return Check("twitch", Health.WARNING, said, f"{_AUTHORISE} as the bot")
        if missing := missing_from(owner.scopes):
            return _scopes(missing)
        moderated = await grants.moderated(owner.id, access=access)
    except TokenRefusedError:
        said = "the kept token is not valid now; a running bot renews it"
        return Check("twitch", Health.WARNING, said, f"start the bot, or {_AUTHORISE}")
    except ConnectionError as fault:
        return Check("twitch", Health.WARNING, str(fault), "check the network")
    return _standing(owner.login, sorted(twitch.channels - moderated))


async def _access(settings: Settings) -> str:
    """The kept token, else the one of .env; empty where there is none that can be read."""
    from bot.twitch import StoredTokens, key_is_there, token_files

    if await asyncio.to_thread(key_is_there, settings):
        kept = await StoredTokens(token_files(settings)).read(settings.twitch.bot_id)
        if kept:
            return kept.access
    return settings.twitch.access_token.get_secret_value()


def _scopes(missing: Sequence[str]) -> Check:
    said = f"the token lacks scopes: {', '.join(missing)}"
    return Check("twitch", Health.WARNING, said, f"{_AUTHORISE}, which asks for all of them")


def _standing(login: str, unmoderated: Sequence[str]) -> Check:
    if not unmoderated:
        return Check("twitch", Health.OK, f"{login} moderates every channel it looks after")
    said = f"{login} is no moderator of {', '.join(unmoderated)}, and can do nothing there"
    return Check("twitch", Health.WARNING, said, f"let each streamer write `/mod {login}` in chat")

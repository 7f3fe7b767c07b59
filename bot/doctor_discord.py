"""Does Discord know this bot, and lets it see what it needs? Asked of Discord itself."""

from typing import Any

import discord
import httpx

from bot.checks import Check, Health
from bot.settings import Discord
from connectors.discord.intents import BLIND, missing_switches, switches_to_flip

OFFICIAL = "https://discord.com/api/v10"
SECONDS = 5.0
# A bot that restarts all the time uses up its 1,000 connections a day; Discord then shuts it out.
FEW = 50
_UNAUTHORISED = 401
_NEW_TOKEN = "set HAVEN_DISCORD__TOKEN to the one of the developer portal"  # noqa: S105 - advice


async def examine(settings: Discord) -> Check:
    try:
        gateway = await _asked(settings, "/gateway/bot")
        application = await _asked(settings, "/oauth2/applications/@me")
        left = int(gateway["session_start_limit"]["remaining"])
        return _judged(settings, application, left)
    except httpx.HTTPStatusError as refusal:
        if refusal.response.status_code == _UNAUTHORISED:
            return _check(Health.FAILED, "Discord does not accept the token", _NEW_TOKEN)
        return _unreachable(f"status {refusal.response.status_code}")
    except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as fault:
        return _unreachable(type(fault).__name__)


async def _asked(settings: Discord, path: str) -> Any:  # noqa: ANN401  whatever it answers
    headers = {"Authorization": f"Bot {settings.token.get_secret_value()}"}
    address = (settings.rest_base or OFFICIAL).rstrip("/") + path
    async with httpx.AsyncClient(headers=headers, timeout=SECONDS, trust_env=False) as client:
        answer = await client.get(address)
    return answer.raise_for_status().json()


def _judged(settings: Discord, application: dict[str, Any], left: int) -> Check:
    reads, flags = settings.message_content, _flags(int(application["flags"]))
    if off := missing_switches(flags, message_content=reads):
        fix = switches_to_flip(int(application["id"]), flags, message_content=reads)
        return _check(Health.FAILED, f"Discord will refuse this bot: {' and '.join(off)} off", fix)
    if left < FEW:
        said = f"Discord lets this bot connect only {left} more times today"
        return _check(Health.WARNING, said, "look in the log for what makes it start so often")
    if not reads:
        fix = "switch on Message Content Intent in the portal; discord.message_content = true"
        return _check(Health.WARNING, BLIND, fix)
    return _check(Health.OK, f"it knows this bot, and every message is read; {left} starts left")


def _flags(number: int) -> discord.ApplicationFlags:
    known = discord.ApplicationFlags.VALID_FLAGS.items()
    return discord.ApplicationFlags(**{name: bool(number & bit) for name, bit in known})


def _unreachable(why: str) -> Check:
    fix = "look at this machine's network; a running bot keeps trying by itself"
    return _check(Health.WARNING, f"Discord cannot be reached ({why})", fix)


def _check(state: Health, said: str, fix: str = "") -> Check:
    return Check("discord", state, said, fix)

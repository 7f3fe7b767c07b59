"""haven twitch authorise: an account consents in a browser, and its tokens are kept, sealed."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.options import WRONG_USE
from bot.settings import Settings
from bot.twitch import grants_for, token_files
from connectors.twitch.consent import ConsentDeniedError, ConsentPage, PageUnavailableError
from connectors.twitch.grants import Grants, Owner
from connectors.twitch.scopes import BOT_SCOPES, STREAMER_SCOPES, missing_from
from connectors.twitch.tokens import TokenRefusedError, Tokens
from data.tokens import TokenFiles, TokenPair

PATIENCE = timedelta(minutes=10)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who may consent, by their numbers, to what, and how they are spoken of."""

    accounts: frozenset[str]
    scopes: tuple[str, ...]
    who: str


class NoConsentError(Exception):
    """It came to nothing; the message says why."""


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - this is what the user reads


async def authorise(
    settings: Settings, *, streamer: bool, patience: timedelta = PATIENCE, say: Say = _print
) -> int:
    """0 once the tokens are kept, 1 where nobody consented who may, 2 where nobody can.

    Raises:
        StateError: the tokens could not be kept.
    """
    if missing := list(settings.twitch.application_lacks()):
        for line in ("Twitch has to know who asks. Fill in:", *missing):
            print(line, file=sys.stderr)  # noqa: T201 - this is what the user reads
        return WRONG_USE
    files = await asyncio.to_thread(token_files, settings)
    try:
        owner = await _consent(settings, _asked(settings, streamer=streamer), files, patience, say)
    except (NoConsentError, TokenRefusedError, ConnectionError) as fault:
        say(str(fault))
        return 1
    say(f"Haven may now act as {owner.login}. The tokens are kept, sealed, in the state folder.")
    return 0


def _asked(settings: Settings, *, streamer: bool) -> Asked:
    twitch = settings.twitch
    if streamer:
        return Asked(twitch.channels, STREAMER_SCOPES, "a streamer of twitch.channels")
    return Asked(frozenset({twitch.bot_id}), BOT_SCOPES, "the bot's own account, twitch.bot_id")


async def _consent(
    settings: Settings, asked: Asked, files: TokenFiles, patience: timedelta, say: Say
) -> Owner:
    grants = grants_for(settings)
    tokens = await _tokens(settings, asked, grants, patience, say)
    owner = await grants.owner(tokens.access)
    if owner.id not in asked.accounts:
        await grants.revoke(tokens.access)
        raise NoConsentError(
            f"{owner.login} consented, but it has to be {asked.who}. Nothing was kept;"
            " log in to Twitch as that account and start again."
        )
    if lacking := missing_from(owner.scopes, asked.scopes):
        raise NoConsentError(f"Twitch left out {', '.join(lacking)}. Start again.")
    pair = TokenPair(tokens.access, tokens.refresh)
    await asyncio.to_thread(files.keep, owner.id, pair)
    return owner


async def _tokens(
    settings: Settings, asked: Asked, grants: Grants, patience: timedelta, say: Say
) -> Tokens:
    twitch = settings.twitch
    try:
        async with ConsentPage(twitch.redirect_url) as page:
            link = page.link(client_id=twitch.client_id, scopes=asked.scopes, id_url=twitch.id_url)
            say(f"Log in to Twitch as {asked.who}, and open this link on this machine:\n\n{link}\n")
            minutes = f"{patience.total_seconds() / 60:.0f} minutes"
            say(f"Waiting {minutes} for the answer at {page.redirect} …")
            code = await _code(page, patience)
            return await grants.exchange(code, redirect=page.redirect)
    except PageUnavailableError as fault:
        raise NoConsentError(
            f"{twitch.redirect_url}: cannot be listened on ({fault});"
            " stop what uses that port, or choose another in twitch.redirect_url"
        ) from fault


async def _code(page: ConsentPage, patience: timedelta) -> str:
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await page.code()
    except TimeoutError:
        stray = " Answers came that Haven had not asked for; they were ignored."
        raise NoConsentError(
            f"Nobody consented within {patience.total_seconds() / 60:.0f} minutes."
            f"{stray if page.strays else ''} Start again when you are ready."
        ) from None
    except ConsentDeniedError:
        raise NoConsentError("The answer was no. Nothing was kept.") from None

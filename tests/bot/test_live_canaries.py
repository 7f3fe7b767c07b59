"""The shipped command in a story with failures: no secret gets out, and no link is ever fetched."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from aiohttp import ClientSession, web

from tests.bot.command import ATTACK, CANARY, within
from tests.bot.live_discord import Story, settings, story
from tests.conftest import Figure
from tests.servers.discord import ADMIN, MEMBER, NEWCOMER, person
from tests.servers.discord.rest import Fault

pytestmark = pytest.mark.promise("S1", "S12")

CLIENT, ACCESS, REFRESH = "canary-client-2c", "canary-access-3d", "canary-refresh-4e"
MASTER = base64.b64encode(b"canary-master-key-of-32-bytes-6a").decode()
SECRETS = {
    "HAVEN_TWITCH__CLIENT_SECRET": CLIENT,
    "HAVEN_TWITCH__ACCESS_TOKEN": ACCESS,
    "HAVEN_TWITCH__REFRESH_TOKEN": REFRESH,
    "HAVEN_STATE__KEY": MASTER,
}
CANARIES = (CANARY, CLIENT, ACCESS, REFRESH, MASTER, "canary-master-key")


@asynccontextmanager
async def trap() -> AsyncIterator[tuple[str, list[str]]]:
    """An address that notes whoever fetches it."""
    hits: list[str] = []

    async def hit(request: web.Request) -> web.Response:
        hits.append(str(request.rel_url))
        return web.Response(text="caught")

    app = web.Application()
    app.router.add_route("*", "/{way:.*}", hit)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}", hits
    finally:
        await runner.cleanup()


async def test_the_trap_notes_whoever_walks_into_it() -> None:
    async with trap() as (link, hits), ClientSession() as session, session.get(f"{link}/x"):
        assert hits == ["/x"]


async def tempted(told: Story, link: str) -> None:
    """The link stands wherever a member can put one."""
    file = {"id": "81", "filename": "a.png", "size": 1, "url": f"{link}/file.png"}
    picture = {**file, "proxy_url": f"{link}/proxy.png", "description": f"{link}/description"}
    embed = {
        "type": "rich", "title": link, "url": f"{link}/embed", "thumbnail": {"url": f"{link}/t"},
        "image": {"url": f"{link}/i"}, "author": {"name": link, "icon_url": f"{link}/icon"},
    }  # fmt: skip
    poll = {
        "question": {"text": f"{link}/poll"},
        "answers": [{"answer_id": 1, "poll_media": {"text": f"{link}/answer"}}],
        "expiry": "2099-01-01T00:00:00+00:00", "allow_multiselect": False, "layout_type": 1,
    }  # fmt: skip
    await told.say(f"{link}/plain <{link}/bracketed> [{link}]({link}/masked)")
    await told.say("look", attachments=[picture], embeds=[embed], by="401")
    await told.say("", poll=poll, by="402")
    await told.server.dispatch("THREAD_CREATE", told.thread(f"{link}/title", by="403"))
    author = {**person("404"), "global_name": f"{link}/name", "username": "linker"}
    await told.say("hello", author=author)
    mentions = [person(NEWCOMER)]
    await told.say(f"<@{NEWCOMER}> {ATTACK} {link}/case", mentions=mentions, attachments=[picture])


async def asked_about(told: Story) -> None:
    """A moderator opens all there is about the case."""
    card = await told.shows(1)
    for label in ("Explain", "More context"):
        await (await told.server.click(label, card, by=ADMIN)).answered()


async def test_no_link_is_fetched_and_no_secret_told_in_a_story_with_failures(
    tmp_path: Path, figure: Figure
) -> None:
    async with trap() as (link, hits), story(tmp_path, **SECRETS) as told:
        timeout = f"PATCH /guilds/{told.server.guild['id']}/members/{MEMBER}"
        told.server.fault(timeout, Fault(500))
        await tempted(told, link)
        await asked_about(told)
        sent = repr(
            [(call.path, call.body, call.reason, call.files) for call in told.server.rest.calls]
        )
        checked = settings(told.server, "enforce") | SECRETS
        doctor = await asyncio.to_thread(
            lambda: within("doctor", "--quick", folder=tmp_path, **checked)
        )
    files = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    kept = b"".join(path.read_bytes() for path in files)
    out = (sent + doctor.stdout + doctor.stderr).encode() + kept
    leaked = [canary for canary in CANARIES if canary.encode() in out]
    figure(f"{len(hits)} of 15 links fetched; {len(leaked)} of {len(CANARIES)} secrets found")
    assert (hits, leaked) == ([], [])


@pytest.mark.parametrize("name", ["HAVEN_DISCORD__TOKEN", *SECRETS])
@pytest.mark.parametrize("command", ["doctor", "run"])
def test_a_setting_that_is_wrong_is_refused_without_telling_any_secret(
    command: str, name: str, tmp_path: Path
) -> None:
    canary = f"canary of {name}\n\x1b"
    (tmp_path / "bot.toml").write_text("[discord]\nenabeld = true\n")
    with patch.dict(os.environ, {}):
        done = within(command, folder=tmp_path, **{name: canary.replace("\n", " ")})
    assert done.returncode != 0
    assert "canary of" not in done.stdout + done.stderr

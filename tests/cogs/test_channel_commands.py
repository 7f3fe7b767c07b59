"""Commands in a server on cases of a Twitch channel that it looks after."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cogs.channels import Channels
from engine.actions import Untimeout
from engine.cases import Ruling, Status
from engine.events import Community, Place, Platform
from engine.verdict import Mode
from tests.builders import decision, message
from tests.cogs.court import buttons_in, open_court, said_in
from tests.cogs.office import Office, open_office
from tests.cogs.stage import CHANNEL, HUSH, VIEWER, Stage, open_stage

NUMBERED: dict[str, dict[str, object]] = {
    "case show": {"number": 1},
    "case note": {"number": 1, "text": "seen"},
    "case reason": {"number": 1, "text": "because"},
    "case void": {"number": 1},
    "undo": {"case": "1"},
    "explain": {"case": "1"},
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


async def told(stage: Stage, name: str, **options: object) -> str:
    return "\n".join(said_in(await stage.court.slash("oakley", name, **options)))


@pytest.mark.parametrize("name", NUMBERED)
@pytest.mark.parametrize("channel", ["mikalive", "#MikaLive", "100"])
async def test_a_number_and_a_channel_are_a_case_of_that_channel(
    stage: Stage, name: str, channel: str
) -> None:
    await stage.open()
    assert await told(stage, name, **NUMBERED[name]) == "There is no case 1 here."
    words = await told(stage, name, **NUMBERED[name], channel=channel)
    assert "There is no case" not in words
    assert "looks after" not in words


@pytest.mark.parametrize("name", NUMBERED)
async def test_a_channel_of_nobodys_here_is_refused_with_those_there_are(
    stage: Stage, name: str
) -> None:
    await stage.open()
    words = await told(stage, name, **NUMBERED[name], channel="someone")
    assert words == "From here Haven looks after these channels: mikalive"


async def test_an_undo_there_leaves_the_servers_case_of_the_same_number_alone(
    stage: Stage,
) -> None:
    await stage.court.open()
    await stage.open()
    await told(stage, "undo", case="1", channel="mikalive")
    assert (await stage.case()).ruling is Ruling.REVERSED
    assert (await stage.court.case()).ruling is None
    last = stage.court.enforcer.orders[-1]
    assert (last.action, last.place.community) == (Untimeout(user=VIEWER), CHANNEL)


async def test_the_list_is_of_the_channel_that_was_asked_for(stage: Stage) -> None:
    await stage.court.open()
    await stage.open()
    listed = await told(stage, "case list", channel="mikalive")
    assert f"**1** · insult · **{VIEWER}**" in listed
    assert f"**{VIEWER}**" not in await told(stage, "case list")


async def test_a_search_is_among_the_cases_of_the_channel(stage: Stage) -> None:
    await stage.court.open()
    reason = (await stage.open()).reason
    found = await told(stage, "case search", words=reason, channel="mikalive")
    assert found.count("\n") == 1
    assert f"**1** · insult · **{VIEWER}**" in found


async def test_nobody_of_discord_is_searched_for_in_a_channel(stage: Stage) -> None:
    await stage.open()
    vex = stage.court.people["vex"]
    words = await told(stage, "case search", words="x", person=vex, channel="mikalive")
    assert words == "Discord knows nobody of a Twitch channel: search there by words."


async def test_the_review_goes_through_the_cases_of_both(stage: Stage) -> None:
    await stage.court.open(mode=Mode.ASSIST, harm_score=0.9)
    await stage.open(mode=Mode.ASSIST, harm_score=0.8)
    await stage.court.open(mode=Mode.ASSIST, harm_score=0.7)
    first = await stage.court.slash("oakley", "review")
    titles = ["".join(said_in(first)).splitlines()[0]]
    for _ in range(2):
        answer = await stage.court.click("oakley", first.response, "Next open case")
        titles.append("".join(said_in(answer)).splitlines()[0])
        first = answer
    assert titles == [
        "### Case 1 · insult",
        "### Case 1 of mikalive on Twitch · insult",
        "### Case 2 · insult",
    ]


async def test_a_private_card_of_the_channel_has_buttons_that_act_there(stage: Stage) -> None:
    await stage.open()
    shown = await stage.court.slash("oakley", "case show", number=1, channel="mikalive")
    assert "Reverse" in buttons_in(shown)
    await stage.court.click("oakley", shown.response, "Reverse")
    assert (await stage.case()).status is Status.UNDONE


@pytest.mark.parametrize("name", ["case show", "undo", "case list", "case search"])
async def test_whoever_types_is_offered_the_servers_own_channels(stage: Stage, name: str) -> None:
    await stage.open()
    oakley = stage.court.people["oakley"]
    stage.court.let("oakley", name.split(maxsplit=1)[0])
    filled = {key: value for key, value in NUMBERED.get(name, {}).items() if key != "text"}
    offered = [
        await oakley.autocomplete(stage.court.mod_log, name, "channel", typed, **filled)
        for typed in ("", "LIVE", "other")
    ]
    names = [[choice["name"] for choice in choices] for choices in offered]
    assert names == [["mikalive"], ["mikalive"], []]


async def test_a_name_that_two_channels_had_hides_neither(tmp_path: Path) -> None:
    heir = Community(Platform.TWITCH, "101")
    async with open_court(tmp_path, channels=[CHANNEL, heir]) as court:
        await Stage(court).open()
        said = message("get lost", by=VIEWER, place=Place(heir, "mikalive"))
        await court.door.act(said, decision(HUSH))
        named = await Channels(court.services.homes, court.services.desk).of(court.community)
    assert named == {"mikalive": CHANNEL, "101": heir}


async def test_another_servers_moderator_finds_no_case_of_the_channel(stage: Stage) -> None:
    await stage.open()
    boss, channel = await stage.court.elsewhere()
    for name, given in NUMBERED.items():
        answer = await boss.slash(channel, name, **given, channel="100")
        assert said_in(answer) == ["No Twitch channel is looked after from here."]
    assert (await stage.case()).ruling is None


async def test_a_member_finds_none_either(stage: Stage) -> None:
    await stage.open()
    answer = await stage.court.slash("mika", "case show", number=1, channel="mikalive")
    assert "it takes the right to review" in "".join(said_in(answer))


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    silent_one = Community(Platform.TWITCH, "101")
    async with open_office(tmp_path, channels=[CHANNEL, silent_one]) as opened:
        yield opened


async def test_the_status_tells_of_the_channels_that_are_looked_after(office: Office) -> None:
    await Stage(office.court).open(mode=Mode.ASSIST)
    lines = (await office.told("status")).splitlines()
    assert lines[-2:] == [
        "**Also looked after from here:** mikalive on Twitch, enforce mode, 1 waiting for a"
        " moderator",
        "**Also looked after from here:** 101 on Twitch, enforce mode, 0 waiting for a moderator",
    ]

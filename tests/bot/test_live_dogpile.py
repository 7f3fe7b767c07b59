"""The shipped command on a Discord of our own: a crowd turns on one person."""

from pathlib import Path

from tests.bot.command import until
from tests.bot.live_discord import story
from tests.servers.discord import GUILD, NEWCOMER, words_of

_CROWD = ("320", "321", "322", "323", "324", "325")
_JEERS = (
    "nobody wants you here, just leave",
    "everyone is laughing at you, pathetic",
    "you are embarrassing, get lost",
    "what a loser you are, go away",
)


async def test_a_crowd_at_one_person_is_stopped_and_moderators_are_told(tmp_path: Path) -> None:
    async with story(tmp_path) as told:
        for one in _CROWD:
            told.join(one)
        for jeer in _JEERS:
            for one in _CROWD:
                await told.attack(jeer, by=one)
        await until(lambda: ("dogpiling",) in told.cases("category"))
        number = told.cases("category").index(("dogpiling",)) + 1
        card = words_of(await told.shows(number))
        await until(lambda: bool(told.timeouts()))

    assert f"<@{NEWCOMER}>" in card
    assert "several people at one" in card
    assert all(f"<@{one}>" in card for one in _CROWD)
    assert "a moderator must confirm" in card
    assert not told.calls("PUT", f"/guilds/{GUILD}/bans/.*")

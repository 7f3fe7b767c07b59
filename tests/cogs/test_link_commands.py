"""/link and /unlink: a code for whoever asks, seen by nobody else, and the way out."""

import re

from engine.actions import Warn
from tests.builders import decision, message
from tests.cogs.court import Court, said_in
from tests.engine.linked import CHAT, STAGE

CODE = re.compile(r"!haven link ([B-Z2-9]{4}-[B-Z2-9]{4})")


async def code_of(court: Court, person: str = "vex") -> str:
    (told,) = said_in(await court.slash(person, "link"))
    found = CODE.search(told)
    assert found, told
    return found[1]


async def test_a_member_gets_a_code_that_they_alone_see(court: Court) -> None:
    (told,) = said_in(await court.slash("vex", "link"))
    assert CODE.search(told)
    assert "within ten minutes" in told
    assert "Give the code to nobody" in told
    assert court.offices.linking.link_of(court.community, court.id_of("vex")) is None


async def test_the_code_links_the_account_of_whoever_asked(court: Court) -> None:
    code = await code_of(court)
    await court.offices.linking.redeem(STAGE, "900", code)
    made = court.offices.linking.link_of(STAGE, "900")
    assert made
    assert (made.home, made.member) == (court.community, court.id_of("vex"))
    assert said_in(await court.slash("vex", "link")) == [
        "Your account is linked already; /unlink ends that."
    ]


async def test_a_member_ends_their_own_link(court: Court) -> None:
    await court.offices.linking.redeem(STAGE, "900", await code_of(court))
    assert said_in(await court.slash("mika", "unlink")) == [
        "Your account is linked with no other one here."
    ]
    assert court.offices.linking.link_of(STAGE, "900")
    assert said_in(await court.slash("vex", "unlink")) == [
        "Your accounts are linked no more; each stands for itself again."
    ]
    assert court.offices.linking.link_of(STAGE, "900") is None


async def test_where_accounts_are_not_linked_no_code_is_given(court: Court) -> None:
    court.known.forbidden.add(court.community)
    assert said_in(await court.slash("vex", "link")) == ["Accounts are not linked in this server."]


async def test_codes_are_not_given_without_end(court: Court) -> None:
    for _ in range(3):
        await code_of(court)
    assert said_in(await court.slash("vex", "link")) == [
        "You have asked for several codes; try again in ten minutes."
    ]


async def test_moderators_see_how_many_cases_the_linked_account_has(court: Court) -> None:
    asked = {"person": court.people["vex"]}
    (before,) = said_in(await court.slash("oakley", "history", **asked))
    await court.offices.linking.redeem(STAGE, "900", await code_of(court))
    (none,) = said_in(await court.slash("oakley", "history", **asked))
    said = message(by="900", place=CHAT)
    await court.door.act(said, decision(Warn(user="900", text="stop"), rung="warn"))
    (one,) = said_in(await court.slash("oakley", "history", **asked))
    court.known.forbidden.add(court.community)
    (off,) = said_in(await court.slash("oakley", "history", **asked))
    assert "Their linked account on Twitch: 0 cases." in none
    assert "Their linked account on Twitch: 1 case." in one
    assert "linked" not in before + off


async def test_discord_offers_them_to_all_members_of_a_server(court: Court) -> None:
    await court.slash("vex", "link")
    known = {each["name"]: each for each in court.commands()}
    for name in ("link", "unlink"):
        assert known[name]["default_member_permissions"] is None
        assert known[name]["contexts"] == [0]

"""What members choose for themselves: nobody else's, told to them alone, in plain words."""

import inspect
import json
import re
from dataclasses import replace

import pytest

from cogs.member_commands import _RECORDS, _erasure
from data import registry
from engine.policy.protection import Protection, Sensitivity
from engine.privacy import Erasure
from tests.cogs.court import Court, said_in

SURE = {"sure": "Yes, erase it"}


def chosen(court: Court, person: str) -> Protection:
    return court.offices.protections.of(court.community, court.id_of(person))


async def test_nothing_is_chosen_until_somebody_does(court: Court) -> None:
    told = said_in(await court.slash("mika", "protect me"))
    assert told == [
        "When something is aimed at you, Haven steps in as for everybody here.\n"
        "What is harmful is not hidden for that alone, and you are not told."
    ]
    assert chosen(court, "mika") == Protection()


async def test_a_member_chooses_bit_by_bit_and_for_nobody_else(court: Court) -> None:
    await court.slash("mika", "protect me", sensitivity="strict", hide=True)
    told = said_in(await court.slash("mika", "protect me", tell_me=True))
    assert told == [
        "When something is aimed at you, Haven steps in much sooner than for others.\n"
        "What is harmful is hidden, and you are told privately."
    ]
    assert chosen(court, "mika") == Protection(
        sensitivity=Sensitivity.STRICT, tell_me=True, hide=True
    )
    assert chosen(court, "vex") == Protection()
    await court.slash("mika", "protect me", sensitivity="usual", hide=False, tell_me=False)
    assert chosen(court, "mika") == Protection()


async def test_a_member_names_what_nobody_shall_bring_up_to_them(court: Court) -> None:
    told = said_in(
        await court.slash("mika", "protect me", topics="old school, My Ex", hide_from=35)
    )
    assert told == [
        "When something is aimed at you, Haven steps in as for everybody here.\n"
        "What is harmful is hidden from 35% of harm on, and you are not told.\n"
        "What is said to you about this is hidden: old school, my ex."
    ]
    assert chosen(court, "mika") == Protection(topics=("old school", "my ex"), hide_from=0.35)
    await court.slash("mika", "protect me", topics="the dog")
    assert chosen(court, "mika").topics == ("the dog",)
    await court.slash("mika", "protect me", topics="none", hide_from=0)
    assert chosen(court, "mika") == Protection()


@pytest.mark.parametrize("options", [{"topics": "the, you"}, {"topics": ", ,"}, {"hide_from": 10}])
async def test_what_would_hide_everything_is_refused(
    court: Court, options: dict[str, object]
) -> None:
    (told,) = said_in(await court.slash("mika", "protect me", **options))
    assert told.startswith(("topics: ", "hide: must be at least 0.2"))
    assert chosen(court, "mika") == Protection()


async def test_each_sensitivity_is_told_in_words(court: Court) -> None:
    for level in Sensitivity:
        (told,) = said_in(await court.slash("mika", "protect me", sensitivity=level.value))
        assert told.startswith("When something is aimed at you, Haven steps in ")
        assert chosen(court, "mika").sensitivity is level


async def test_a_member_sees_how_much_is_kept(court: Court) -> None:
    assert said_in(await court.slash("oakley", "privacy show")) == [
        "Haven keeps about you here:\nnothing"
    ]
    await court.act()
    (told,) = said_in(await court.slash("vex", "privacy show"))
    assert "- 1 case about you" in told
    assert "_" not in told


def test_every_kind_of_record_has_a_plain_name() -> None:
    kinds = set(re.findall(r'Question\(\s*"(\w+)"', inspect.getsource(registry)))
    # What two accounts share is kept apart from what is about one person.
    assert kinds | {"links"} == _RECORDS.keys()


async def test_a_member_gets_all_of_it_as_a_file_for_themselves_alone(court: Court) -> None:
    await court.act()
    answer = await court.slash("vex", "privacy export")
    assert said_in(answer) == ["All that Haven keeps about you here."]
    assert answer.response is not None
    (file,) = answer.response.attachments
    document = json.loads(await file.read())
    assert file.filename == "haven.json"
    assert (document["person"], document["community"]) == (
        court.id_of("vex"),
        str(court.guild.id),
    )
    assert document["rows"]["cases"]


async def test_a_file_that_discord_would_not_take_is_refused(
    court: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def endless(*_: object) -> str:
        return "x" * 30_000_000

    monkeypatch.setattr(type(court.offices.privacy), "export", endless)
    (told,) = said_in(await court.slash("vex", "privacy export"))
    assert told.startswith("It is too large for Discord")


async def test_a_member_is_forgotten_but_for_what_is_in_force(court: Court) -> None:
    await court.act()
    await court.act(by="mika")
    (told,) = said_in(await court.slash("vex", "privacy erase", **SURE))
    assert told.startswith("Haven has forgotten ")
    assert told.endswith("What is in force stays until it has ended: case 1.")
    assert (await court.case(2)).author == court.id_of("mika")


async def test_whoever_is_forgotten_is_protected_no_more(court: Court) -> None:
    await court.slash("mika", "protect me", hide=True)
    (told,) = said_in(await court.slash("mika", "privacy erase", **SURE))
    assert "in force" not in told
    assert chosen(court, "mika") == replace(Protection(), hide=False)


async def test_discord_offers_them_to_all_members_of_a_server(court: Court) -> None:
    await court.slash("mika", "protect me")
    known = {each["name"]: each for each in court.commands()}
    for name in ("protect", "privacy"):
        assert known[name]["default_member_permissions"] is None
        assert known[name]["contexts"] == [0]


def test_what_stays_in_channels_is_counted_for_its_numbers_are_no_servers() -> None:
    told = _erasure(Erasure({"cases": 1}, (4,), elsewhere=2))
    assert told.endswith("stays until it has ended: case 4 and 2 cases on Twitch.")

"""The ids of a card's buttons: they fit, and tell what was clicked again."""

import re

import pytest

from cogs.case_card import PATTERN, Verb, custom_id
from engine.events import Community, Place, Platform
from engine.policy.ladder import Rung
from tests.cogs.views import discord_case

RUNGS = [rung.name.lower() for rung in Rung] + ["hide", "tell", "help", "raid", "kick", "unban", ""]


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("verb", Verb)
def test_an_id_fits_and_tells_case_and_rung_again(verb: Verb, rung: str) -> None:
    shown = discord_case(999_999_999, rung=rung)
    written = custom_id(verb, shown, card=2**64 - 1)
    match = re.fullmatch(PATTERN, written)
    assert len(written) <= 100
    assert match is not None
    assert (match["verb"], match["number"], match["seen"]) == (verb, "999999999", rung)


@pytest.mark.parametrize("verb", Verb)
def test_an_id_of_a_channels_case_fits_and_tells_whose_it_is(verb: Verb) -> None:
    place = Place(Community(Platform.TWITCH, str(2**64 - 1)), "mikalive")
    shown = discord_case(999_999_999, rung=max(RUNGS, key=len), place=place)
    written = custom_id(verb, shown, card=2**64 - 1)
    match = re.fullmatch(PATTERN, written)
    assert len(written) <= 100
    assert match is not None
    assert (match["number"], match["channel"]) == ("999999999", place.community.id)


def test_an_id_of_a_servers_case_names_no_channel() -> None:
    match = re.fullmatch(PATTERN, custom_id(Verb.CONFIRM, discord_case()))
    assert match is not None
    assert match["channel"] is None


@pytest.mark.parametrize(
    "written",
    [
        "haven:case:hug:1:warn",
        "haven:case:confirm:1",
        "haven:case:confirm:-1:warn",
        "haven:case:confirm:1:WARN",
        "haven:case:confirm:1:warn:x",
        "haven:case:confirm:1234567890:warn",
        "haven:case:confirm:1@:warn",
        "haven:case:confirm:1@mika:warn",
    ],
)
def test_what_is_no_id_of_ours_is_nobodys(written: str) -> None:
    assert re.fullmatch(PATTERN, written) is None

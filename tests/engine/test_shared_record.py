"""Strikes and the recent record of two linked accounts: counted for both, and nothing else is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import House
from bot.screening import Screening
from bot.settings import Settings
from engine.actions import Ban, Outcome
from engine.cases import Case, Status
from engine.docket import HORIZON, Docket
from engine.events import Community, Message
from engine.link_codes import legible, random_code
from engine.links import Account
from engine.memory.actors import Actors
from engine.policy.ladder import Rung
from tests.builders import NOON, author, case, message, minutes, policy
from tests.engine.house import at_home, cases, judge, start_again
from tests.engine.linked import CHAT, HALL, HOME, LINKING, STAGE, tie

HARSH = "you are an idiot"
WORDS = ("good", "morning")
OFF = Settings(twitch={"servers": {"501": "4001"}})  # type: ignore[arg-type]


def linked(community: Community, person: str) -> Sequence[Account]:
    """As it is for two linked accounts and nobody else."""
    pairs = {(HOME, "vex"): ((STAGE, "900"),), (STAGE, "900"): ((HOME, "vex"),)}
    return pairs.get((community, person), ())


def given(number: int, *, viewer: bool, after: float = 0, **changes: object) -> Case:
    whose = {"place": CHAT, "author": "900"} if viewer else {"place": HALL}
    at = NOON + minutes(after)
    return case(number, **{"status": Status.APPLIED, "opened_at": at, **whose, **changes})


def on_discord(text: str = "hello", *, after: float = 60) -> Message:
    return message(text, at=NOON + minutes(after), place=HALL)


def on_twitch(text: str = "hello", *, after: float = 60, by: str = "900") -> Message:
    return message(text, by=by, at=NOON + minutes(after), place=CHAT)


# ---------------------------------------------------------------- strikes


def test_strikes_of_both_accounts_count_for_both() -> None:
    docket = Docket(linked)
    docket.enter(given(1, viewer=False))
    docket.enter(given(1, viewer=True))
    docket.enter(given(2, viewer=True))
    for said in (on_discord(), on_twitch()):
        footing = docket.footing(said, policy())
        assert footing.strikes == pytest.approx(3, 0.1)
        assert sorted(footing.record) == ["discord", "twitch", "twitch"]


def test_others_have_their_own_strikes_only() -> None:
    docket = Docket(linked)
    docket.enter(given(1, viewer=True))
    footing = docket.footing(message(by="mika", at=NOON + minutes(5), place=HALL), policy())
    assert (footing.strikes, footing.record) == (0, ())


def test_a_warning_of_this_minute_is_fresh_wherever_it_was_given() -> None:
    docket = Docket(linked)
    docket.enter(given(1, viewer=True))
    footing = docket.footing(on_discord(after=0.5), policy())
    assert (footing.strikes, footing.fresh) == (0, Rung.TIMEOUT_10_MINUTES)


def test_strikes_fade_and_are_taken_back_as_ever() -> None:
    docket = Docket(linked)
    docket.enter(given(1, viewer=True))
    later = on_discord(after=HORIZON / minutes(1) + 1)
    assert docket.footing(later, policy()).record == ()
    docket.enter(given(2, viewer=True))
    docket.enter(given(2, viewer=True, status=Status.UNDONE))
    assert docket.footing(on_discord(), policy()).record == ()


def test_a_ban_is_not_carried_over() -> None:
    docket = Docket(linked)
    ban = Ban(user="900")
    docket.enter(given(1, viewer=True, actions=(ban,), rung="ban", outcome=Outcome.SIMULATED))
    assert docket.would_be_silent(on_twitch())
    assert not docket.would_be_silent(on_discord())
    assert not docket.wanting(HOME, replace(ban, user="vex"))


# ---------------------------------------------------------------- the recent record


def write(actors: Actors, count: int, *, risk: float, viewer: bool) -> datetime:
    at = NOON
    for _ in range(count):
        at += timedelta(minutes=5)
        said = on_twitch() if viewer else on_discord()
        actors.learn(replace(said, sent_at=at), words=WORDS, target=None, risk=risk)
    return at + timedelta(minutes=5)


def toxicity(actors: Actors, said: Message) -> float:
    parts = {part.name: part.value for part in actors.behaviour(said).parts}
    return parts["toxicity"]


def test_harm_by_one_account_counts_for_the_other() -> None:
    actors = Actors(linked)
    at = write(actors, 10, risk=0.8, viewer=True)
    assert toxicity(actors, replace(on_discord(), sent_at=at)) > 0.9
    assert toxicity(actors, message(by="mika", at=at, place=HALL)) == 0


def test_a_good_record_elsewhere_excuses_nothing() -> None:
    actors = Actors(linked)
    at = write(actors, 10, risk=0.8, viewer=True)
    alone = toxicity(actors, replace(on_twitch(), sent_at=at))
    write(actors, 500, risk=0.0, viewer=False)
    assert toxicity(actors, replace(on_twitch(), sent_at=at)) == alone


def test_what_was_long_ago_counts_by_what_is_left_of_it() -> None:
    actors = Actors(linked)
    at = write(actors, 10, risk=0.8, viewer=True) + timedelta(days=25)
    actors.learn(replace(on_discord(), sent_at=at), words=WORDS, target=None, risk=0)
    assert 0 < toxicity(actors, replace(on_discord(), sent_at=at)) < 0.5


def test_whoever_is_known_in_the_server_is_no_newcomer_in_the_chat() -> None:
    actors = Actors(linked)
    at = write(actors, 50, risk=0.0, viewer=False)
    newcomer = actors.behaviour(message(by="901", at=at, place=CHAT)).risk
    assert actors.behaviour(replace(on_twitch(), sent_at=at)).risk < newcomer


def test_each_account_keeps_its_own_pace_and_repeats() -> None:
    actors = Actors(linked)
    for second in range(20):
        said = replace(on_twitch(), sent_at=NOON + timedelta(seconds=second))
        actors.learn(said, words=WORDS, target=None, risk=0)
    there = replace(on_discord(), sent_at=NOON + timedelta(seconds=20))
    parts = {part.name: part.value for part in actors.behaviour(there).parts}
    assert (parts["velocity"], parts["burst"], actors.repeats(there, WORDS)) == (0, 0, 0)


# ---------------------------------------------------------------- a whole house


async def newest(house: House) -> Case:
    return (await cases(house))[-1]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_strike_in_chat_makes_the_next_case_in_the_server_harsher_and_it_says_why(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, settings=LINKING) as house:
        await tie(house.linking)
        await judge(house, on_twitch(f"{HARSH} @bo", after=1))
        await judge(house, on_discord(HARSH, after=30))
        shared = await newest(house)
    assert shared.community == HOME
    assert Rung[shared.rung.upper()] > Rung.WARN
    assert shared.evidence[0].text == "One strike, given on Twitch."


@pytest.mark.asyncio(loop_scope="session")
async def test_it_counts_after_a_restart_and_no_more_once_they_are_parted(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, settings=LINKING) as house:
        await tie(house.linking)
        await judge(house, on_twitch(f"{HARSH} @bo", after=1))
    async with at_home(tmp_path, screening, settings=LINKING) as house:
        await start_again(house, NOON + minutes(20))
        await judge(house, on_discord(HARSH, after=30))
        shared = await newest(house)
        await house.linking.part(STAGE, "900")
        await judge(house, on_twitch(f"{HARSH} @bo", after=60))
        apart = await newest(house)
    assert shared.evidence[0].id == "record"
    assert apart.community == STAGE
    assert "record" not in [each.id for each in apart.evidence]


@pytest.mark.asyncio(loop_scope="session")
async def test_where_the_server_has_it_switched_off_each_account_stands_for_itself(
    tmp_path: Path, screening: Screening
) -> None:
    async with at_home(tmp_path, screening, settings=LINKING) as house:
        await tie(house.linking)
        await judge(house, on_twitch(f"{HARSH} @bo", after=1))
    async with at_home(tmp_path, screening, settings=OFF) as house:
        await start_again(house, NOON + minutes(20))
        await judge(house, on_discord(HARSH, after=30))
        apart = await newest(house)
        assert house.linking.link_of(HOME, "vex")
    assert "record" not in [each.id for each in apart.evidence]


@pytest.mark.asyncio(loop_scope="session")
async def test_whoever_mistypes_a_code_several_times_is_not_taken_for_a_spammer(
    tmp_path: Path, screening: Screening
) -> None:
    """What is no moderator's command is judged like all talk."""
    viewers = [author(str(number), name=f"Viewer{number}") for number in range(900, 940)]
    typed = [
        message(
            f"!haven link {legible(random_code())}",
            at=NOON + timedelta(seconds=20 * number + 200 * each),
            place=CHAT,
            author=viewer,
            id=f"{number}-{each}",
        )
        for number, viewer in enumerate(viewers)
        for each in range(3)
    ]
    async with at_home(tmp_path, screening, settings=LINKING) as house:
        await judge(house, *sorted(typed, key=lambda said: said.sent_at))
        await judge(house, *(on_twitch("!haven link KXRT-92FM", after=60 + n) for n in range(3)))
        assert await cases(house) == []

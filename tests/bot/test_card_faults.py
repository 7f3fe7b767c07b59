"""Cards and their buttons while Discord limits, refuses or fails the calls behind them."""

from engine.cases import Status
from tests.bot.command import until
from tests.bot.inn import IN_MOD_LOG, MEMBER_PATH, Inn
from tests.servers.discord import ADMIN, Fault


async def test_a_click_whose_acknowledgement_is_limited_rules_once(inn: Inn) -> None:
    await inn.act()
    click = inn.server.clicked("Reverse", await inn.shows("timed out"), by=ADMIN)
    callback = f"/interactions/{click.told['id']}/{click.told['token']}/callback"
    inn.server.fail(f"POST {callback}", 429)

    await inn.server.tell(click)

    await inn.shows("**Reversed** by")
    assert len([call for call in inn.server.asked("POST") if call.path == callback]) == 2
    assert len(inn.silences) == 2


async def test_a_right_taken_away_shows_on_the_card_and_is_asked_for_once(inn: Inn) -> None:
    inn.server.fail(f"PATCH {MEMBER_PATH}", 403, code=50_013)

    await inn.act()

    await inn.shows("refused")
    assert (await inn.case()).status is Status.REFUSED
    assert len(inn.silences) == 1


async def test_a_card_whose_answer_got_lost_is_shown_once_and_as_its_case_is(inn: Inn) -> None:
    inn.server.fault(f"POST {IN_MOD_LOG}", Fault(None, after=True))

    await inn.act()
    await until(lambda: len(inn.server.cards()) == 1)
    await inn.door.review.reverse((await inn.case()).community, 1, by=ADMIN)

    await inn.shows("**Reversed** by")

"""Messages that Twitch holds back: judged, shown with advice, decided on, and learned from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.app import House
from bot.screening import Screening
from cogs.cards import card
from connectors.simulated import SimulatedEnforcer
from engine.actions import Outcome, Release, Withhold
from engine.cases import Case, Ruling, Status
from engine.events import Community, Deed, Message, Origin, Place, Platform, PlatformDeed
from engine.review import RefusedRulingError
from engine.verdict import Mode, Polarity
from tests.builders import NOON, message, minutes
from tests.engine.chatter import GRAVE
from tests.engine.house import at_home, cases, judge, verdicts

pytestmark = pytest.mark.asyncio(loop_scope="session")

FINE = "that boss fight was sick, she killed it"


class Stream:
    """A house with one Twitch channel, and what Twitch was asked to do there."""

    def __init__(self, house: House, enforcer: SimulatedEnforcer, *, channel: str) -> None:
        # What one test teaches is remembered in the next one, but for its own community only.
        self.community = Community(Platform.TWITCH, channel)
        self.place = Place(self.community, "mika")
        self.house = house
        self.review = house.review
        self.enforcer = enforcer

    def held(self, text: str, **changes: object) -> Message:
        parts = {"id": "h1", "place": self.place, "origin": Origin.AUTOMOD_HOLD, **changes}
        return message(text, **parts)  # type: ignore[arg-type]

    def deed(self, kind: Deed, *, by: str = "oakley") -> PlatformDeed:
        return PlatformDeed(
            id="d1",
            place=self.place,
            deed=kind,
            by=by,
            done_at=NOON + minutes(1),
            user="vex",
            message="h1",
        )

    async def hold(self, text: str) -> Case:
        await judge(self.house, self.held(text))
        return await self.case()

    async def case(self) -> Case:
        (only,) = await cases(self.house)
        return only

    async def calls(self) -> list[object]:
        await self.house.dispatcher.drain()
        actions = [order.action for order in self.enforcer.orders]
        return [action for action in actions if isinstance(action, Release | Withhold)]

    async def lessons(self) -> list[Polarity]:
        patterns = await self.house.archive.patterns()
        return [pattern.polarity for pattern in patterns]


@pytest_asyncio.fixture(loop_scope="session", params=[Mode.ASSIST])
async def stream(
    request: pytest.FixtureRequest, tmp_path: Path, screening: Screening
) -> AsyncIterator[Stream]:
    enforcer = SimulatedEnforcer()
    async with at_home(tmp_path, screening, enforcer=enforcer, mode=request.param) as house:
        yield Stream(house, enforcer, channel=request.node.name)


OBSERVED = pytest.mark.parametrize("stream", [Mode.OBSERVE], indirect=True)
ENFORCED = pytest.mark.parametrize("stream", [Mode.ENFORCE], indirect=True)


async def test_a_harmless_held_message_asks_to_be_let_through(stream: Stream) -> None:
    case = await stream.hold(FINE)
    assert (case.needs_human, case.proposal) == (True, Release(user="vex", message="h1"))
    assert "Recommended: approve." in case.reason
    assert "!haven approve 1 or !haven deny 1" in card(case)
    assert await stream.calls() == []


async def test_approving_as_recommended_confirms_and_teaches_that_it_was_fine(
    stream: Stream,
) -> None:
    await stream.hold(FINE)
    await stream.review.decide(stream.community, 1, Release, by="oakley")
    calls, case = await stream.calls(), await stream.case()
    assert calls == [Release(user="vex", message="h1")]
    assert (case.ruling, case.ruled_by, case.status) == ("confirmed", "oakley", Status.APPLIED)
    assert await stream.lessons() == [Polarity.FINE]


async def test_denying_what_haven_found_fine_reverses_it_and_teaches_harm(stream: Stream) -> None:
    await stream.hold(FINE)
    await stream.review.decide(stream.community, 1, Withhold, by="oakley")
    calls, case = await stream.calls(), await stream.case()
    assert calls == [Withhold(user="vex", message="h1")]
    assert (case.ruling, case.status) == ("reversed", Status.VOID)
    assert await stream.lessons() == [Polarity.HARMFUL]


async def test_approving_what_haven_found_harmful_lets_it_through_and_teaches_fine(
    stream: Stream,
) -> None:
    case = await stream.hold(GRAVE)
    assert case.proposal == Withhold(user="vex", message="h1")
    await stream.review.decide(stream.community, 1, Release, by="oakley")
    assert await stream.calls() == [Release(user="vex", message="h1")]
    assert (await stream.case()).ruling is Ruling.REVERSED
    assert await stream.lessons() == [Polarity.FINE]


async def test_confirm_and_reverse_mean_the_same_as_on_any_card(stream: Stream) -> None:
    await stream.hold(GRAVE)
    await stream.review.confirm(stream.community, 1, by="oakley")
    assert await stream.calls() == [Withhold(user="vex", message="h1")]
    assert await stream.lessons() == [Polarity.HARMFUL]


async def test_reversing_lets_through_what_was_to_be_denied(stream: Stream) -> None:
    await stream.hold(GRAVE)
    await stream.review.reverse(stream.community, 1, by="oakley")
    assert await stream.calls() == [Release(user="vex", message="h1")]


@pytest.mark.parametrize(
    ("kind", "ruling", "status"),
    [
        (Deed.DENY, Ruling.CONFIRMED, Status.APPLIED),
        (Deed.APPROVE, Ruling.REVERSED, Status.VOID),
    ],
)
async def test_what_moderators_decide_in_twitchs_own_queue_is_their_ruling(
    stream: Stream, kind: Deed, ruling: Ruling, status: Status
) -> None:
    await stream.hold(GRAVE)
    await judge(stream.house, stream.deed(kind))
    calls, case = await stream.calls(), await stream.case()
    assert (case.ruling, case.ruled_by, case.status) == (ruling, "oakley", status)
    assert calls == []
    assert len(await stream.lessons()) == 1


async def test_what_nobody_decided_in_time_lapses_and_cannot_be_decided_any_more(
    stream: Stream,
) -> None:
    await stream.hold(FINE)
    await judge(stream.house, stream.deed(Deed.LAPSE, by=""))
    case = await stream.case()
    assert (case.status, case.ruling, case.needs_human) == (Status.EXPIRED, None, False)
    with pytest.raises(RefusedRulingError, match="decided on already"):
        await stream.review.decide(stream.community, 1, Release, by="oakley")


async def test_nobody_decides_twice_nor_on_what_is_no_held_message(stream: Stream) -> None:
    await stream.hold(FINE)
    await judge(stream.house, stream.held(GRAVE, id="m2", at=NOON + minutes(1), origin=Origin.POST))
    await stream.review.decide(stream.community, 1, Release, by="oakley")
    await judge(stream.house, stream.deed(Deed.DENY, by="hob"))
    with pytest.raises(RefusedRulingError, match="decided on already"):
        await stream.review.decide(stream.community, 1, Withhold, by="hob")
    with pytest.raises(RefusedRulingError, match="about no message that is held back"):
        await stream.review.decide(stream.community, 2, Withhold, by="hob")
    with pytest.raises(RefusedRulingError, match="There is no case 3 here"):
        await stream.review.decide(stream.community, 3, Withhold, by="hob")
    assert await stream.calls() == [Release(user="vex", message="h1")]


@ENFORCED
async def test_where_haven_may_act_grave_words_are_denied_by_itself(stream: Stream) -> None:
    case = await stream.hold(GRAVE)
    assert (case.status, case.outcome) == (Status.APPLIED, Outcome.SIMULATED)
    assert await stream.calls() == [Withhold(user="vex", message="h1")]
    reversed_ = await stream.review.reverse(stream.community, 1, by="oakley")
    assert (reversed_.status, len(await stream.calls())) == (Status.UNDONE, 1)


@OBSERVED
async def test_where_haven_observes_it_is_only_shown_and_a_moderators_own_word_still_counts(
    stream: Stream,
) -> None:
    case = await stream.hold(GRAVE)
    assert case.waits
    assert not stream.enforcer.orders
    await stream.review.decide(stream.community, 1, Withhold, by="oakley")
    assert await stream.calls() == [Withhold(user="vex", message="h1")]


@OBSERVED
async def test_where_haven_observes_a_confirmation_only_teaches(stream: Stream) -> None:
    await stream.hold(GRAVE)
    await stream.review.confirm(stream.community, 1, by="oakley")
    assert await stream.calls() == []
    assert len(await stream.lessons()) == 1


async def test_an_approved_message_is_not_judged_again_when_it_appears_in_chat(
    stream: Stream,
) -> None:
    intake = stream.house.intake
    assert await intake.journal(stream.held(FINE))
    assert await intake.journal(stream.held(FINE, origin=Origin.POST)) is None
    await stream.hold(FINE)
    assert len(await verdicts(stream.house, stream.community)) == 1

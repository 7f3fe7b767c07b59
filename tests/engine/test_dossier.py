"""A case with all that is still known around it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from data.state import open_state
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.clock import EventClock
from engine.desk import Desk
from engine.dossier import MOST_BEATS, CaseView
from engine.events import Community, Message, MessageEdited, Place, Platform
from engine.memory.targets import Targets
from engine.verdict import Verdict
from tests.builders import HALL, INN, NOON, case, message, minutes, prediction, verdict

ELSEWHERE = Community(Platform.DISCORD, "elsewhere")
LAST = message("get lost", id="m1")


@asynccontextmanager
async def open_desk(
    folder: Path, said: Sequence[Message], *more: Verdict, opened: Case | None = None
) -> AsyncIterator[Desk]:
    verdicts = tuple(verdict(each, escalation=0.3, session="s1") for each in said)
    async with open_state(folder) as state:
        await state.ledger.commit(
            Changes(
                events=tuple(map(Journaled, (*said, LAST))),
                verdicts=(*verdicts, *more),
                cases=(opened or case(1),),
            )
        )
        yield Desk(archive=state.archive, targets=Targets(), clock=EventClock(NOON))


async def seen(folder: Path, said: Sequence[Message], *more: Verdict, **changes: Case) -> CaseView:
    async with open_desk(folder, said, *more, **changes) as desk:
        view = await desk.view(INN, 1)
    assert view is not None
    return view


def earlier(count: float, **changes: object) -> Message:
    return message("so?", id=f"e{count}", by="mika", at=NOON - minutes(count), **changes)


async def test_a_view_holds_the_words_and_how_the_talk_came_to_them(tmp_path: Path) -> None:
    judged = verdict(LAST, prediction=prediction(risk=0.9), escalation=0.6)
    view = await seen(tmp_path, [earlier(2), earlier(1)], judged)
    assert (view.words, view.name, view.verdict) == ("get lost", LAST.author.name, judged)
    assert [(beat.author, beat.risk, beat.escalation) for beat in view.course] == [
        ("mika", 0.7, 0.3),
        ("mika", 0.7, 0.3),
        ("vex", 0.9, 0.6),
    ]


async def test_only_the_same_talk_and_what_came_before_count(tmp_path: Path) -> None:
    yard = earlier(3, place=Place(INN, "yard"))
    later = message("later", id="l", at=NOON + minutes(1))
    view = await seen(tmp_path, [earlier(76), yard, earlier(2), later], verdict(LAST))
    assert [beat.text for beat in view.course] == ["so?", "get lost"]


async def test_a_course_ends_with_the_case_however_long_the_talk_was(tmp_path: Path) -> None:
    said = [earlier(count / 60) for count in range(1, MOST_BEATS + 30)]
    view = await seen(tmp_path, said, verdict(LAST))
    assert len(view.course) == MOST_BEATS
    assert view.course[-1].text == "get lost"
    assert [beat.at for beat in view.course] == sorted(beat.at for beat in view.course)


async def test_an_edit_counts_with_the_words_it_had(tmp_path: Path) -> None:
    edited = MessageEdited(message("worse", id="m1"), NOON + minutes(1))
    opened = case(1, opened_at=NOON + minutes(1))
    async with open_state(tmp_path) as state:
        judged = verdict(LAST, at=NOON + minutes(1))
        await state.ledger.commit(
            Changes(
                events=(Journaled(LAST), Journaled(edited)),
                verdicts=(verdict(LAST), judged),
                cases=(opened,),
            )
        )
        desk = Desk(archive=state.archive, targets=Targets(), clock=EventClock(NOON))
        view = await desk.view(INN, 1)
    assert view is not None
    assert (view.words, [beat.text for beat in view.course]) == ("worse", ["get lost", "worse"])


async def test_a_moderators_own_order_has_no_words(tmp_path: Path) -> None:
    view = await seen(tmp_path, [], opened=case(1, message="", ordered_by="oakley"))
    assert (view.words, view.verdict, view.course) == (None, None, ())


async def test_what_belongs_to_no_conversation_has_no_course(tmp_path: Path) -> None:
    view = await seen(tmp_path, [], verdict(LAST, session="", place=HALL))
    assert view.verdict is not None
    assert view.course == ()


async def test_words_that_are_gone_leave_the_case(tmp_path: Path) -> None:
    view = await seen(tmp_path, [], opened=case(1, message="unknown"))
    assert (view.words, view.verdict, view.course) == (None, None, ())


async def test_another_communitys_case_is_not_there(tmp_path: Path) -> None:
    async with open_desk(tmp_path, []) as desk:
        assert await desk.view(ELSEWHERE, 1) is None
        assert await desk.view(INN, 9) is None

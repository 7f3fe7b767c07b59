"""`haven explain`: what was not done about a case or a message, from the state folder."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console

from bot.backtesting.choices import chosen_in
from bot.chosen_community import chosen_community
from bot.inquiries import inquiry_into
from bot.log import escape
from bot.reading import reader_for
from bot.refusals import RefusedUseError
from bot.settings import Settings
from cogs.why_not_wording import not_done, weighed, whose
from data.archive import Archive
from data.packs import load_packs
from data.state import open_archive
from engine.cases import Case
from engine.clock import Clock, SystemClock
from engine.events import Community
from engine.inquiry import Answer, Inquiry, is_case_number
from engine.queries import MOST_AT_ONCE, CaseQuery
from engine.verdict import Category

_EMPTY = "There is nothing to explain yet: Haven has read no message."


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """`named` is a case's number or a message's id; `community` None where there is one only."""

    folder: Path
    named: str
    community: str | None = None
    as_json: bool = False


async def explain_one(
    settings: Settings, request: ExplainRequest, *, clock: Clock | None = None
) -> int:
    """Raises RefusedUseError: nothing like that is known in that community."""
    async with open_archive(request.folder) as archive:
        community = await chosen_community(archive, request.community, empty=_EMPTY)
        case = await _case(archive, community, request.named)
        if case and not case.message:
            raise RefusedUseError(f"case {case.number}: a moderator ordered it; no rule was asked")
        chosen = await chosen_in(archive, settings, clock or SystemClock())
        reader = reader_for(load_packs(), off=settings.screening.switched_off)
        inquiry = inquiry_into(archive, chosen, reader)
        case, answer = await _answered(archive, inquiry, community, request.named, case)
    if request.as_json:
        told = document(community, case, answer)
        print(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())  # noqa: T201
        return 0
    console = Console(highlight=False)
    for line in _lines(community, case, answer):
        console.print(line, markup=False, soft_wrap=True)
    return 0


async def _case(archive: Archive, community: Community, named: str) -> Case | None:
    return await archive.case(community, int(named)) if is_case_number(named) else None


async def _answered(
    archive: Archive, inquiry: Inquiry, community: Community, named: str, case: Case | None
) -> tuple[Case | None, Answer]:
    """The case, also where its message was named, and what is told of it."""
    answer = await inquiry.about(community, case.message if case else named, case=case)
    if answer is None:
        what = f"case {case.number}: its judgement is no longer kept" if case else _unknown(named)
        raise RefusedUseError(f"{community}: {what}")
    if case is not None:
        return case, answer
    person = CaseQuery(community=community, person=answer.verdict.author, limit=MOST_AT_ONCE)
    found = (each for each in await archive.search(person) if each.message == named)
    case = next(found, None)
    again = await inquiry.about(community, named, case=case) if case else None
    return case, again or answer


def _unknown(named: str) -> str:
    kind = "case or message" if is_case_number(named) else "message"
    return f"there is no {kind} {escape(named)}"


def document(community: Community, case: Case | None, answer: Answer) -> Mapping[str, Any]:
    """For programs: scores lie in 0..1, and `short` is how far each was from its border."""
    verdict, told = answer.verdict, answer.why_not
    found = verdict.assessment
    return {
        "community": str(community),
        "case": case.number if case else None,
        "message": verdict.message,
        "at": verdict.at,
        "risk": verdict.prediction.risk_score,
        "harm": found.harm_score if found else None,
        "category": found.category if found else Category.NONE,
        "decided": verdict.decision.rung if verdict.decision else None,
        "policy": told.policy,
        "policy_was_in_force": told.in_force,
        "mode": told.mode,
        "thresholds": [{**asdict(each), "short": each.short} for each in told.thresholds],
        "rules": [_rule(asdict(each)) for each in told.rules],
        "notes": told.notes,
        "unmatched_patterns": told.unmatched,
        "rules_about_words_that_are_gone": told.wordless,
    }


def _rule(told: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in told.items() if name != "far"}


def _lines(community: Community, case: Case | None, answer: Answer) -> Iterator[str]:
    verdict = answer.verdict
    decided = verdict.decision.rung.replace("_", " ") if verdict.decision else "nothing"
    about = f"case {case.number}, message" if case else "message"
    yield f"{escape(str(community))}, {about} {escape(verdict.message)}: {decided} was decided"
    yield weighed(answer)
    yield whose(answer.why_not)
    lines = [f"- {line}" for line in not_done(answer.why_not, _clean)]
    yield from lines or ["Nothing there was short of its border."]


def _clean(text: str, _: int) -> str:
    """No control character reaches the terminal, where there is room for all of it."""
    return escape(text)

"""A case with all that is still known around it, as one value to be shown."""

from dataclasses import dataclass, replace
from datetime import timedelta

from engine.cases import Case
from engine.policy.community import CommunityPolicy
from engine.policy.why_not import WhyNot
from engine.ports import Archive
from engine.queries import Beat
from engine.verdict import Verdict

# No session is longer (sessions.conversation), and a picture shows no more points than that.
LOOK_BACK = timedelta(minutes=75)
MOST_BEATS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """`name` is what the author was called then. `words` are None once they are no longer kept, or
    where there were none. `course` is how the conversation came to them; empty for what belongs to
    no conversation. `policy` is the one that decided; None where it has changed since. `why_not`
    is there only for whoever asked for it.
    """

    case: Case
    words: str | None = None
    name: str | None = None
    verdict: Verdict | None = None
    course: tuple[Beat, ...] = ()
    policy: CommunityPolicy | None = None
    why_not: WhyNot | None = None


async def view_of(case: Case, archive: Archive) -> CaseView:
    if not case.message:
        return CaseView(case=case)
    at = case.opened_at
    words = await archive.message_text(case.community, case.message, at=at)
    author = await archive.author(case.community, case.message, at=at)
    verdict = await archive.verdict(case.community, case.message, at=at)
    view = CaseView(case=case, words=words, name=author.name if author else None, verdict=verdict)
    if verdict is None or not verdict.session:
        return view
    course = await archive.course(verdict, since=at - LOOK_BACK, limit=MOST_BEATS)
    return replace(view, course=tuple(course))

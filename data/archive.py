"""The archive: everything that was written, as the engine's own values again."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import RowMapping, Select, and_, column, exists, func, or_, select, table

from data.appeals import L, appeal_of
from data.audit import A, AuditLine, first_break, line_of
from data.cases import NUMBERS_END, C, I, case_of, intent_of, narrowed
from data.encoding import MICROSECOND, from_json, from_stamp, to_stamp
from data.events import E, EventKey, event_of, key_of, message_of
from data.harms import Harms
from data.judgements import Judgements
from data.links import K, link_of
from data.packets import KeptPackets
from data.patterns import P as PATTERN
from data.patterns import pattern_of
from data.people import P, S, person_of, session_of
from data.places import community_in, within
from data.reader import PAGE, Reader
from data.settings import D, dead_letter_of, setting_of
from data.settings import S as SETTING
from data.tables import (
    APPEALS,
    AUDIT,
    CASES,
    CURSORS,
    DEAD_LETTERS,
    EVENTS,
    INTENTS,
    LINKS,
    PATTERNS,
    PEOPLE,
    SESSIONS,
    SETTINGS,
    VERDICTS,
)
from data.vault import Vault
from data.verdicts import V, beat_of, verdict_of
from engine.cases import LIFE, Appeal, AppealState, Case, Intent, IntentState, Status
from engine.changes import DeadLetter, LearnedPattern, Link, PersonRecord, Setting
from engine.events import Author, Community, Event, Message
from engine.queries import Beat, CaseQuery
from engine.verdict import Session, Verdict

TWO_WEEKS = timedelta(days=14)
LASTING = tuple(status for status in Status if Status.EXPIRED in LIFE[status])
SAID = E.kind.in_(("message", "edited"))
JUDGED = E.kind.in_(("message", "edited", "named"))
SAME_MESSAGE = and_(
    V.platform == E.platform, V.community == E.community, V.message == E.id, V.at == E.at
)
SET_ASIDE = exists().where(
    D.platform == E.platform, D.community == E.community, D.event == E.id, D.at == E.at
)
# SQLite's own count of the numbers it gave out; no row of ours can lower it.
SEQUENCE = table("sqlite_sequence", column("name"), column("seq"))


class Archive:
    """Reads only; streams hold one page at a time, whatever their length."""

    def __init__(self, reader: Reader, vault: Vault) -> None:
        self._reader = reader
        self.harms = Harms(reader)
        self.judgements = Judgements(reader)
        self.packets = KeptPackets(reader, vault)

    # ------------------------------------------------------------------ cases and intents

    async def case(self, community: Community, number: int) -> Case | None:
        if not 0 < number < NUMBERS_END:
            return None
        query = select(CASES).where(*within(community, C), C.number == number)
        row = await self._reader.first(query)
        return case_of(row) if row else None

    async def cases(
        self,
        *,
        community: Community | None = None,
        since: datetime | None = None,
        statuses: Sequence[Status] = (),
    ) -> AsyncIterator[Case]:
        query = select(CASES).where(*within(community, C))
        if since:
            query = query.where(C.opened_at >= to_stamp(since))
        if statuses:
            query = query.where(C.status.in_(statuses))
        keys = C.opened_at, C.platform, C.community, C.number
        async for row in self._reader.pages(query, *keys):
            yield case_of(row)

    async def search(self, query: CaseQuery) -> Sequence[Case]:
        rows = select(CASES).where(*within(query.community, C), *narrowed(query))
        newest = rows.order_by(C.number.desc()).limit(query.limit)
        return [case_of(row) for row in await self._reader.rows(newest)]

    async def last_case_numbers(self) -> dict[Community, int]:
        newest = func.max(C.number).label("newest")
        query = select(C.platform, C.community, newest).group_by(C.platform, C.community)
        return {community_in(row, C): row["newest"] for row in await self._reader.rows(query)}

    async def due_cases(self, moment: datetime) -> Sequence[Case]:
        query = select(CASES).where(C.expires_at <= to_stamp(moment), C.status.in_(LASTING))
        return [case_of(row) for row in await self._reader.rows(query.order_by(C.expires_at))]

    async def long_silences(self) -> Sequence[Case]:
        for_good = C.body.contains('"type":"mute"')
        query = select(CASES).where(
            C.status.in_((Status.APPLIED, Status.UNKNOWN)),
            or_(for_good, C.expires_at - C.opened_at > TWO_WEEKS // MICROSECOND),
        )
        return [case_of(row) for row in await self._reader.rows(query.order_by(C.seq))]

    async def intents(
        self, states: Sequence[IntentState], *, since: datetime | None = None
    ) -> Sequence[Intent]:
        query = select(INTENTS).where(I.state.in_(states))
        if since:
            query = query.where(I.created_at >= to_stamp(since))
        return await self._intents(query)

    async def intents_of(self, community: Community, case: int) -> Sequence[Intent]:
        return await self._intents(select(INTENTS).where(*within(community, I), I.case == case))

    async def _intents(self, query: Select[tuple[object, ...]]) -> Sequence[Intent]:
        return [intent_of(row) for row in await self._reader.rows(query.order_by(I.seq))]

    async def appeals(
        self, community: Community, *, case: int | None = None, state: AppealState | None = None
    ) -> Sequence[Appeal]:
        query = select(APPEALS).where(*within(community, L))
        if case is not None:
            query = query.where(L.case == max(0, min(case, NUMBERS_END)))
        if state is not None:
            query = query.where(L.state == state)
        return [appeal_of(row) for row in await self._reader.rows(query.order_by(L.seq))]

    # ------------------------------------------------------------------ messages and verdicts

    async def handled(
        self, *, since: datetime, before: int | None = None
    ) -> AsyncIterator[tuple[Event, Verdict | None]]:
        query = (
            select(EVENTS, VERDICTS)
            .outerjoin(VERDICTS, SAME_MESSAGE)
            .where(E.at >= to_stamp(since), or_(~JUDGED, V.seq.is_not(None)))
        )
        if before is not None:
            query = query.where(or_(E.position.is_(None), E.position < before))
        async for row in self._reader.pages(query, E.seq):
            yield event_of(row), verdict_of(row) if row[V.seq] is not None else None

    async def positions(self, events: Sequence[Event]) -> Sequence[int | None]:
        """Where in their replayed file these events came first; None for one not journalled."""
        keys = [key_of(event) for event in events]
        first: dict[EventKey, int | None] = {}
        for platform, community in {key[:2] for key in keys}:
            ids = [key[2] for key in keys if key[:2] == (platform, community)]
            here = E.platform == platform, E.community == community, E.id.in_(ids)
            for row in await self._reader.rows(select(EVENTS).where(*here)):
                key = (platform, community, row[E.id], row[E.kind], row[E.revision])
                first[key] = row[E.position]
        return [first.get(key) for key in keys]

    async def latest(self, *, before: int) -> datetime | None:
        """The latest moment among a replayed file's events before that position."""
        query = select(func.max(E.at).label("latest")).where(E.position < before)
        row = await self._reader.first(query)
        return from_stamp(row["latest"]) if row and row["latest"] is not None else None

    async def unhandled(self) -> AsyncIterator[Event]:
        query = select(EVENTS).where(JUDGED, ~exists().where(SAME_MESSAGE), ~SET_ASIDE)
        async for row in self._reader.pages(query, E.seq):
            yield event_of(row)

    async def verdicts(
        self, *, community: Community | None = None
    ) -> AsyncIterator[tuple[Message, Verdict]]:
        """Every judged message with what was concluded, in journal order."""
        query = select(EVENTS, VERDICTS).join(VERDICTS, SAME_MESSAGE)
        async for row in self._reader.pages(query.where(SAID, *within(community, E)), E.seq):
            yield message_of(row), verdict_of(row)

    async def weighed(
        self, community: Community, *, since: datetime, risk: float, page: int = PAGE
    ) -> AsyncIterator[tuple[Message, Verdict]]:
        thought = or_(V.assessment.is_not(None), V.risk >= risk)
        recent = E.at >= to_stamp(since), SAID, thought, *within(community, E)
        keys = select(E.seq).join(VERDICTS, SAME_MESSAGE).where(*recent)
        query = select(EVENTS, VERDICTS).join(VERDICTS, SAME_MESSAGE)
        async for row in self._reader.keyed(keys, query, E.seq, page=page):
            yield message_of(row), verdict_of(row)

    async def prevented(self) -> dict[str, int]:
        """How many messages each person was spared by a measure in force."""
        count = func.count().label("count")
        query = select(V.target, count).where(V.prevented, V.target.is_not(None))
        rows = await self._reader.rows(query.group_by(V.target).order_by(V.target))
        return {row[V.target]: row["count"] for row in rows}

    async def message_text(self, community: Community, message: str, *, at: datetime) -> str | None:
        """The latest wording by that moment; None for an unknown or a forgotten message."""
        row = await self._said(community, message, at)
        return row[E.text] if row else None

    async def author(self, community: Community, message: str, *, at: datetime) -> Author | None:
        row = await self._said(community, message, at)
        return from_json(Author, row[E.profile]) if row and row[E.profile] else None

    async def _said(self, community: Community, message: str, at: datetime) -> RowMapping | None:
        query = select(E.text, E.profile).where(*within(community, E), E.id == message, JUDGED)
        known = query.where(E.at <= to_stamp(at)).order_by(E.at.desc(), E.seq)
        return await self._reader.first(known)

    async def verdict(self, community: Community, message: str, *, at: datetime) -> Verdict | None:
        query = select(VERDICTS).where(*within(community, V), V.message == message)
        row = await self._reader.first(query.where(V.at <= to_stamp(at)).order_by(V.at.desc()))
        return verdict_of(row) if row else None

    async def course(self, verdict: Verdict, *, since: datetime, limit: int) -> Sequence[Beat]:
        moments = E.at.between(to_stamp(since), to_stamp(verdict.at))
        query = (
            select(E.author, E.text, E.at, V.risk, V.escalation)
            .join(VERDICTS, SAME_MESSAGE)
            # In these words, for they are those of the index over kept texts.
            .where(E.text.is_not(None), *within(verdict.place.community, E), moments, JUDGED)
            .where(E.channel == verdict.place.channel, V.session == verdict.session)
            .order_by(E.at.desc(), E.seq.desc())
            .limit(limit)
        )
        return [beat_of(row) for row in reversed(await self._reader.rows(query))]

    async def dead_letters(self, community: Community | None = None) -> Sequence[DeadLetter]:
        query = select(DEAD_LETTERS).where(*within(community, D)).order_by(D.seq)
        return [dead_letter_of(row) for row in await self._reader.rows(query)]

    # ------------------------------------------------------------------ memory

    async def people(self, community: Community | None = None) -> AsyncIterator[PersonRecord]:
        async for row in self._reader.pages(select(PEOPLE).where(*within(community, P)), P.seq):
            yield person_of(row)

    async def sessions(self, *, community: Community | None = None) -> AsyncIterator[Session]:
        """In the order they began, the same in every run of the same chat."""
        query = select(SESSIONS).where(*within(community, S))
        keys = S.started_at, S.platform, S.community, S.id
        async for row in self._reader.pages(query, *keys):
            yield session_of(row)

    async def patterns(self) -> Sequence[LearnedPattern]:
        query = select(PATTERNS).where(~PATTERN.revoked).order_by(PATTERN.seq)
        return [pattern_of(row) for row in await self._reader.rows(query)]

    async def settings(
        self, community: Community | None = None, *, but: str | None = None
    ) -> Sequence[Setting]:
        """Leaves out those whose key begins with `but`."""
        query = select(SETTINGS).where(*within(community, SETTING)).order_by(SETTING.seq)
        if but:
            query = query.where(~SETTING.key.startswith(but, autoescape=True))
        return [setting_of(row) for row in await self._reader.rows(query)]

    async def setting(self, community: Community, key: str) -> str | None:
        here = *within(community, SETTING), SETTING.key == key
        row = await self._reader.first(select(SETTINGS).where(*here))
        return setting_of(row).value if row else None

    async def links(self) -> Sequence[Link]:
        """In the order they were made."""
        query = select(LINKS).order_by(K.linked_at, K.seq)
        return [link_of(row) for row in await self._reader.rows(query)]

    async def cursor(self, name: str) -> int:
        row = await self._reader.first(select(CURSORS).where(CURSORS.c.name == name))
        return row[CURSORS.c.position] if row else 0

    # ------------------------------------------------------------------ the audit and the file

    async def audit(self, community: Community | None = None) -> AsyncIterator[AuditLine]:
        async for row in self._reader.pages(select(AUDIT).where(*within(community, A)), A.seq):
            yield line_of(row)

    async def verify(self) -> int | None:
        """The first line of the audit that was altered or taken away; None where all hold."""
        query = select(SEQUENCE.c.seq).where(SEQUENCE.c.name == AUDIT.name)
        row = await self._reader.first(query)
        written = row[SEQUENCE.c.seq] if row else 0
        return await first_break(self._reader.pages(select(AUDIT), A.seq), written=written)

    async def flaws(self) -> Sequence[str]:
        """What a quick look through the whole file finds wrong with it."""
        return await self._reader.flaws()

    async def backup(self, target: Path) -> None:
        """Copy the database to `target` while the bot goes on writing."""
        await self._reader.backup(target)

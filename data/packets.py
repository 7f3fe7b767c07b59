"""What reasoners were shown about cases, as sealed rows and back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select

from data.cases import C, case_of
from data.encoding import from_json, from_stamp, to_json, to_stamp
from data.places import community_columns, community_in, within
from data.reader import Reader
from data.tables import CASES, PACKETS, Row
from data.vault import Vault
from engine.cases import Case, Ruling
from engine.events import Community
from engine.memory.rulings import is_harmful
from engine.packets import Briefing, KeptPacket
from engine.queries import Span
from engine.reasoning.calibration import Tried, model_key
from engine.reasoning.reliability import RULES, Found
from engine.track_record import is_havens_finding
from engine.verdict import Category, Counsel

K = PACKETS.c
# More and older rulings than these tell nothing new of a model.
MOST_TRIED = 5_000
ITS_CASE = (K.platform == C.platform) & (K.community == C.community) & (K.case == C.number)
ANOTHER_KEY = (
    "what was read about former cases is sealed with another key; to see it, put back the former"
    " haven.key or HAVEN_STATE__KEY (nothing of it is lost until its time is over)"
)


class KeptPackets:
    def __init__(self, reader: Reader, vault: Vault) -> None:
        self._reader = reader
        self._vault = vault

    async def of(self, community: Community, case: int) -> KeptPacket | None:
        query = select(PACKETS).where(*within(community, K), K.case == case)
        row = await self._reader.first(query)
        return packet_of(row, self._vault) if row else None

    async def since(self, moment: datetime, *, limit: int) -> Sequence[tuple[Case, KeptPacket]]:
        """Those of the latest cases since then, the newest first."""
        joined = select(CASES, PACKETS).join(PACKETS, ITS_CASE)
        recent = joined.where(C.opened_at >= to_stamp(moment))
        newest = recent.order_by(C.opened_at.desc(), C.seq.desc()).limit(limit)
        rows = await self._reader.rows(newest)
        return [(case_of(row), packet_of(row, self._vault)) for row in rows]

    async def tried(self) -> Sequence[Tried]:
        """What models said of cases that were ruled upon since; the latest of them."""
        joined = select(CASES, PACKETS).join(PACKETS, ITS_CASE)
        ruled = joined.where(
            K.harm.is_not(None), func.json_extract(C.body, "$.ruling").is_not(None)
        )
        rows = await self._reader.rows(ruled.order_by(C.opened_at.desc()).limit(MOST_TRIED))
        cases = ((case_of(row), row) for row in rows)
        return [
            _tried(row, case, case.ruling)
            for case, row in cases
            if case.ruling and is_havens_finding(case)
        ]

    async def found(self, community: Community, span: Span) -> Sequence[Found]:
        """What the rules, and the model that was asked, said of each case in that time."""
        joined = select(CASES, K.model, K.digest, K.harm, K.ruled, K.acts_from).join(
            PACKETS, ITS_CASE
        )
        inside = C.opened_at >= to_stamp(span.since), C.opened_at < to_stamp(span.until)
        query = joined.where(*within(community, C), *inside)
        return [each async for row in self._reader.pages(query, C.seq) for each in _found(row)]

    async def warnings(self) -> Sequence[str]:
        """What an operator should know where the newest words cannot be opened."""
        query = select(PACKETS).where(K.sealed.is_not(None)).order_by(K.seq.desc())
        row = await self._reader.first(query)
        is_foreign = row is not None and packet_of(row, self._vault).is_foreign
        return (ANOTHER_KEY,) if is_foreign else ()


def _tried(row: RowMapping, case: Case, ruling: Ruling) -> Tried:
    return Tried(
        model=model_key(row[K.model], row[K.digest]),
        harm=row[K.harm],
        harmful=is_harmful(case, ruling),
        by=case.ruled_by or "",
        at=case.opened_at,
    )


def _found(row: RowMapping) -> Iterator[Found]:
    case = case_of(row)
    if not is_havens_finding(case):
        return
    said = None if case.ruling is None else is_harmful(case, case.ruling)
    figures = {RULES: row[K.ruled]}
    if row[K.model] is not None:
        figures[model_key(row[K.model], row[K.digest])] = row[K.harm]
    for name, harm in figures.items():
        calls = harm >= row[K.acts_from]
        yield Found(name, harm, calls, said, case.ruled_by or "", case.opened_at)


def packet_row(packet: KeptPacket, vault: Vault) -> Row:
    counsel, briefing = packet.counsel, packet.briefing
    about = _about(packet.community, packet.case)
    return {
        **community_columns(packet.community),
        "case": packet.case,
        "oldest": to_stamp(packet.oldest),
        "speakers": to_json(packet.speakers),
        "reasoner": packet.reasoner,
        "prompt": packet.prompt,
        "ruled": packet.ruled,
        "category": packet.category,
        "acts_from": packet.acts_from,
        "model": counsel.model if counsel else None,
        "digest": counsel.digest if counsel else None,
        "harm": counsel.harm if counsel else None,
        "sealed": vault.close(to_json(briefing).encode(), about=about) if briefing else None,
    }


def packet_of(row: RowMapping, vault: Vault) -> KeptPacket:
    community, sealed = community_in(row, K), row[K.sealed]
    plain = vault.open(sealed, about=_about(community, row[K.case])) if sealed else None
    return KeptPacket(
        community=community,
        case=row[K.case],
        oldest=from_stamp(row[K.oldest]),
        speakers=from_json(tuple[tuple[str, str], ...], row[K.speakers]),
        reasoner=row[K.reasoner],
        prompt=row[K.prompt],
        ruled=row[K.ruled],
        category=Category(row[K.category]),
        acts_from=row[K.acts_from],
        counsel=_counsel_of(row),
        briefing=from_json(Briefing, plain.decode()) if plain else None,
        is_foreign=sealed is not None and plain is None,
    )


def fact_about(person: str, row: RowMapping, vault: Vault) -> Mapping[str, Any]:
    """What is in it of a person's own words; and what Haven saw in them, where it is about these.
    A part that two people go by tells of neither.
    """
    packet = packet_of(row, vault)
    parts = [part for part, who in packet.speakers if who == person]
    parts = [part for part in parts if [name for name, _ in packet.speakers].count(part) == 1]
    fact = {"case": packet.case, "oldest": packet.oldest.isoformat()}
    if packet.is_foreign:
        return {**fact, "sealed_with": "another key"}
    lines = packet.briefing.lines if packet.briefing else ()
    seen = [line.text for line in lines if line.part == "signal"] if "author" in parts else []
    return {**fact, "words": [line.text for line in lines if line.who in parts], "signs": seen}


def _counsel_of(row: RowMapping) -> Counsel | None:
    if row[K.model] is None:
        return None
    return Counsel(row[K.model], row[K.digest], row[K.prompt], row[K.harm], row[K.ruled])


def _about(community: Community, case: int) -> str:
    """Words that are moved to another case's row do not open there."""
    return f"{community}#{case}"

"""A replay's result as one JSON document, written row by row so that its length costs no memory."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from data.archive import Archive
from engine.cases import Case
from engine.events import Message
from engine.verdict import Session, Verdict

Row = dict[str, Any]
_OPTIONS = orjson.OPT_UTC_Z


async def write_document(archive: Archive, target: Path) -> None:
    """Write `target` whole or not at all: it appears under its name once it is complete."""
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with unfinished.open("wb") as stream:
            await _write(stream, archive)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


async def _write(stream: BinaryIO, archive: Archive) -> None:
    stream.write(b"{")
    await _array(stream, "messages", _messages(archive))
    await _array(stream, "predictions", _predictions(archive))
    await _array(stream, "sessions", _sessions(archive))
    await _array(stream, "decisions", _decisions(archive))
    await _array(stream, "cases", _cases(archive), last=True)
    stream.write(b"}\n")


def plain(value: object) -> object:
    """What orjson does not know: lengths of time as seconds, sets in order."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


async def _array(
    stream: BinaryIO, name: str, rows: AsyncIterator[Row], *, last: bool = False
) -> None:
    stream.write(f'"{name}":['.encode())
    first = True
    async for row in rows:
        stream.write(b"\n" if first else b",\n")
        stream.write(orjson.dumps(row, default=plain, option=_OPTIONS))
        first = False
    stream.write(b"\n]" if last else b"\n],\n")


async def _messages(archive: Archive) -> AsyncIterator[Row]:
    async for message, verdict in archive.verdicts():
        yield _message(message, verdict)


async def _predictions(archive: Archive) -> AsyncIterator[Row]:
    async for message, verdict in archive.verdicts():
        prediction = verdict.prediction
        yield {
            "message": message.id,
            "risk_score": prediction.risk_score,
            "category": prediction.category,
            "confidence": prediction.confidence,
            "language": prediction.language,
            "route": verdict.route,
            "prevented": verdict.prevented,
            "flags": prediction.flags,
            "signals": prediction.signals,
            "weights": prediction.weights,
            "precedents": prediction.precedents,
            "model": prediction.model,
        }


async def _sessions(archive: Archive) -> AsyncIterator[Row]:
    async for session in archive.sessions():
        yield _session(session)


async def _decisions(archive: Archive) -> AsyncIterator[Row]:
    async for message, verdict in archive.verdicts():
        if verdict.decision is None:
            continue
        decision = verdict.decision
        yield {
            "message": message.id,
            "author": verdict.author,
            "target": verdict.target,
            "actions": decision.actions,
            "rung": decision.rung,
            "category": decision.category,
            "harm_score": decision.harm_score,
            "reason": decision.reason,
            "evidence": decision.evidence,
            "mode": decision.mode,
            "policy": decision.policy,
            "needs_human": decision.needs_human,
            "proposal": decision.proposal,
            "elsewhere": {mode.value: said for mode, said in decision.elsewhere},
        }


async def _cases(archive: Archive) -> AsyncIterator[Row]:
    async for case in archive.cases():
        yield case_row(case)


def _message(message: Message, verdict: Verdict) -> Row:
    return {
        "id": message.id,
        "platform": message.place.community.platform,
        "community": message.place.community.id,
        "channel": message.place.channel,
        "thread": message.place.thread,
        "author": message.author.id,
        "author_name": message.author.name,
        "target": verdict.target,
        "time": message.sent_at,
        "origin": message.origin,
        "text": message.text,
        "session": verdict.session,
    }


def _session(session: Session) -> Row:
    return {
        "id": session.id,
        "place": str(session.place),
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "participants": session.participants,
        "message_count": session.message_count,
        "escalation_score": session.escalation_score,
        "harassment_flags": session.harassment_flags,
        "features": dict(session.features),
    }


def case_row(case: Case) -> Row:
    return {
        "number": case.number,
        "community": str(case.community),
        "place": str(case.place),
        "opened_at": case.opened_at,
        "message": case.message,
        "author": case.author,
        "accounts": case.accounts,
        "target": case.target,
        "category": case.category,
        "risk_score": case.risk_score,
        "harm_score": case.harm_score,
        "action": case.actions[0],
        "actions": case.actions,
        "rung": case.rung,
        "reason": case.reason,
        "evidence": case.evidence,
        "mode": case.mode,
        "policy": case.policy,
        "reasoner": case.reasoner,
        "model": case.model,
        "status": case.status,
        "outcome": case.outcome,
        "needs_human": case.needs_human,
        "proposal": case.proposal,
        "campaign": case.campaign,
        "expires_at": case.expires_at,
        "ruling": case.ruling,
        "ruled_by": case.ruled_by,
    }

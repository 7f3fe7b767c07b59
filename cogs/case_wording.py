"""What a card says of a case, part by part; other people's words come harmless and clipped."""

from collections.abc import Iterator
from datetime import datetime

import discord

from cogs.cards import done, headline, words_for
from cogs.harmless import harmless, spoilered
from engine.campaign_bans import unbanned
from engine.cases import Case, Ruling, Status
from engine.dossier import CaseView
from engine.events import Platform
from engine.verdict import Evidence, Mode, Polarity, Precedent

# Together they stay below the 4,000 characters of a message: see the test with all at its longest.
_WORDS, _REASON, _LINE, _NAME = 700, 400, 130, 40
_PEOPLE, _SIGNALS, _PRECEDENTS, _NOTES = 8, 4, 3, 2


def title(case: Case) -> str:
    return f"### Case {case.number} · {headline(case)}"


def parties(case: Case) -> str:
    towards = f" → {person(case, case.target)}" if case.target else ""
    who = _accounts(case) if len(case.accounts) > 1 else person(case, case.author)
    ordered = f" · ordered by {person(case, case.ordered_by)}" if case.ordered_by else ""
    return f"{who}{towards} {_where(case)} {on(case.opened_at)}{ordered}"


def person(case: Case, known_as: str) -> str:
    """Shown by Discord as their name; nobody is pinged, since no message of ours may mention."""
    if case.community.platform is Platform.DISCORD and _is_id(known_as):
        return f"<@{known_as}>"
    return f"**{harmless(known_as, longest=_NAME)}**"


def words(view: CaseView) -> str:
    if view.words:
        named = "" if view.case.place.channel else "Their name: "
        return named + spoilered(view.words, longest=_WORDS)
    return "-# The words are gone." if view.case.message else "-# It is about no message."


def why(case: Case) -> str:
    return f"**Why:** {harmless(case.reason, longest=_REASON)}"


def signals(case: Case) -> str:
    """What spoke for it besides what `why` says; empty where there is nothing more."""
    said = why(case)
    found = [
        harmless(each.text, longest=_LINE)
        for each in case.evidence
        if not _is_other(each) and harmless(each.text, longest=_REASON) not in said
    ]
    return "\n".join(("**Also:**", *(f"- {each}" for each in found[:_SIGNALS]))) if found else ""


def precedents(view: CaseView) -> str:
    known = view.verdict.prediction.precedents if view.verdict else ()
    lines = map(_precedent, known[:_PRECEDENTS])
    return "\n".join(("**Remembered:**", *lines)) if known else ""


def outcome(case: Case) -> str:
    under_way = " · under way" if case.status is Status.PENDING and not case.waits else ""
    return f"**Done:** {done(case, told=on)}{under_way}"


def ruling(case: Case) -> str:
    if case.status is Status.VOID and case.ruling is None:
        return f"**Void:** struck off by {person(case, case.ruled_by or 'haven')}"
    if case.ruling is None or case.ruled_by is None:
        return ""
    said = "Confirmed" if case.ruling is Ruling.CONFIRMED else "Reversed"
    return f"**{said}** by {person(case, case.ruled_by)}"


def asked(case: Case) -> str:
    if not case.needs_human or case.proposal is None or case.status is Status.EXPIRED:
        return ""
    if case.foretells:
        return (
            "**Asked of you:** have a look, and say whether it was worth one: Confirm, or Reverse. "
            "Neither does anything to anybody, and no words are remembered."
        )
    if case.mode is Mode.OBSERVE:
        return "**Asked of you:** was this right? Haven only observes here, and learns from it."
    ending = f" It lapses {on(case.expires_at)}." if case.waits and case.expires_at else ""
    wanted = words_for(case.proposal)
    return f"**Asked of you:** Confirm, and it is done: {wanted}. Reverse to dismiss it.{ending}"


def ban(case: Case) -> str:
    who = person(case, case.author)
    return f"Ban {who}? It replaces what case {case.number} did, and Reverse takes it back."


def crowd_ban(case: Case) -> str:
    """They are told singly how many: a number is all that a moderator can check at a glance."""
    count, number = len(unbanned(case)), case.number
    accounts = "1 account" if count == 1 else f"{count} accounts"
    return (
        f"Ban {accounts} of case {number}? It comes on top of what was done already, and Reverse "
        f"or `/undo` takes back all of it."
    )


def notes(case: Case) -> str:
    latest = case.notes[-_NOTES:]
    return "\n".join(
        f"-# Note by {person(case, note.by)}: {harmless(note.text, longest=_LINE)}"
        for note in latest
    )


def footer(case: Case) -> str:
    policy = harmless(case.policy, longest=_NAME)
    return (
        f"-# {case.mode} mode · harm {case.harm_score:.2f} · risk {case.risk_score:.2f} · {policy}"
    )


def on(moment: datetime) -> str:
    """Each reader sees it in their own time."""
    return discord.utils.format_dt(moment, "f")


def _precedent(precedent: Precedent) -> str:
    what = "harmful" if precedent.polarity is Polarity.HARMFUL else "fine"
    ended = harmless(precedent.ended, longest=_NAME)
    explained = harmless(precedent.explanation, longest=_LINE)
    return f"- {precedent.similarity:.0%} like one that was {what} ({ended}): {explained}"


def _is_other(evidence: Evidence) -> bool:
    """The message and the precedents have parts of their own."""
    return evidence.id.startswith(("message:", "precedent:"))


def _accounts(case: Case) -> str:
    shown = [person(case, account) for account in case.accounts[:_PEOPLE]]
    more = len(case.accounts) - len(shown)
    return f"{len(case.accounts)} accounts: " + ", ".join(shown) + (f", {more} more" * (more > 0))


def _where(case: Case) -> str:
    spot = case.place.thread or case.place.channel
    if not spot:
        return "by a name, in no channel,"
    if case.community.platform is Platform.DISCORD and _is_id(spot):
        return f"in <#{spot}>"
    return f"in {harmless(spot, longest=_NAME)}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def timeline(view: CaseView) -> Iterator[str]:
    """The last messages before the case, the newest at the end, each readable after a click."""
    for beat in view.course[-8:]:
        moment = discord.utils.format_dt(beat.at, "T")
        said = spoilered(beat.text, longest=300)
        yield f"{moment} {person(view.case, beat.author)}: {said}"

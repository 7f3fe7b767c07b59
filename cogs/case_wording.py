"""What a card says of a case, part by part; other people's words come harmless and clipped."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import discord

from cogs.cards import IN_DANGER, done, headline, is_crisis, joining, only_hidden, under, words_for
from cogs.harmless import harmless, spoilered
from engine.actions import Release
from engine.campaign_bans import unbanned
from engine.cases import Case, Ruling, Status
from engine.dossier import CaseView
from engine.events import Platform
from engine.holds import is_open, overruled, recommended
from engine.quantities import counted
from engine.verdict import Evidence, Mode, Polarity, Precedent

# Together they stay below the 4,000 characters of a message: see the test with all at its longest.
_WORDS, _REASON, _LINE, _NAME = 700, 400, 130, 40
_PEOPLE, _SIGNALS, _PRECEDENTS, _NOTES = 8, 4, 3, 2


def title(case: Case) -> str:
    return f"### {named(case)} · {headline(case)}"


def named(case: Case) -> str:
    """By its number, and for whoever reads it elsewhere by the channel whose number it is."""
    if case.community.platform is Platform.DISCORD:
        return f"Case {case.number}"
    return f"Case {case.number} of {_channel(case)}"


def _channel(case: Case) -> str:
    name = harmless(case.place.channel or case.community.id, longest=_NAME)
    return f"{name} on {case.community.platform.title()}"


def parties(view: CaseView) -> str:
    case = view.case
    towards = f" → {person(case, case.target)}" if case.target else ""
    who = _accounts(case) if len(case.accounts) > 1 else _author(view)
    ordered = f" · ordered by {person(case, case.ordered_by)}" if case.ordered_by else ""
    return f"{who}{towards} {_where(case)} {on(case.opened_at)}{ordered}"


def _author(view: CaseView) -> str:
    """Discord tells the name of its own people itself; others come with theirs and their number."""
    case = view.case
    if case.community.platform is Platform.DISCORD or not view.name:
        return person(case, case.author)
    name = harmless(view.name, longest=_NAME)
    return f"**{name}** ({harmless(case.author, longest=_NAME)})"


def person(case: Case, known_as: str) -> str:
    """Shown by Discord as their name; nobody is pinged, since no message of ours may mention.
    Who acts from Discord on another platform's cases is called so there.
    """
    of_discord = known_as
    if case.community.platform is not Platform.DISCORD:
        platform, _, of_discord = known_as.partition(":")
        of_discord = of_discord if platform == Platform.DISCORD else ""
    if _is_id(of_discord):
        return f"<@{of_discord}>"
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
    if is_crisis(case):
        return ""
    found = [
        harmless(each.text, longest=_LINE)
        for each in case.evidence
        if not _is_other(each) and harmless(each.text, longest=_REASON) not in said
    ]
    return "\n".join(("**Also:**", *(f"- {each}" for each in found[:_SIGNALS]))) if found else ""


def precedents(view: CaseView) -> str:
    harmful = view.verdict and not is_crisis(view.case)
    known = view.verdict.prediction.precedents if view.verdict and harmful else ()
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
    return f"**{_said(case)}** by {person(case, case.ruled_by)}"


def _said(case: Case) -> str:
    confirmed = case.ruling is Ruling.CONFIRMED
    if is_crisis(case):
        return "Seen" if confirmed else "Not a crisis, said"
    fate = recommended(case) if confirmed else overruled(case)
    if fate:
        return "Approved" if isinstance(fate, Release) else "Denied"
    return "Confirmed" if confirmed else "Reversed"


def asked(case: Case) -> str:
    if is_crisis(case):
        return f"**What you can do:** {IN_DANGER}{_offer_waits(case)}"
    if not case.needs_human or case.proposal is None or case.status is Status.EXPIRED:
        return ""
    if is_open(case):
        return "**Asked of you:** Approve lets the message through, Deny keeps it back for good."
    if case.foretells:
        return (
            "**Asked of you:** have a look, and say whether it was worth one: Confirm, or Reverse. "
            "Neither does anything to anybody, and no words are remembered."
        )
    if case.mode is Mode.OBSERVE:
        return "**Asked of you:** was this right? Haven only observes here, and learns from it."
    ending = f" It lapses {on(case.expires_at)}." if case.waits and case.expires_at else ""
    if case.gathers:
        return f"**Asked of you:** {_sides(case)}{ending}"
    wanted = words_for(case.proposal)
    return f"**Asked of you:** Confirm, and it is done: {wanted}. Reverse to dismiss it.{ending}"


def _sides(case: Case) -> str:
    """Whom a confirmation is about, and who is only named: nobody is banned as one of many."""
    sure, hidden = joining(case), only_hidden(case)
    unsure = [each for each in case.accounts if each not in {*sure, *hidden}]
    said = "look who attacks here and who defends. "
    if sure:
        said += f"Confirm, and those who take part are silenced: {_some(case, sure)}. "
    if hidden:
        said += f"Confirm, and words are hidden, no more, of: {_some(case, hidden)}. "
    if not sure and not hidden:
        said += "Confirm says that you have looked, and does nothing to anybody. "
    if unsure:
        said += f"Unsure, and left alone: {_some(case, unsure)}; act on them by name. "
    return f"{said}Reverse to dismiss it."


def _some(case: Case, people: Sequence[str]) -> str:
    shown = ", ".join(person(case, each) for each in people[:_PEOPLE])
    more = len(people) - _PEOPLE
    return f"{shown}, {more} more" if more > 0 else shown


def _offer_waits(case: Case) -> str:
    if case.mode is Mode.OBSERVE:
        return " Haven only observes here, so it has offered them nothing."
    return " *Seen* sends them the help lines." if case.waits else ""


def ban(case: Case) -> str:
    who = person(case, case.author)
    return f"Ban {who}? It replaces what {_called(case)} did, and Reverse takes it back."


def _called(case: Case) -> str:
    return named(case).replace("Case", "case", 1)


def crowd_ban(case: Case) -> str:
    """They are told singly how many: a number is all that a moderator can check at a glance."""
    count = len(unbanned(case))
    return (
        f"Ban {counted(count, 'account')} of {_called(case)}? It comes on top of what was done "
        f"already, and Reverse or `/undo` takes back all of it."
    )


def notes(case: Case) -> str:
    latest = case.notes[-_NOTES:]
    return "\n".join(
        f"-# Note by {person(case, note.by)}: {harmless(note.text, longest=_LINE)}"
        for note in latest
    )


def footer(case: Case) -> str:
    decided = harmless(under(case), longest=_NAME)
    if is_crisis(case):
        return f"-# {case.mode} mode · seen by moderators only · no strike · {decided}"
    figures = f"harm {case.harm_score:.0%} · risk {case.risk_score:.0%}"
    return f"-# {case.mode} mode · {figures} · {decided}"


def on(moment: datetime) -> str:
    """Each reader sees it in their own time."""
    return discord.utils.format_dt(moment, "f")


def _precedent(precedent: Precedent) -> str:
    what = "did harm" if precedent.polarity is Polarity.HARMFUL else "were fine"
    ended = harmless(precedent.ended, longest=_NAME)
    explained = harmless(precedent.explanation, longest=_LINE)
    return f"- {precedent.similarity:.0%} like words that {what} ({ended}): {explained}"


def _is_other(evidence: Evidence) -> bool:
    """The message and the precedents have parts of their own."""
    return evidence.id.startswith(("message:", "precedent:"))


def _accounts(case: Case) -> str:
    return f"{counted(len(case.accounts), 'account')}: {_some(case, case.accounts)}"


def _where(case: Case) -> str:
    spot = case.place.thread or case.place.channel
    if not spot:
        return "by a name, in no channel,"
    if case.community.platform is Platform.DISCORD and _is_id(spot):
        return f"in <#{spot}>"
    return f"in {_channel(case)}"


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def timeline(view: CaseView) -> Iterator[str]:
    """The last messages before the case, the newest at the end, each readable after a click."""
    for beat in view.course[-8:]:
        moment = discord.utils.format_dt(beat.at, "T")
        said = spoilered(beat.text, longest=300)
        yield f"{moment} {person(view.case, beat.author)}: {said}"

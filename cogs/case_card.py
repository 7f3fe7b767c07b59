"""A case as a card for moderators on Discord: text, picture and buttons, made of one value."""

from collections.abc import Iterator
from enum import StrEnum

import discord
from discord import ButtonStyle, ui

from cogs import case_wording as wording
from cogs.cards import is_crisis
from cogs.charts import FEWEST
from cogs.explanation import explanation, unopened
from cogs.packet_wording import reading
from engine.actions import LockDown, Unban
from engine.campaign_bans import is_campaign, unbanned
from engine.cases import Case, Ruling, Status
from engine.dossier import CaseView
from engine.events import Platform
from engine.holds import is_open
from engine.inquiry import Answer
from engine.packets import KeptPacket
from engine.policy.ladder import Rung

PICTURE = "course.png"
_ALT = "How heated the conversation was, message by message, up to this one"
_ENDED = {Status.UNDONE, Status.VOID}
_ASKING, _ACTED, _CALM, _CRISIS = (
    discord.Colour.gold(),
    discord.Colour.red(),
    discord.Colour.dark_grey(),
    discord.Colour.blue(),
)


class Verb(StrEnum):
    """What a button asks for; BAN asks whether one is sure, and BAN_NOW is the yes, BACK the no
    where the card itself was asked. APPROVE and DENY are for what a platform holds back. NEXT goes
    on to the case that waits behind this one, READ from an explanation to what was read for it.
    """

    CONFIRM = "confirm"
    REVERSE = "reverse"
    APPROVE = "approve"
    DENY = "deny"
    LIGHTER = "lighter"
    HARSHER = "harsher"
    BAN = "ban"
    BAN_NOW = "ban_now"
    BACK = "back"
    EXPLAIN = "explain"
    READ = "read"
    CONTEXT = "context"
    NEXT = "next"


# The Twitch channel is named where a case is of one, for its numbers are its own. The rung is the
# one that the reader sees; the card's own message is named where the button sits on another one.
PATTERN = (
    rf"haven:case:(?P<verb>{'|'.join(Verb)}):(?P<number>[0-9]{{1,9}})(?:@(?P<channel>[0-9]{{1,20}}))?"
    r":(?P<seen>[a-z0-9_]{0,40})(?::(?P<card>[0-9]{1,20}))?"
)


def custom_id(verb: Verb, case: Case, *, card: int | None = None) -> str:
    of = f"@{case.community.id}" if case.community.platform is Platform.TWITCH else ""
    return f"haven:case:{verb}:{case.number}{of}:{case.rung}" + (f":{card}" if card else "")


class Sheet(ui.LayoutView):
    """A message's whole content. No click is waited for: `CaseButton` hears them all, after a
    restart too, so discord.py need not keep each card that was ever sent.
    """

    def __init__(self, *parts: ui.Item["Sheet"], colour: discord.Colour = _CALM) -> None:
        super().__init__(timeout=None)
        self.add_item(ui.Container(*parts, accent_colour=colour))

    def is_dispatchable(self) -> bool:
        return False


def has_picture(view: CaseView) -> bool:
    return len(view.course) >= FEWEST


def card_of(view: CaseView, *, walking: bool = False) -> Sheet:
    """A view that `has_picture` is sent along with a file named PICTURE; `walking` is for whoever
    goes through the queue.
    """
    return Sheet(*_parts(view, walking=walking), colour=_colour(view.case))


def question_of(case: Case, *, card: int | None) -> Sheet:
    """Whether one is sure about a ban; the card that asked is edited after the yes. Without one it
    stands in the card's own place.
    """
    words = wording.crowd_ban(case) if is_campaign(case) else wording.ban(case)
    answers = ui.ActionRow(_button(Verb.BAN_NOW, case, "Yes, ban", ButtonStyle.danger, card=card))
    if card is None:
        answers.add_item(_button(Verb.BACK, case, "Back", ButtonStyle.secondary))
    return Sheet(ui.TextDisplay(words), answers, colour=_ACTED)


def explanation_of(view: CaseView) -> Sheet:
    told = [ui.TextDisplay[Sheet](words) for words in explanation(view)]
    if is_crisis(view.case) or not view.case.message or view.case.ordered_by:
        return Sheet(*told)
    read = _button(Verb.READ, view.case, "What was read", ButtonStyle.secondary)
    return Sheet(*told, ui.ActionRow(read))


def unopened_of(answer: Answer) -> Sheet:
    return Sheet(*map(ui.TextDisplay, unopened(answer)))


def reading_of(case: Case, packet: KeptPacket | None) -> Sheet:
    return Sheet(*map(ui.TextDisplay, reading(case, packet)))


def context_of(view: CaseView) -> Sheet:
    lines = list(wording.timeline(view))
    return Sheet(ui.TextDisplay("\n".join(lines) or "Nothing that was said around it is kept."))


def _parts(view: CaseView, *, walking: bool) -> Iterator[ui.Item[Sheet]]:
    case = view.case
    yield ui.TextDisplay(f"{wording.title(case)}\n{wording.parties(view)}")
    yield ui.TextDisplay(wording.words(view))
    yield ui.Separator()
    yield from _texts(wording.why(case), wording.signals(case), wording.precedents(view))
    if has_picture(view):
        item = discord.MediaGalleryItem(f"attachment://{PICTURE}", description=_ALT)
        yield ui.MediaGallery(item)
    yield ui.Separator()
    yield from _texts(
        wording.outcome(case),
        wording.ruling(case),
        wording.asked(case),
        wording.notes(case),
        wording.footer(case),
    )
    if case.status not in _ENDED:
        yield ui.ActionRow(*_rulings(case))
    yield ui.ActionRow(*_questions(case, walking=walking))


def _texts(*words: str) -> Iterator[ui.Item[Sheet]]:
    return (ui.TextDisplay(each) for each in words if each)


def _rulings(case: Case) -> Iterator[ui.Button[Sheet]]:
    if is_open(case):
        yield _button(Verb.APPROVE, case, "Approve", ButtonStyle.success)
        yield _button(Verb.DENY, case, "Deny", ButtonStyle.danger)
        return
    confirmed = case.ruling is Ruling.CONFIRMED
    if is_crisis(case):
        yield _button(Verb.CONFIRM, case, "Seen", ButtonStyle.success, useless=confirmed)
        yield _button(Verb.REVERSE, case, "Not a crisis", ButtonStyle.secondary)
        return
    yield _button(Verb.CONFIRM, case, "Confirm", ButtonStyle.success, useless=confirmed)
    lifted = isinstance(case.actions[0], Unban) and not case.waits
    yield _button(Verb.REVERSE, case, "Reverse", ButtonStyle.primary, useless=lifted)
    lowest, highest = not _can_step(case, -1), not _can_step(case, +1)
    yield _button(Verb.LIGHTER, case, "Lighter", ButtonStyle.secondary, useless=lowest)
    yield _button(Verb.HARSHER, case, "Harsher", ButtonStyle.secondary, useless=highest)
    yield _button(Verb.BAN, case, "Ban…", ButtonStyle.danger, useless=not _can_ban(case))


def _questions(case: Case, *, walking: bool) -> Iterator[ui.Button[Sheet]]:
    yield _button(Verb.EXPLAIN, case, "Explain", ButtonStyle.secondary)
    yield _button(Verb.CONTEXT, case, "More context", ButtonStyle.secondary)
    if walking:
        yield _button(Verb.NEXT, case, "Next open case", ButtonStyle.secondary)


def _button(
    verb: Verb,
    case: Case,
    label: str,
    style: ButtonStyle,
    *,
    useless: bool = False,
    card: int | None = None,
) -> ui.Button[Sheet]:
    return ui.Button(
        label=label, style=style, custom_id=custom_id(verb, case, card=card), disabled=useless
    )


def _can_step(case: Case, step: int) -> bool:
    rung = Rung.__members__.get(case.rung.upper())
    lapsed = case.status is Status.EXPIRED and (case.waits or step < 0)
    return rung is not None and rung + step in set(Rung) and _is_one(case) and not lapsed


def _can_ban(case: Case) -> bool:
    if is_campaign(case):
        return bool(unbanned(case))
    banned = (
        case.foretells or case.gathers or (case.rung.upper() == Rung.BAN.name and not case.waits)
    )
    return _is_one(case) and not banned and not isinstance(case.actions[0], Unban | LockDown)


def _is_one(case: Case) -> bool:
    return len(case.accounts) <= 1


def _colour(case: Case) -> discord.Colour:
    if case.status in {*_ENDED, Status.EXPIRED}:
        return _CALM
    if is_crisis(case):
        return _CRISIS
    return _ASKING if case.needs_human else _ACTED

"""What somebody is told of what is done to them on Discord, with a way to speak against it."""

from datetime import datetime

import discord
from discord import ui

from cogs.appeal_button import appeal_view
from cogs.harmless import harmless
from engine.actions import Ban, Kick, Mute, Order, Timeout, VoidWarning, Warn
from engine.apologies import Policies
from engine.cases import Case
from engine.desk import Desk
from engine.notices.phrasebook import Phrasebook
from engine.notices.shelf import phrasebook
from engine.sanctions import UNSAID

# Discord's names have at most 100; a moderator's reason at most 1,000, and escaped it may double.
_LONGEST_NAME, _LONGEST_REASON = 100, 1_000


class Letters:
    """In the language of the community that they come from."""

    def __init__(self, desk: Desk, policies: Policies) -> None:
        self._desk = desk
        self._policies = policies

    async def compose(
        self, order: Order, guild: discord.Guild, until: datetime | None
    ) -> tuple[str, ui.View | None]:
        """Raises StorageError where nobody can look the case up."""
        community = order.place.community
        policy = self._policies(community)
        book = phrasebook(policy.language)
        done = _done(book, order).format(
            server=harmless(guild.name, longest=_LONGEST_NAME),
            until=discord.utils.format_dt(until, "f") if until else "",
        )
        if isinstance(order.action, VoidWarning):
            return f"{done} {book.sorry}" if policy.apologise else done, None
        case = await self._desk.case(community, order.case)
        why, how = _why(book, case), book.how_to_appeal.format(case=order.case)
        return "\n".join(filter(None, (done, why, how))), appeal_view(book, community, order.case)


def _done(book: Phrasebook, order: Order) -> str:
    match order.action:
        case Timeout():
            return book.timed_out
        case Mute():
            return book.muted
        case Kick():
            return book.kicked
        case Ban():
            return book.banned
        case Warn():
            return book.warned
        case VoidWarning():
            return book.void
        case _:
            raise ValueError(f"nobody is told of {order.action.type}")


def _why(book: Phrasebook, case: Case | None) -> str:
    """A moderator's own words; what Haven found by itself is told without anybody's words."""
    if case is None:
        return ""
    if case.ordered_by and case.reason != UNSAID:
        return book.why.format(why=harmless(case.reason, longest=_LONGEST_REASON))
    reason = book.reasons.get(case.category, "")
    return book.why.format(why=reason) if reason else ""

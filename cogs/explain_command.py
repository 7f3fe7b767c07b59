"""`/explain`: how a case came about, or why none came of a message."""

from discord import app_commands

from cogs.asking import Interaction, admit, show
from cogs.case_card import Sheet, explanation_of, unopened_of
from cogs.channels import LOOKED_AFTER, ChannelName, Channels, suggest
from engine.authority import DeniedError
from engine.desk import Desk
from engine.events import Community, Power
from engine.inquiry import is_case_number
from engine.review import RefusedRulingError

# A link to a message has up to 100 characters.
Named = app_commands.Range[str, 1, 120]
_NAMED = "A case's number, or the id or link of a message"
Command = app_commands.Command[app_commands.Group, ..., None]


def explain_command(desk: Desk, channels: Channels) -> Command:
    @app_commands.command(description="Why something was done, or not, and what would change it")
    @app_commands.describe(case=_NAMED, channel=LOOKED_AFTER)
    async def explain(
        interaction: Interaction, case: Named, channel: ChannelName | None = None
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await channels.named(interaction, channel)
        await show(interaction, await explained(desk, where, case))

    suggest(explain, channels)
    return explain


async def explained(desk: Desk, where: Community, named: str) -> Sheet:
    """Raises DeniedError where neither such a case nor such a message is known there."""
    named = named.strip().removeprefix("#").rpartition("/")[2]
    if not is_case_number(named):
        return await message_explained(desk, where, named)
    view = await desk.explained(where, int(named))
    if view is None:
        raise RefusedRulingError(f"There is no case {int(named)} here.")
    return explanation_of(view)


async def message_explained(desk: Desk, where: Community, message: str) -> Sheet:
    """By its case, where there is one. Raises DeniedError where it is not known there."""
    answer = await desk.unanswered(where, message)
    if answer is None:
        raise DeniedError("Nothing is known here of a message like that.")
    case = await desk.about(where, message, by=answer.verdict.author)
    view = await desk.explained(where, case.number) if case else None
    return explanation_of(view) if view else unopened_of(answer)

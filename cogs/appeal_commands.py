"""Appeals: members speak against cases about them, and other moderators answer."""

from collections.abc import Iterator, Sequence

from discord import app_commands, ui

from cogs.appeal_button import appeal_button_for
from cogs.appeal_form import AppealForm
from cogs.asking import Interaction, admit, community_of, invoker, say, show
from cogs.case_card import Sheet
from cogs.case_commands import MODERATORS, CaseNumber, matter
from cogs.case_wording import on
from cogs.harmless import spoilered
from cogs.tree import HavenTree
from engine.apologies import Policies
from engine.appeals import Appeals
from engine.authority import DeniedError
from engine.cases import Appeal, AppealState, Case
from engine.desk import Desk
from engine.events import Community, Platform, Power, Standing
from engine.links import Links
from engine.notices.shelf import phrasebook

_AT_ONCE, _WORDS = 8, 400
_DECISIONS = [
    app_commands.Choice(name="The decision stands", value=AppealState.UPHELD.value),
    app_commands.Choice(name="It is taken back", value=AppealState.OVERTURNED.value),
]


def add_to(
    tree: HavenTree, desk: Desk, appeals: Appeals, *, policies: Policies, links: Links
) -> None:
    """`/appeal` and the button in letters for members, `/appeals list|answer` for moderators, who
    answer for the Twitch channels that belong to their server as well.
    """
    tree.client.add_dynamic_items(appeal_button_for(appeals, policies))
    tree.add_command(_appeal(appeals, policies))
    tree.add_command(AppealsCommands(desk, appeals, links))


def _appeal(
    appeals: Appeals, policies: Policies
) -> app_commands.Command[app_commands.Group, ..., None]:
    @app_commands.command(description="Speak against a case about you")
    @app_commands.describe(case="Its number, which stands in what you were told")
    async def appeal(interaction: Interaction, case: CaseNumber) -> None:
        invoker(interaction)
        where = community_of(interaction)
        book = phrasebook(policies(where).language)
        await interaction.response.send_modal(AppealForm(appeals, where, case, book=book))

    return appeal


class AppealsCommands(app_commands.Group):
    def __init__(self, desk: Desk, appeals: Appeals, links: Links) -> None:
        super().__init__(
            name="appeals", description="Answer members' appeals", default_permissions=MODERATORS
        )
        self._desk = desk
        self._appeals = appeals
        self._links = links

    @app_commands.command(name="list", description="Appeals that nobody has answered")
    async def list_waiting(self, interaction: Interaction) -> None:
        await admit(interaction, Power.REVIEW)
        here = community_of(interaction)
        places = (here, *self._links.homes.channels(here))
        waiting = [each for place in places for each in await self._appeals.waiting(place)]
        await show(interaction, Sheet(ui.TextDisplay("\n".join(_lines(waiting)))))

    @app_commands.command(description="Answer the open appeal of a case; the person is told")
    @app_commands.describe(
        case="The number of the case that is appealed",
        decision="Another moderator than the one who acted decides",
        answer="Words for the person, besides the decision",
        channel="The number of this server's Twitch channel, for an appeal from there",
    )
    @app_commands.choices(decision=_DECISIONS)
    async def answer(
        self,
        interaction: Interaction,
        case: CaseNumber,
        decision: str,
        answer: app_commands.Range[str, 0, 1_000] = "",
        channel: app_commands.Range[str, 0, 20] = "",
    ) -> None:
        by = await admit(interaction, Power.REVIEW)
        if channel:
            found, over = await self._matter_on_twitch(interaction, channel, case)
        else:
            found, over = await matter(interaction, self._desk, case)
        ends = AppealState(decision)
        await self._appeals.decide(found.community, case, ends, by=by, over=over, answer=answer)
        await say(interaction, f"The appeal of case {case} is {ends}, and the person is told.")

    async def _matter_on_twitch(
        self, interaction: Interaction, channel: str, number: int
    ) -> tuple[Case, Sequence[Standing]]:
        """Whoever Twitch lets Haven act on has no standing there, nor any here."""
        place = Community(Platform.TWITCH, channel.strip())
        if place not in self._links.homes.channels(community_of(interaction)):
            raise DeniedError("That Twitch channel does not belong to this server.")
        case = await self._desk.case(place, number)
        if case is None:
            raise DeniedError(f"There is no case {number} in that channel.")
        accounts = {case.author, *case.accounts}
        own = self._links.of(community_of(interaction), str(interaction.user.id))
        if own and own.viewer in accounts:
            raise DeniedError("Nobody acts in a case of their own.")
        return case, [Standing(id=each) for each in accounts]


def _lines(waiting: Sequence[Appeal]) -> Iterator[str]:
    yield "### Open appeals"
    if not waiting:
        yield "There is none."
    for each in waiting[:_AT_ONCE]:
        yield f"**Case {each.case}**{_whose(each)} · {on(each.opened_at)}"
        yield spoilered(each.text, longest=_WORDS)
    if len(waiting) > _AT_ONCE:
        yield f"-# {len(waiting) - _AT_ONCE} more; answer the oldest first."


def _whose(appeal: Appeal) -> str:
    if appeal.community.platform is Platform.DISCORD:
        return f" · <@{appeal.by}>"
    return f" in Twitch channel {appeal.community.id} · **{appeal.by}**"

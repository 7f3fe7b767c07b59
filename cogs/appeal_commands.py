"""Appeals: members speak against cases about them, and other moderators answer."""

from collections.abc import Iterator, Mapping, Sequence

from discord import app_commands, ui

from cogs.appeal_button import appeal_button_for
from cogs.appeal_form import AppealForm
from cogs.asking import Interaction, admit, community_of, invoker, say, show
from cogs.case_card import Sheet
from cogs.case_commands import MODERATORS, CaseNumber
from cogs.case_wording import on
from cogs.channels import LOOKED_AFTER, ChannelName, Channels, suggest
from cogs.harmless import harmless, spoilered
from cogs.matters import matter
from cogs.tree import HavenTree
from engine.apologies import Policies
from engine.appeals import Appeals
from engine.cases import Appeal, AppealState
from engine.desk import Desk
from engine.events import Community, Power
from engine.links import Links
from engine.notices.shelf import phrasebook

_AT_ONCE, _WORDS, _NAME = 8, 400, 40
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
        self._channels = Channels(links.homes, desk)
        suggest(self.answer, self._channels)

    @app_commands.command(name="list", description="Appeals that nobody has answered")
    async def list_waiting(self, interaction: Interaction) -> None:
        await admit(interaction, Power.REVIEW)
        here = community_of(interaction)
        names = {channel: name for name, channel in (await self._channels.of(here)).items()}
        waiting = [each for place in (here, *names) for each in await self._appeals.waiting(place)]
        waiting.sort(key=lambda appeal: appeal.opened_at)
        await show(interaction, Sheet(ui.TextDisplay("\n".join(_lines(waiting, names)))))

    @app_commands.command(description="Answer the open appeal of a case; the person is told")
    @app_commands.describe(
        case="The number of the case that is appealed",
        decision="Another moderator than the one who acted decides",
        answer="Words for the person, besides the decision",
        channel=LOOKED_AFTER,
    )
    @app_commands.choices(decision=_DECISIONS)
    async def answer(
        self,
        interaction: Interaction,
        case: CaseNumber,
        decision: str,
        answer: app_commands.Range[str, 0, 1_000] = "",
        channel: ChannelName | None = None,
    ) -> None:
        await admit(interaction, Power.REVIEW)
        where = await self._channels.named(interaction, channel)
        found = await matter(interaction, self._desk, where, case)
        by, over, ends = found.by, found.over, AppealState(decision)
        await self._appeals.decide(*found.key, ends, by=by, over=over, answer=answer)
        await say(interaction, f"The appeal of case {case} is {ends}, and the person is told.")


def _lines(waiting: Sequence[Appeal], names: Mapping[Community, str]) -> Iterator[str]:
    """`names` are those of the Twitch channels that are looked after from here."""
    yield "### Open appeals"
    if not waiting:
        yield "There is none."
    for each in waiting[:_AT_ONCE]:
        yield f"**Case {each.case}**{_whose(each, names)} · {on(each.opened_at)}"
        yield spoilered(each.text, longest=_WORDS)
    if len(waiting) > _AT_ONCE:
        yield f"-# {len(waiting) - _AT_ONCE} more; answer the oldest first."


def _whose(appeal: Appeal, names: Mapping[Community, str]) -> str:
    name = names.get(appeal.community)
    if name is None:
        return f" · <@{appeal.by}>"
    return f" of {harmless(name, longest=_NAME)} on Twitch · **{appeal.by}**"

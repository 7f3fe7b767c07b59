"""The commands that are typed into chat, put together over the house."""

from bot.choices import Choices
from bot.door import Door
from cogs.chat import ChatCommands
from cogs.chat_appeals import AppealCommands
from cogs.chat_cases import CaseCommands
from cogs.chat_links import LinkCommands
from cogs.chat_policy import PolicyCommands
from cogs.chat_protection import ProtectionCommands
from data.state import State
from engine.authority import Lacking
from engine.charter import Charter
from engine.clock import Clock
from engine.desk import Desk
from engine.text import Normalise


def chat_commands(
    state: State,
    choices: Choices,
    door: Door,
    *,
    desk: Desk,
    normalise: Normalise,
    clock: Clock,
    lacking: Lacking,
) -> ChatCommands:
    """Help names them in this order."""
    archive, policies, protections = state.archive, choices.policies, choices.protections
    charter = Charter(
        policies=policies,
        archive=archive,
        clock=clock,
        protected=protections.of,
        links=choices.linking.links,
        normalise=normalise,
    )
    return ChatCommands(
        PolicyCommands(charter=charter, archive=archive, lockdowns=door.lockdowns, lacking=lacking),
        CaseCommands(archive=archive, review=door.review, bans=door.chat_bans),
        AppealCommands(desk, door.appeals),
        ProtectionCommands(protections=protections, policies=policies, clock=clock),
        LinkCommands(choices.linking),
    )

"""The commands of a channel's chat before a real door, with one case that stands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from cogs.chat import ChatCommands
from cogs.chat_appeals import AppealCommands
from cogs.chat_cases import CaseCommands
from cogs.chat_links import LinkCommands
from cogs.chat_policy import PolicyCommands
from cogs.chat_protection import ProtectionCommands
from engine.actions import Timeout
from engine.authority import Lacking, nothing_lacks
from engine.cases import Case
from engine.charter import Charter
from engine.events import Author, Community, Place, Platform
from engine.policy.book import PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.protection import Protections
from tests.builders import author, decision, message, minutes
from tests.engine.door import Door, ScriptedEnforcer, desk_at, open_door
from tests.engine.linked import linking_at

CHANNEL = Place(Community(Platform.TWITCH, "mika"), "mikalive")
OAKLEY = author("oakley", is_moderator=True)
MIKA = author("mika", is_moderator=True)
TIMEOUT = Timeout(user="vex", duration=minutes(10))


@dataclass(frozen=True, kw_only=True)
class Chat:
    """`mika` broadcasts, `oakley` moderates, `vex` is who the case is about."""

    door: Door
    enforcer: ScriptedEnforcer
    commands: ChatCommands
    policies: PolicyBook
    protections: Protections

    async def say(self, words: str, *, by: Author = OAKLEY) -> str:
        answer = await self.commands.answer(CHANNEL, by, words)
        await self.door.dispatcher.drain()
        return answer

    async def case(self, number: int) -> Case:
        return await self.door.case(number, community=CHANNEL.community)

    @property
    def policy(self) -> CommunityPolicy:
        return self.policies.of(CHANNEL.community)


@asynccontextmanager
async def open_chat(folder: Path, *, lacking: Lacking = nothing_lacks) -> AsyncIterator[Chat]:
    enforcer = ScriptedEnforcer()
    async with open_door(folder, enforcer) as door:
        policies = PolicyBook(lambda _: CommunityPolicy(), ledger=door.ledger)
        protections = Protections(ledger=door.ledger)
        charter = Charter(policies=policies, archive=door.archive, clock=door.clock)
        commands = ChatCommands(
            PolicyCommands(
                charter=charter,
                archive=door.archive,
                lockdowns=door.lockdowns,
                lacking=lacking,
            ),
            CaseCommands(archive=door.archive, review=door.review, bans=door.chat_bans),
            AppealCommands(desk_at(door), door.appeals),
            ProtectionCommands(protections=protections, policies=policies, clock=door.clock),
            LinkCommands(linking_at(door).linking),
        )
        await door.act(message(place=CHANNEL), decision(TIMEOUT))
        yield Chat(
            door=door,
            enforcer=enforcer,
            commands=commands,
            policies=policies,
            protections=protections,
        )

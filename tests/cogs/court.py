"""A Discord server in process, with a real door behind the buttons of its cards."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, GuildHandle
from simcord.components import walk_components
from simcord.interactions import base_payload
from simcord.results import InteractionResult

from cogs.case_buttons import Services
from cogs.cases import add_to, post_card
from cogs.commands import Offices, tree_for
from engine.actions import Action, Timeout
from engine.cases import Case
from engine.changes import Changes, Journaled
from engine.events import Community, Place, Platform
from engine.homes import Homes
from engine.memory.patterns import PatternMemory
from tests.builders import decision, message, minutes, policy, verdict
from tests.cogs.offices import new_memory, offices_of
from tests.cogs.people import moderators, people_of
from tests.cogs.simulated import discord_of
from tests.engine.door import Door, ScriptedEnforcer, open_door
from tests.engine.linked import STAGE, Known, linking_at

BUTTON, TEXT, FORM = 2, 10, 9
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
# A card's buttons.
ACTING = ["Confirm", "Reverse", "Lighter", "Harsher", "Ban…"]
ASKING = ["Explain", "More context"]


@dataclass(frozen=True, kw_only=True)
class Court:
    """`oakley` and `hob` moderate, `vex` is who the cases are about, `mika` has no rights and
    `marshal` moderates above all of them.
    """

    env: simcord.Env
    guild: GuildHandle
    mod_log: ChannelHandle
    people: Mapping[str, MemberActor]
    door: Door
    enforcer: ScriptedEnforcer
    offices: Offices
    memory: PatternMemory
    known: Known

    @property
    def services(self) -> Services:
        return self.offices.cases

    @property
    def community(self) -> Community:
        return Community(Platform.DISCORD, str(self.guild.id))

    def id_of(self, person: str) -> str:
        return str(self.people[person].id)

    def timeout(self, person: str = "vex", length: float = 10) -> Timeout:
        return Timeout(user=self.id_of(person), duration=minutes(length))

    async def act(self, *actions: Action, by: str = "vex", **changes: object) -> discord.Message:
        """Haven acts on somebody's words; the card of it, once all calls are answered."""
        return await self.post((await self.open(*actions, by=by, **changes)).number)

    async def act_on(
        self, known_as: str, *actions: Action, by: str = "vex", **changes: object
    ) -> discord.Message:
        """On the words of a message that Discord knows by this id."""
        opened = await self.open(*actions, by=by, known_as=known_as, **changes)
        return await self.post(opened.number)

    async def open(
        self, *actions: Action, by: str = "vex", known_as: str = "", **changes: object
    ) -> Case:
        """As `act`, but nothing is shown."""
        place = Place(self.community, str(self.mod_log.id))
        at = self.door.clock.now()
        named = {"id": known_as} if known_as else {}
        said = message("get **lost**", by=self.id_of(by), place=place, at=at, **named)
        decided = decision(*(actions or (self.timeout(by),)), **changes)
        judged = verdict(said, decided, target=self.id_of("mika"))
        written = Changes(events=(Journaled(said),), verdicts=(judged,))
        opened = await self.door.moderator.carry_out(said, judged, policy(), written)
        assert opened is not None
        await self.door.dispatcher.drain()
        return opened

    async def post(self, number: int = 1) -> discord.Message:
        channel = self.env.bot.get_partial_messageable(self.mod_log.id)
        view = await self.services.desk.view(self.community, number)
        assert view is not None
        return await post_card(channel, view, self.services.painter)

    async def click(self, person: str, card: Any, label: str) -> InteractionResult:  # noqa: ANN401
        answer = await self.people[person].click(card, label=label)
        await self.door.dispatcher.drain()
        assert answer.acknowledged
        return answer

    async def slash(self, person: str, name: str, /, **options: object) -> InteractionResult:
        """Somebody enters a command, Discord's own limits aside; all its calls are answered."""
        self.let(person, name.split(maxsplit=1)[0])
        answer = await self.people[person].slash(self.mod_log, name, **options)
        return await self._answered(answer)

    async def say(self, person: str, words: str = "get lost") -> discord.Message:
        return await self.people[person].send(self.mod_log, words)

    async def menu(self, who: str, name: str, target: object) -> InteractionResult:
        """Somebody takes something of what is offered on a message or a person."""
        kind = USER_MENU if isinstance(target, MemberActor) else MESSAGE_MENU
        self.let(who, name, kind)
        answer = await self.people[who].context_menu(self.mod_log, name, target)  # type: ignore[arg-type]
        return await self._answered(answer)

    async def submit(self, who: str, form: InteractionResult, **values: str) -> InteractionResult:
        return await self._answered(await self.people[who].submit_modal(form, dict(values)))

    async def _answered(self, answer: InteractionResult) -> InteractionResult:
        await self.door.dispatcher.drain()
        assert answer.acknowledged
        return answer

    def let(self, person: str, command: str, kind: int = SLASH) -> None:
        """Let somebody enter a command, as a server's admins may: it is hidden from no one then."""
        known = self.env.backend.find_command(command, None, type=kind)
        assert known is not None
        self.guild.set_command_permissions(int(known["id"]), {self.people[person]: True})

    async def click_at_once(self, card: discord.Message, *clicks: tuple[str, str]) -> list[str]:
        """Each person's click comes before any of them is answered; what they are told."""
        told = []
        for person, label in clicks:
            record, payload = self._clicked(card, person, label)
            told.append(InteractionResult(self.env, record))
            self.env.backend.emit("INTERACTION_CREATE", payload)
        await self.env.settle()
        await self.door.dispatcher.drain()
        return [words for answer in told for words in said_in(answer)]

    def _clicked(self, card: discord.Message, person: str, label: str) -> tuple[Any, Any]:
        stored = self.env.backend.get_message(self.mod_log.id, card.id)
        (button,) = [each for each in buttons(stored.components) if each["label"] == label]
        record, payload = base_payload(
            self.env.backend,
            type=3,
            channel_id=self.mod_log.id,
            guild_id=self.guild.id,
            user_id=self.people[person].id,
            data={"custom_id": button["custom_id"], "component_type": BUTTON},
        )
        record.source_message_id = card.id
        shown = simcord.backend.serializers.message_payload(self.env.backend, stored)
        return record, {**payload, "message": dict(shown)}

    async def case(self, number: int = 1) -> Case:
        found = await self.door.archive.case(self.community, number)
        assert found is not None
        return found

    def text(self, card: discord.Message) -> str:
        return text_in(self.env.backend.get_message(self.mod_log.id, card.id).components)

    def files(self, card: discord.Message) -> list[str]:
        stored = self.env.backend.get_message(self.mod_log.id, card.id)
        return [each["filename"] for each in stored.attachments]

    def usable(self, card: discord.Message) -> list[str]:
        stored = self.env.backend.get_message(self.mod_log.id, card.id)
        return [each["label"] for each in buttons(stored.components) if not each.get("disabled")]

    @property
    def called(self) -> list[str]:
        return [order.action.type for order in self.enforcer.orders]

    async def forbid(self, role: str, **rights: bool) -> None:
        guild = self.env.bot.get_guild(self.guild.id)
        assert guild is not None
        (known,) = [each for each in guild.roles if each.name == role]
        left = discord.Permissions(known.permissions.value)
        left.update(**rights)
        await known.edit(permissions=left)
        await self.env.settle()

    def commands(self) -> list[dict[str, Any]]:
        """As Discord knows them."""
        (sync,) = [each for each in self.env.http_requests if each.path.endswith("/commands")]
        return list(sync.json)

    async def elsewhere(self) -> tuple[MemberActor, ChannelHandle]:
        """A moderator of another server, and a channel there."""
        guild = self.env.create_guild("elsewhere")
        channel = guild.create_text_channel("mod-log")
        boss = guild.add_member(self.env.create_user("boss"), roles=[moderators(guild)])
        await self.env.settle()
        return boss, channel

    def closed_channel(self, **rights: bool) -> ChannelHandle:
        """A channel that takes something from moderators; those above them keep it."""
        guild = self.env.bot.get_guild(self.guild.id)
        assert guild is not None
        (role,) = [each for each in guild.roles if each.name == "moderator"]
        return self.guild.create_text_channel(
            "closed", overwrites={role: discord.PermissionOverwrite(**rights)}
        )

    async def restart(self) -> None:
        client = new_client()
        await add_to(client, self.services)
        await self.env.restart_bot(client)
        tree_for(client, self.offices)

    def bodies(self) -> Iterator[dict[str, Any]]:
        """All messages written or changed, however they were sent."""
        for request in self.env.http_requests:
            body = request.json if isinstance(request.json, dict) else {}
            is_form = "callback" in request.path and body.get("type") == FORM
            body = body.get("data") or body if "callback" in request.path else body
            if not is_form and {"content", "components", "embeds"} & body.keys():
                yield body


def buttons(components: Iterable[Any]) -> Iterator[Any]:
    return (each for each in walk_components(components) if each["type"] == BUTTON)


def text_in(components: Iterable[Any]) -> str:
    found = (each["content"] for each in walk_components(components) if each["type"] == TEXT)
    return "\n".join(found)


def buttons_in(answer: InteractionResult) -> list[str]:
    """What an answer offers to click."""
    assert answer.response is not None
    shown = buttons(answer.response.components)
    return [each["label"] for each in shown if not each.get("disabled")]


def said_in(answer: InteractionResult) -> list[str]:
    """What one person alone was told."""
    filled = [answer.response] if answer.response and answer.response.ephemeral else []
    told = {each.id: each for each in (*filled, *answer.followups)}
    assert all(each.ephemeral for each in told.values())
    return [each.content or text_in(each.components) for each in told.values()]


def new_client() -> discord.Client:
    # Without mentions switched off for all it sends: our own messages must see to that.
    return discord.Client(intents=discord.Intents(guilds=True, members=True))


@asynccontextmanager
async def open_court(folder: Path, *, channels: Sequence[Community] = ()) -> AsyncIterator[Court]:
    """`channels` are looked after by its moderators as well."""
    enforcer, client = ScriptedEnforcer(), new_client()
    async with open_door(folder, enforcer) as door:
        memory = new_memory()
        # Filled once there is a server.
        mod_logs: dict[str, str] = {}
        homes, linked_homes = dict[Community, Community](), dict[Community, Community]()
        known = linking_at(door, homes=Homes(linked_homes))
        offices = offices_of(door, memory, mod_logs, homes, known)
        await add_to(client, offices.cases)
        async with discord_of(client) as env:
            # simcord takes the place of Discord only now, and a tree keeps what it finds.
            await tree_for(client, offices).sync()
            guild = env.create_guild()
            mod_log = guild.create_text_channel("mod-log")
            mod_logs[str(guild.id)] = str(mod_log.id)
            server = Community(Platform.DISCORD, str(guild.id))
            homes |= dict.fromkeys(channels, server)
            linked_homes |= {STAGE: server, **homes}
            yield Court(
                env=env,
                guild=guild,
                mod_log=mod_log,
                people=people_of(env, guild),
                door=door,
                enforcer=enforcer,
                offices=offices,
                memory=memory,
                known=known,
            )

"""What Haven can do in a Discord server, found out by looking and by really trying."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import discord
from discord.abc import GuildChannel

from cogs.asking import NOBODY, Interaction
from engine.authority import DeniedError
from engine.policy.community import CommunityPolicy
from engine.verdict import Mode

RIGHTS = {
    "View Channels": (discord.Permissions(view_channel=True), "to read what is written"),
    "Send Messages": (discord.Permissions(send_messages=True), "to tell moderators"),
    "Attach Files": (discord.Permissions(attach_files=True), "to show how a talk heated up"),
    "Read Message History": (
        discord.Permissions(read_message_history=True),
        "to find what is to be hidden",
    ),
    "Manage Messages": (discord.Permissions(manage_messages=True), "to hide messages"),
    "Timeout Members": (discord.Permissions(moderate_members=True), "to time people out"),
    "Manage Roles": (discord.Permissions(manage_roles=True), "to mute"),
    "Kick Members": (discord.Permissions(kick_members=True), "to kick"),
    "Ban Members": (discord.Permissions(ban_members=True), "to ban and unban"),
    "Manage Channels": (discord.Permissions(manage_channels=True), "to slow channels down"),
    "Manage Threads": (discord.Permissions(manage_threads=True), "to lock threads"),
    "Manage Server": (discord.Permissions(manage_guild=True), "to lock the server down"),
}
_TRIAL = "Haven tries out whether it can write here; this message goes at once."
_NOT_YET = "Haven cannot act by itself here yet. Mend this first, or choose another mode:"
_NO_ROOM = "Haven cannot show cases there, so nothing has changed:"
# Names beyond this many say no more.
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """`fix` says what to do where it does not hold; Haven can act without what is not `vital`."""

    what: str
    fix: str = ""
    vital: bool = True

    @property
    def holds(self) -> bool:
        return not self.fix


async def proofs_of(
    client: discord.Client, guild: discord.Guild, *, mod_log: str, nonce: str
) -> tuple[Proof, ...]:
    """`mod_log` is a channel's id or empty; `nonce` keeps the trial from being sent twice."""
    return (
        *_intents(client.intents),
        *_rights(guild.me.guild_permissions),
        _position(guild),
        await _mod_log(guild, mod_log, nonce=nonce),
    )


async def require_proofs(
    interaction: Interaction,
    guild: discord.Guild,
    present: CommunityPolicy,
    coming: CommunityPolicy,
) -> Sequence[Proof]:
    """Haven may act by itself only where it can, and show cases only where it can write.

    What else is not as it should be is handed back.

    Raises:
        DeniedError: naming what is to be mended first.
    """
    nonce = str(interaction.id)
    if coming.mode is Mode.ENFORCE and present.mode is not Mode.ENFORCE:
        proofs = await proofs_of(interaction.client, guild, mod_log=coming.mod_log, nonce=nonce)
        lacking, refusal = _lacking(proofs), _NOT_YET
    elif coming.mod_log and coming.mod_log != present.mod_log:
        proofs = (await _mod_log(guild, coming.mod_log, nonce=nonce),)
        lacking, refusal = _lacking(proofs), _NO_ROOM
    else:
        return ()
    if lacking:
        raise DeniedError("\n".join((refusal, *map(told, lacking))))
    return [proof for proof in proofs if not proof.holds]


def told(proof: Proof) -> str:
    if proof.holds:
        return f"✅ {proof.what}"
    return f"{'❌' if proof.vital else '⚠️'} {proof.what}: {proof.fix}"


def _lacking(proofs: Iterable[Proof]) -> list[Proof]:
    return [proof for proof in proofs if proof.vital and not proof.holds]


def _intents(intents: discord.Intents) -> Iterator[Proof]:
    """Discord ends the connection of a client that asks for one without leave: it has what it is
    connected with.
    """
    members = "" if intents.members else "switch on Server Members Intent in the developer portal"
    yield Proof("Server Members Intent", members)
    content = (
        ""
        if intents.message_content
        else "without it Haven reads only what mentions it; switch it on in the developer portal "
        "and set discord.message_content = true in bot.toml"
    )
    yield Proof("Message Content Intent", content, vital=False)


def _rights(mine: discord.Permissions) -> Iterator[Proof]:
    for name, (right, purpose) in RIGHTS.items():
        fix = "" if mine.is_superset(right) else f"give it to Haven's role, {purpose}"
        yield Proof(f'Right "{name}"', fix)


def _position(guild: discord.Guild) -> Proof:
    """A bot acts on nobody whose highest role is not below its own."""
    mine = guild.me.top_role
    if mine.is_default():
        return Proof("Position of Haven's role", "give Haven a role of its own, above the members'")
    above = [role for role in guild.roles if role >= mine and role != mine]
    if not above:
        return Proof("Position of Haven's role")
    names = ", ".join(role.mention for role in reversed(above[-_MOST_NAMES:]))
    more = f" and {len(above) - _MOST_NAMES} more" if len(above) > _MOST_NAMES else ""
    fix = f"Haven cannot act on members with {names}{more}: drag its role above theirs"
    return Proof("Position of Haven's role", fix, vital=False)


async def _mod_log(guild: discord.Guild, chosen: str, *, nonce: str) -> Proof:
    """Rights in a channel can be had from so many sides that only trying tells."""
    what = "Channel for moderators"
    if not chosen:
        return Proof(what, "choose one by `/setup`")
    channel = guild.get_channel_or_thread(int(chosen))
    if not isinstance(channel, discord.abc.Messageable):
        return Proof(what, f"Haven sees no channel {chosen} to write in: let it see that channel")
    try:
        trial = await channel.send(_TRIAL, nonce=nonce, allowed_mentions=NOBODY)
        await trial.delete()
    except discord.HTTPException:
        return Proof(what, f"let Haven see <#{chosen}> and send messages there")
    if _is_public(channel):
        fix = f"everybody can read <#{chosen}>, and a case names people: choose a private one"
        return Proof(what, fix, vital=False)
    return Proof(what)


def _is_public(channel: discord.abc.Messageable) -> bool:
    """A private thread is for those who are in it."""
    if not isinstance(channel, GuildChannel):
        return False
    return channel.permissions_for(channel.guild.default_role).view_channel

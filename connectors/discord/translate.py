"""What happens on Discord, in the engine's words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import discord
from discord.components import Component, TextDisplay

from connectors.base import addressed, happened
from engine.events import (
    Author,
    Community,
    MemberJoined,
    Message,
    MessageDeleted,
    MessageEdited,
    Origin,
    Place,
    Platform,
)

# All other kinds are Discord's own notices. An AutoMod alert even names its victim as the author.
_SPOKEN = frozenset(
    {
        discord.MessageType.default,
        discord.MessageType.reply,
        discord.MessageType.chat_input_command,
        discord.MessageType.context_menu_command,
    }
)
# An edit is told at once, or after a lost connection, which Discord keeps for some minutes.
_RECENT = timedelta(minutes=10)
_MODERATES = ("moderate_members", "ban_members", "manage_messages")


def message_of(
    message: discord.Message, *, at: datetime, speaker: Author | None = None
) -> Message | None:
    """None for notices of Discord's own, for direct messages and for answers still to come.

    It is heard `at` that moment; `speaker` is who has an application speak for them, where it is
    not the application's own word.
    """
    if message.guild is None or message.type not in _SPOKEN or message.flags.loading:
        return None
    author = speaker or author_of(message.author, is_webhook=message.webhook_id is not None)
    replied_to = _replied_to(message)
    return Message(
        id=str(message.id),
        place=place_of(message.guild, message.channel.id),
        author=author,
        text=words_of(message),
        sent_at=happened(message.created_at, now=at),
        targets=addressed(
            author.id,
            replied_to=str(replied_to.author.id) if replied_to else None,
            mentions=[str(person.id) for person in message.mentions],
        ),
        reply_to=_reply_to(message),
        attachments=tuple(_attachments(message)),
        origin=_origin(message),
    )


def invoker_of(message: discord.Message) -> discord.User | None:
    """Who called up an application that this server has not let in: it is theirs, so they speak."""
    metadata = message.interaction_metadata
    return metadata.user if metadata and not metadata.is_guild_integration() else None


def update_of(
    after: discord.Message,
    before: discord.Message | None,
    *,
    at: datetime,
    speaker: Author | None = None,
) -> Message | MessageEdited | None:
    """None unless there are new words: Discord also calls it an update to pin or to unfurl a link.

    `before` is None for a message that is not cached.
    """
    message = message_of(after, at=at, speaker=speaker)
    if message and before and before.flags.loading:
        # An application's answer, announced before: it counts as posted, not as edited.
        return message
    if message is None or after.edited_at is None or not _is_new(after, before, at):
        return None
    edited_at = happened(after.edited_at, now=at)
    edited = replace(message, origin=Origin.EDIT, sent_at=after.created_at)
    return MessageEdited(edited, edited_at)


def _is_new(after: discord.Message, before: discord.Message | None, at: datetime) -> bool:
    if before is None:
        # A pin leaves the moment of the last edit as it was.
        return after.edited_at is not None and at - after.edited_at < _RECENT
    if words_of(before) != words_of(after):
        return True
    return not set(_attachments(after)) <= set(_attachments(before))


def deletion_of(guild: discord.Guild, channel: int, message: int, at: datetime) -> MessageDeleted:
    return MessageDeleted(str(message), place_of(guild, channel), at)


def join_of(member: discord.Member, at: datetime) -> MemberJoined:
    """Heard of `at` that moment. Whoever comes back joins another time."""
    joined_at = happened(member.joined_at or at, now=at)
    return MemberJoined(
        f"{member.id}~{joined_at.timestamp():.3f}",
        community_of(member.guild),
        author_of(member),
        joined_at,
    )


def place_of(guild: discord.Guild, channel: int) -> Place:
    """Where the channel or thread with this id is."""
    thread = guild.get_thread(channel)
    if thread is None:
        return Place(community_of(guild), str(channel))
    return Place(community_of(guild), str(thread.parent_id), str(channel))


def author_of(person: discord.Member | discord.User, *, is_webhook: bool = False) -> Author:
    member = person if isinstance(person, discord.Member) else None
    roles = member.roles if member else ()
    return Author(
        id=str(person.id),
        name=person.display_name,
        account_created_at=person.created_at,
        joined_at=member.joined_at if member else None,
        roles=frozenset(str(role.id) for role in roles if not role.is_default()),
        is_moderator=member is not None and _moderates(member),
        is_bot=person.bot or is_webhook,
    )


def words_of(message: discord.Message) -> str:
    """All that a reader sees as text: what was written, shown, or forwarded, and a poll."""
    return "\n".join(filter(None, _pieces(message)))


def _pieces(message: discord.Message) -> Iterator[str | None]:
    yield message.content
    # What hangs on a person's message is the look of a link; a bot may say everything that way.
    if message.author.bot or message.webhook_id:
        # discord.py knows no components where the payload says nothing of them.
        yield from _shown(message.embeds, getattr(message, "components", ()))
    for snapshot in message.message_snapshots:
        yield snapshot.content
        yield from _shown(snapshot.embeds, snapshot.components)
    if message.poll:
        yield message.poll.question
        yield from (answer.text for answer in message.poll.answers)


def _shown(
    embeds: Iterable[discord.Embed], components: Iterable[Component]
) -> Iterator[str | None]:
    for embed in embeds:
        if embed.type == "rich":
            yield from _embedded(embed)
    yield from _displayed(components)


def _embedded(embed: discord.Embed) -> Iterator[str | None]:
    yield from (embed.author.name, embed.title, embed.description)
    for field in embed.fields:
        yield from (field.name, field.value)
    yield embed.footer.text


def _displayed(components: Iterable[Component]) -> Iterator[str]:
    for component in components:
        if isinstance(component, TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


def _attachments(message: discord.Message) -> Iterator[str]:
    forwarded = (file for snapshot in message.message_snapshots for file in snapshot.attachments)
    for file in (*message.attachments, *forwarded):
        yield file.description or file.title or file.filename


def _origin(message: discord.Message) -> Origin:
    if message.poll:
        return Origin.POLL
    return Origin.FORWARD if message.message_snapshots else Origin.POST


def _reply_to(message: discord.Message) -> str | None:
    """A forward also refers to a message, but does not answer it."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return None
    return str(message.reference.message_id)


def _replied_to(message: discord.Message) -> discord.Message | None:
    reply = message.reference if _reply_to(message) else None
    answered = reply and reply.resolved
    return answered if isinstance(answered, discord.Message) else None


def _moderates(member: discord.Member) -> bool:
    """The owner has every permission, and so have administrators."""
    rights = member.guild_permissions
    return any(getattr(rights, right) for right in _MODERATES)


def community_of(guild: discord.Guild) -> Community:
    return Community(Platform.DISCORD, str(guild.id))

"""Twitch's events in the engine's words: what people write, and who comes along with whom."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import twitchio

from connectors.base import addressed, happened
from engine.events import (
    Author,
    Community,
    Message,
    MessageDeleted,
    Origin,
    Place,
    Platform,
    PlatformRaid,
)

_MODERATING = frozenset({"broadcaster", "moderator", "lead_moderator"})
# Names of emotes are no words (they trip the rule for capitals), and so are cheers and GIFs.
_SPOKEN = frozenset({"text", "mention"})
# How a line typed as "/me waves" comes.
_ACTION, _END_OF_ACTION = "\x01ACTION ", "\x01"

Notice = (
    twitchio.ChatMessage
    | twitchio.ChatMessageDelete
    | twitchio.ChatNotification
    | twitchio.ChannelRaid
    | twitchio.AutomodMessageHold
    | twitchio.ChannelModerate
    | twitchio.SuspiciousUserMessage
    | twitchio.SuspiciousUserUpdate
    | twitchio.ChannelWarningAcknowledge
    | twitchio.ChannelUnbanRequest
    | twitchio.ShieldModeBegin
    | twitchio.ShieldModeEnd
)


def message_of(chat: twitchio.ChatMessage, *, now: datetime) -> Message:
    return Message(
        id=chat.id,
        place=place_of(chat.broadcaster),
        # Whoever moderates the channel that a guest comes from is no stranger either.
        author=author_of(chat.chatter, (*chat.badges, *chat.source_badges)),
        text=words_of(chat.fragments),
        sent_at=moment_of(chat, now=now),
        targets=_addressed(chat.chatter, chat.fragments, chat.reply),
        reply_to=chat.reply.parent_message_id if chat.reply else None,
    )


def notice_of(notice: twitchio.ChatNotification, *, now: datetime) -> Message:
    """What somebody wrote along with an announcement, a subscription and the like."""
    return Message(
        id=notice.id,
        place=place_of(notice.broadcaster),
        author=author_of(notice.chatter, notice.badges),
        text=words_of(notice.fragments),
        sent_at=moment_of(notice, now=now),
        targets=_addressed(notice.chatter, notice.fragments),
    )


def held_message_of(
    hold: twitchio.AutomodMessageHold, *, moderates: bool, now: datetime
) -> Message:
    """Under the id that it will have in chat, if a moderator lets it through."""
    return Message(
        id=hold.message_id,
        place=place_of(hold.broadcaster),
        author=replace(author_of(hold.user), is_moderator=moderates),
        text=words_of(hold.fragments),
        sent_at=moment_of(hold, now=now),
        targets=_addressed(hold.user, hold.fragments),
        origin=Origin.AUTOMOD_HOLD,
    )


def deletion_of(deletion: twitchio.ChatMessageDelete, *, now: datetime) -> MessageDeleted:
    return MessageDeleted(
        id=deletion.message_id,
        place=place_of(deletion.broadcaster),
        deleted_at=moment_of(deletion, now=now),
    )


def raid_of(raid: twitchio.ChannelRaid, *, now: datetime) -> PlatformRaid:
    origin = raid.from_broadcaster
    return PlatformRaid(
        id=name_of(raid, now=now),
        place=place_of(raid.to_broadcaster),
        origin_name=origin.name or origin.id,
        size=raid.viewer_count,
        raided_at=moment_of(raid, now=now),
    )


def guest_from(chat: twitchio.ChatMessage) -> str | None:
    """The channel whose chat a message of a shared chat was written in, where it is another."""
    source = chat.source_broadcaster
    return source.id if source and source.id != chat.broadcaster.id else None


def is_guests(notice: twitchio.ChatNotification) -> bool:
    """Of another channel in a shared chat; which one, the library drops."""
    return notice.notice_type.startswith("shared_chat_")


def place_of(broadcaster: twitchio.PartialUser) -> Place:
    community = Community(Platform.TWITCH, broadcaster.id)
    return Place(community, broadcaster.name or broadcaster.id)


def author_of(
    chatter: twitchio.PartialUser, badges: Iterable[twitchio.ChatMessageBadge] = ()
) -> Author:
    roles = frozenset(badge.set_id for badge in badges)
    return Author(
        id=chatter.id,
        name=chatter.display_name or chatter.id,
        roles=roles,
        is_moderator=bool(roles & _MODERATING),
    )


def words_of(fragments: Sequence[twitchio.ChatMessageFragment]) -> str:
    spoken = "".join(part.text if part.type in _SPOKEN else " " for part in fragments)
    if spoken.startswith(_ACTION):
        spoken = spoken.removeprefix(_ACTION).removesuffix(_END_OF_ACTION)
    return " ".join(spoken.split())


def moment_of(notice: Notice, *, now: datetime) -> datetime:
    return happened(notice.timestamp or now, now=now)


def name_of(notice: Notice, *, now: datetime) -> str:
    """For what has no id of its own: a notification that comes again has the same one."""
    if notice.metadata:
        return notice.metadata.message_id
    return f"{type(notice).__name__}~{moment_of(notice, now=now).timestamp():.6f}"


def _addressed(
    chatter: twitchio.PartialUser,
    fragments: Sequence[twitchio.ChatMessageFragment],
    reply: twitchio.ChatMessageReply | None = None,
) -> tuple[str, ...]:
    return addressed(
        chatter.id,
        replied_to=reply.parent_user.id if reply else None,
        mentions=(part.mention.id for part in fragments if part.mention),
    )

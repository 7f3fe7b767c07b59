"""Twitch's events in the engine's words."""

from collections.abc import Iterable
from datetime import UTC, datetime

import twitchio

from connectors.base import addressed
from engine.events import (
    Author,
    Community,
    Message,
    MessageDeleted,
    Place,
    Platform,
    PlatformRaid,
)

_MODERATING = frozenset({"broadcaster", "moderator", "lead_moderator"})
# Names of emotes are no words (they trip the rule for capitals), and so are cheers and GIFs.
_SPOKEN = frozenset({"text", "mention"})

_Notice = twitchio.ChatMessage | twitchio.ChatMessageDelete | twitchio.ChannelRaid


def message_of(chat: twitchio.ChatMessage) -> Message:
    return Message(
        id=chat.id,
        place=_place(chat.broadcaster),
        author=_author(chat.chatter, chat.badges),
        text=_words(chat),
        sent_at=_moment(chat),
        targets=addressed(
            chat.chatter.id,
            replied_to=chat.reply.parent_user.id if chat.reply else None,
            mentions=(person.id for person in chat.mentions),
        ),
        reply_to=chat.reply.parent_message_id if chat.reply else None,
    )


def deletion_of(deletion: twitchio.ChatMessageDelete) -> MessageDeleted:
    return MessageDeleted(
        id=deletion.message_id, place=_place(deletion.broadcaster), deleted_at=_moment(deletion)
    )


def raid_of(raid: twitchio.ChannelRaid) -> PlatformRaid:
    moment = _moment(raid)
    origin = raid.from_broadcaster
    # A raid has no id of its own; a notification that comes again has the same one.
    notification = raid.metadata.message_id if raid.metadata else f"{origin.id}~{moment}"
    return PlatformRaid(
        id=notification,
        place=_place(raid.to_broadcaster),
        origin_name=origin.name or origin.id,
        size=raid.viewer_count,
        raided_at=moment,
    )


def _place(broadcaster: twitchio.PartialUser) -> Place:
    community = Community(Platform.TWITCH, broadcaster.id)
    return Place(community, broadcaster.name or broadcaster.id)


def _author(chatter: twitchio.PartialUser, badges: Iterable[twitchio.ChatMessageBadge]) -> Author:
    roles = frozenset(badge.set_id for badge in badges)
    return Author(
        id=chatter.id,
        name=chatter.display_name or chatter.id,
        roles=roles,
        is_moderator=bool(roles & _MODERATING),
    )


def _words(chat: twitchio.ChatMessage) -> str:
    spoken = "".join(part.text if part.type in _SPOKEN else " " for part in chat.fragments)
    return " ".join(spoken.split())


def _moment(notice: _Notice) -> datetime:
    return notice.timestamp or datetime.now(UTC)

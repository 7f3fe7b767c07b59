"""What happened on a platform: frozen values with string ids and aware UTC times."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


class Platform(StrEnum):
    DISCORD = "discord"
    TWITCH = "twitch"
    CONSOLE = "console"


class Origin(StrEnum):
    """Where a message's words came from."""

    POST = "post"
    EDIT = "edit"
    FORWARD = "forward"
    POLL = "poll"
    THREAD_TITLE = "thread_title"
    THREAD_RENAME = "thread_rename"
    AUTOMOD_HOLD = "automod_hold"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Community:
    """One Discord server or one Twitch channel's community: the border nothing crosses."""

    platform: Platform
    id: str

    def __str__(self) -> str:
        # Several times for every message, and an enum is slow to format.
        return self.platform + ":" + self.id

    @property
    def owner(self) -> str | None:
        """Whose it is, where its id says so: a channel on Twitch has its broadcaster's."""
        return self.id if self.platform is Platform.TWITCH else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens; events of one place keep their order."""

    community: Community
    channel: str
    thread: str | None = None

    def __str__(self) -> str:
        place = f"{self.community}/{self.channel}"
        return f"{place}/{self.thread}" if self.thread else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    id: str
    name: str
    account_created_at: datetime | None = None
    joined_at: datetime | None = None
    roles: frozenset[str] = frozenset()
    is_moderator: bool = False
    is_bot: bool = False


class Power(StrEnum):
    """What a platform lets somebody do to others in a community; REVIEW rules upon cases."""

    WARN = "warn"
    HIDE = "hide"
    TIMEOUT = "timeout"
    MUTE = "mute"
    KICK = "kick"
    BAN = "ban"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Somebody's standing in a community at this very moment, as its platform has it.

    `rank` is that of the highest role, 0 without any and for whoever is not there (any more). The
    owner may do everything, whatever `may` says.
    """

    id: str
    rank: int = 0
    is_owner: bool = False
    may: frozenset[Power] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance. `targets` are the ids it addresses: the replied-to author, then mentions."""

    id: str
    place: Place
    author: Author
    text: str
    sent_at: datetime
    targets: tuple[str, ...] = ()
    reply_to: str | None = None
    attachments: tuple[str, ...] = ()
    origin: Origin = Origin.POST


@dataclass(frozen=True, slots=True)
class MessageEdited:
    """A message whose words changed; `message.origin` is EDIT and its id is the old one's."""

    message: Message
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class MessageDeleted:
    id: str
    place: Place
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class MemberJoined:
    id: str
    community: Community
    author: Author
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class MemberNamed:
    """Somebody came in, or goes from now on, by the name of `author`; it was said to nobody."""

    id: str
    community: Community
    author: Author
    named_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRaid:
    """A raid as the platform itself announces it: viewers sent over by another streamer."""

    id: str
    place: Place
    origin_name: str
    size: int
    raided_at: datetime


class Deed(StrEnum):
    """What is done to a person, a message or a channel on the platform itself."""

    WARN = "warn"
    ACKNOWLEDGE = "acknowledge"
    DELETE = "delete"
    TIMEOUT = "timeout"
    UNTIMEOUT = "untimeout"
    BAN = "ban"
    UNBAN = "unban"
    KEEP_BANNED = "keep_banned"
    APPROVE = "approve"
    DENY = "deny"
    LAPSE = "lapse"
    SHIELD = "shield"
    UNSHIELD = "unshield"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformDeed:
    """Something that was done, and not by Haven. `by` is empty where the platform did it itself;
    `user` and `message` are whom and what it was done to. LAPSE: nobody ruled on a held message.
    """

    id: str
    place: Place
    deed: Deed
    by: str
    done_at: datetime
    user: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFlagged:
    """What the platform thinks of an account in a community: 0 nothing, 1 all but certain that
    somebody banned is back.
    """

    id: str
    place: Place
    user: str
    suspicion: float
    flagged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbanRequested:
    """Somebody asks, by the platform's own form, to be let in again."""

    id: str
    place: Place
    author: Author
    text: str
    requested_at: datetime


Event = (
    Message
    | MessageEdited
    | MessageDeleted
    | MemberJoined
    | MemberNamed
    | PlatformRaid
    | PlatformDeed
    | AccountFlagged
    | UnbanRequested
)


def moment_of(event: Event) -> datetime:
    match event:
        case Message():
            return event.sent_at
        case MessageEdited():
            return event.edited_at
        case MessageDeleted():
            return event.deleted_at
        case MemberJoined():
            return event.joined_at
        case MemberNamed():
            return event.named_at
        case PlatformRaid():
            return event.raided_at
        case PlatformDeed():
            return event.done_at
        case AccountFlagged():
            return event.flagged_at
        case UnbanRequested():
            return event.requested_at
        case _:
            assert_never(event)


def community_of(event: Event) -> Community:
    match event:
        case Message() | MessageDeleted() | PlatformRaid():
            return event.place.community
        case PlatformDeed() | AccountFlagged() | UnbanRequested():
            return event.place.community
        case MessageEdited():
            return event.message.place.community
        case MemberJoined() | MemberNamed():
            return event.community
        case _:
            assert_never(event)


def id_of(event: Event) -> str:
    """The id under which an event is delivered once; an edit is another event than its post."""
    match event:
        case Message() | MemberJoined() | MemberNamed() | PlatformRaid():
            return event.id
        case PlatformDeed() | AccountFlagged() | UnbanRequested():
            return event.id
        case MessageEdited():
            return f"{event.message.id}~{event.edited_at.timestamp():.6f}"
        case MessageDeleted():
            return f"{event.id}~deleted"
        case _:
            assert_never(event)


def delivery_of(event: Event) -> str:
    """Names a delivery: platforms deliver at least once, so the same name may come again."""
    return f"{community_of(event)}|{type(event).__name__}|{id_of(event)}"

"""Who is there: accounts with their tokens, channels with their moderators, bans and messages."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.servers.twitch.shapes import BOT, CHANNEL, Json, unban_request_shape

CLIENT = "client"
APP_TOKEN = "app-access"
BOT_TOKEN = "bot-access"
REFRESH_TOKEN = "bot-refresh"
EVERY_SCOPE = (
    "user:read:chat",
    "user:write:chat",
    "user:bot",
    "user:read:moderated_channels",
    "moderator:manage:automod",
    "moderator:manage:banned_users",
    "moderator:manage:blocked_terms",
    "moderator:manage:chat_messages",
    "moderator:manage:chat_settings",
    "moderator:manage:shield_mode",
    "moderator:manage:unban_requests",
    "moderator:manage:warnings",
    "moderator:read:chatters",
    "moderator:read:followers",
    "moderator:read:moderators",
    "moderator:read:suspicious_users",
    "moderator:read:vips",
    "channel:bot",
)


@dataclass(slots=True)
class Ban:
    until: datetime | None = None


@dataclass(slots=True)
class ChatLine:
    author: str
    sent_at: datetime


@dataclass
class World:
    """Changed by calls as well as by tests, before their eyes."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    owners: dict[str, str] = field(default_factory=dict)
    scopes: defaultdict[str, tuple[str, ...]] = field(
        default_factory=lambda: defaultdict(lambda: EVERY_SCOPE)
    )
    expires_in: int = 14_000
    logins: dict[str, str] = field(
        default_factory=lambda: {BOT: "haven", CHANNEL: "mikalive", "200": "ada"}
    )
    moderators: defaultdict[str, set[str]] = field(
        default_factory=lambda: defaultdict(lambda: {BOT})
    )
    authorised: set[str] = field(default_factory=lambda: {BOT, CHANNEL})
    bans: dict[tuple[str, str], Ban] = field(default_factory=dict)
    lines: dict[str, ChatLine] = field(default_factory=dict)
    settings: Json = field(
        default_factory=lambda: {"slow_mode": False, "slow_mode_wait_time": None}
    )
    shield: bool = False
    held: set[str] = field(default_factory=lambda: {"m1"})
    requests: dict[str, Json] = field(default_factory=lambda: {"r1": unban_request_shape("r1")})

    def __post_init__(self) -> None:
        self.owners |= {BOT_TOKEN: BOT, "renewed-access": BOT, "streamer-access": CHANNEL}
        self.lines["m1"] = ChatLine("200", self.now())

    def moderates(self, user: str, channel: str) -> bool:
        return user == channel or user in self.moderators[channel]

    def let_in(self, channel: str, user: str) -> None:
        """Whoever is let in asks for nothing more: a request that nobody answered is dropped."""
        self.bans.pop((channel, user), None)
        for request in self.requests.values():
            if request["user_id"] == user and request["status"] == "pending":
                request["status"] = "canceled"

    def is_banned(self, user: str, channel: str) -> bool:
        ban = self.bans.get((channel, user))
        return ban is not None and (ban.until is None or ban.until > self.now())

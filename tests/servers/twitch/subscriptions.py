"""EventSub's subscriptions: what may be asked for, by whom, and how many."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from tests.servers.twitch.exchange import Answer, Call, Refused
from tests.servers.twitch.shapes import Json, moment_now
from tests.servers.twitch.world import APP_TOKEN, World

PER_SOCKET = 300
SOCKETS = 3
MOST_COST = 10

OF_READER = ("broadcaster_user_id", "user_id")
OF_MODERATOR = ("broadcaster_user_id", "moderator_user_id")
READS = ("user:read:chat",)


@dataclass(frozen=True, slots=True)
class Kind:
    version: str
    condition: tuple[str, ...]
    scopes: tuple[str, ...] = ()


KINDS = {
    "channel.chat.message": Kind("1", OF_READER, READS),
    "channel.chat.message_delete": Kind("1", OF_READER, READS),
    "channel.chat.notification": Kind("1", OF_READER, READS),
    "channel.chat_settings.update": Kind("1", OF_READER, READS),
    "channel.raid": Kind("1", ("to_broadcaster_user_id",)),
    "channel.moderate": Kind("2", OF_MODERATOR, ("moderator:manage:banned_users",)),
    "automod.message.hold": Kind("2", OF_MODERATOR, ("moderator:manage:automod",)),
    "automod.message.update": Kind("2", OF_MODERATOR, ("moderator:manage:automod",)),
    "channel.suspicious_user.message": Kind(
        "1", OF_MODERATOR, ("moderator:read:suspicious_users",)
    ),
    "channel.suspicious_user.update": Kind("1", OF_MODERATOR, ("moderator:read:suspicious_users",)),
    "channel.warning.acknowledge": Kind("1", OF_MODERATOR, ("moderator:manage:warnings",)),
    "channel.unban_request.create": Kind("1", OF_MODERATOR, ("moderator:manage:unban_requests",)),
    "channel.unban_request.resolve": Kind("1", OF_MODERATOR, ("moderator:manage:unban_requests",)),
    "channel.shield_mode.begin": Kind("1", OF_MODERATOR, ("moderator:manage:shield_mode",)),
    "channel.shield_mode.end": Kind("1", OF_MODERATOR, ("moderator:manage:shield_mode",)),
}


class Subscriptions:
    """`known` holds all by their id; those of a lost socket stay there with another status."""

    def __init__(self, world: World, *, is_open: Callable[[str], bool]) -> None:
        self.known: dict[str, Json] = {}
        self.created: Callable[[Json], None] = lambda _: None
        self._world = world
        self._is_open = is_open

    def create(self, call: Call) -> Answer:
        asked = call.body
        kind = KINDS.get(asked["type"])
        if kind is None or asked["version"] != kind.version:
            raise Refused(400, "invalid subscription type and version")
        self._check_condition(call, kind)
        self._check_transport(call)
        self._check_unknown(asked)
        made = {
            "id": str(uuid4()),
            "status": "enabled",
            "created_at": moment_now(),
            "cost": self._cost(asked["condition"]),
            **asked,
        }
        if self.total_cost + made["cost"] > MOST_COST:
            raise Refused(429, "subscription total cost exceeded")
        self.known[made["id"]] = made
        self.created(made)
        return Answer(202, self._listed([made]))

    def show(self, call: Call) -> Answer:
        chosen = [each for each in self.known.values() if self._is_asked_for(each, call)]
        return Answer(body=self._listed(chosen) | {"pagination": {}})

    def delete(self, call: Call) -> Answer:
        if self.known.pop(call.query["id"], None) is None:
            raise Refused(404, "subscription not found")
        return Answer(204)

    def of_socket(self, session: str) -> list[Json]:
        return [
            each
            for each in self.known.values()
            if each["transport"].get("session_id") == session and each["status"] == "enabled"
        ]

    def move(self, old: str, new: str) -> None:
        for each in self.of_socket(old):
            each["transport"] = each["transport"] | {"session_id": new}

    def end_all_of(self, session: str) -> None:
        for each in self.of_socket(session):
            each["status"] = "websocket_disconnected"

    @property
    def enabled(self) -> list[Json]:
        return [each for each in self.known.values() if each["status"] == "enabled"]

    @property
    def total_cost(self) -> int:
        return sum(each["cost"] for each in self.enabled)

    def _check_condition(self, call: Call, kind: Kind) -> None:
        condition = {name: value for name, value in call.body["condition"].items() if value}
        if set(condition) != set(kind.condition):
            raise Refused(400, f"condition needs {', '.join(kind.condition)}")
        user = self._world.owners.get(call.token)
        subject = condition.get("user_id") or condition.get("moderator_user_id")
        if user and subject and subject != user:
            raise Refused(400, "the user in the condition must be the token's")
        scopes = self._world.scopes[call.token]
        if user and kind.scopes and not set(kind.scopes) & set(scopes):
            raise Refused(403, "subscription missing proper authorization")
        channel = condition.get("broadcaster_user_id", "")
        if not user and subject and not self._may_hear(str(subject), channel):
            raise Refused(403, "subscription missing proper authorization")
        if "moderator_user_id" in condition and not self._world.moderates(str(subject), channel):
            raise Refused(403, "subscription missing proper authorization")

    def _may_hear(self, bot: str, channel: str) -> bool:
        """For the application: the bot and the streamer consented, or the bot moderates."""
        moderates = self._world.moderates(bot, channel)
        return bot in self._world.authorised and (moderates or channel in self._world.authorised)

    def _check_transport(self, call: Call) -> None:
        transport = call.body["transport"]
        if transport["method"] == "conduit":
            if call.token != APP_TOKEN:
                raise Refused(401, "conduits need the application's token")
            return
        if call.token == APP_TOKEN:
            raise Refused(400, "websocket subscriptions need a user's token")
        session = transport["session_id"]
        if not self._is_open(session):
            raise Refused(400, "session does not exist or has already disconnected")
        sessions = {each["transport"].get("session_id") for each in self.enabled} | {session}
        if len(sessions) > SOCKETS:
            raise Refused(429, "number of websocket transports limit exceeded")
        if len(self.of_socket(session)) >= PER_SOCKET:
            raise Refused(429, "number of subscriptions per websocket exceeded")

    def _check_unknown(self, asked: Json) -> None:
        for each in self.enabled:
            if all(each[part] == asked[part] for part in ("type", "condition", "transport")):
                raise Refused(409, f"subscription already exists id={each['id']}")

    def _cost(self, condition: Json) -> int:
        """Nothing where one of those it is about has let the application in."""
        return 0 if self._world.authorised & set(condition.values()) else 1

    def _is_asked_for(self, each: Json, call: Call) -> bool:
        status = call.query.get("status")
        conduit = call.query.get("conduit_id")
        if conduit and each["transport"].get("conduit_id") != conduit:
            return False
        return not status or each["status"] == status

    def _listed(self, chosen: list[Json]) -> Json:
        totals = {"total": len(chosen), "total_cost": self.total_cost}
        return {"data": chosen, **totals, "max_total_cost": MOST_COST}

"""Helix calls of a moderator, refused for the reasons Twitch has."""

from datetime import timedelta
from uuid import uuid4

from tests.servers.discord.markup import live
from tests.servers.twitch.exchange import Answer, Call, Refused
from tests.servers.twitch.limits import ChatLines
from tests.servers.twitch.shapes import Json, moment_now
from tests.servers.twitch.world import Ban, World

LONGEST_TIMEOUT = 1_209_600
LONGEST_TEXT = 500
DELETABLE = timedelta(hours=6)


class Moderation:
    def __init__(self, world: World, lines: ChatLines) -> None:
        self._world = world
        self._lines = lines

    def ban(self, call: Call) -> Answer:
        channel, asked = call.query["broadcaster_id"], call.body["data"]
        user, seconds = asked["user_id"], asked.get("duration")
        kind = "banned" if seconds is None else "put in a timeout"
        if self._world.moderates(user, channel):
            raise Refused(400, f"The user specified in the user_id field may not be {kind}.")
        if seconds is not None and not 1 <= seconds <= LONGEST_TIMEOUT:
            raise Refused(400, "The value in the duration field is not valid.")
        _limit(asked.get("reason", ""), "reason")
        standing = self._world.bans.get((channel, user))
        if standing and standing.until is None:
            raise Refused(400, "The user specified in the user_id field is already banned.")
        until = self._world.now() + timedelta(seconds=seconds) if seconds else None
        self._world.bans[channel, user] = Ban(until)
        return _only(_sanction(call, user) | {"end_time": until.isoformat() if until else None})

    def unban(self, call: Call) -> Answer:
        channel, user = call.query["broadcaster_id"], call.query["user_id"]
        if not self._world.is_banned(user, channel):
            raise Refused(400, "The user specified in the user_id query parameter is not banned.")
        self._world.let_in(channel, user)
        return Answer(204)

    def requests(self, call: Call) -> Answer:
        """Those who ask to be let in again; `resolve` answers one of them."""
        wanted = {name: call.query[name] for name in ("status", "user_id") if name in call.query}
        shown = [
            each
            for each in self._world.requests.values()
            if all(each[name] == value for name, value in wanted.items())
        ]
        return Answer(body={"data": shown, "pagination": {}})

    def resolve(self, call: Call) -> Answer:
        request = self._world.requests.get(call.query["unban_request_id"])
        if request is None:
            raise Refused(404, "The unban request was not found.")
        if request["status"] != "pending":
            raise Refused(400, "The unban request has already been resolved.")
        text = call.query.get("resolution_text", "")
        _limit(text, "resolution_text")
        request |= {"status": call.query["status"], "resolution_text": text}
        if call.query["status"] == "approved":
            self._world.let_in(call.query["broadcaster_id"], request["user_id"])
        return _only(request)

    def warn(self, call: Call) -> Answer:
        channel, asked = call.query["broadcaster_id"], call.body["data"]
        if self._world.moderates(asked["user_id"], channel):
            raise Refused(400, "The user specified in the user_id field may not be warned.")
        if not asked.get("reason"):
            raise Refused(400, "The reason field is required.")
        _limit(asked["reason"], "reason")
        return _only(_sanction(call, asked["user_id"]) | {"reason": asked["reason"]})

    def delete(self, call: Call) -> Answer:
        """Without an id the whole chat is cleared, as on Twitch."""
        named = call.query.get("message_id")
        if not named:
            self._world.lines.clear()
            return Answer(204)
        line = self._world.lines.get(named)
        if line is None or line.sent_at < self._world.now() - DELETABLE:
            raise Refused(404, "The ID in message_id was not found, or is over 6 hours old.")
        channel = call.query["broadcaster_id"]
        if self._world.moderates(line.author, channel):
            raise Refused(400, "You may not delete another moderator's messages.")
        del self._world.lines[named]
        return Answer(204)

    def settings(self, call: Call) -> Answer:
        if call.method == "PATCH":
            _check_settings(call.body)
            self._world.settings |= call.body
        usual = {"follower_mode": False, "subscriber_mode": False, "emote_mode": False}
        whose = {"broadcaster_id": call.query["broadcaster_id"], "unique_chat_mode": False}
        return _only(usual | whose | self._world.settings)

    def shield(self, call: Call) -> Answer:
        if call.method == "PUT":
            self._world.shield = call.body["is_active"]
        names = {"moderator_login": "haven", "moderator_name": "Haven"}
        whose = {"moderator_id": call.query["moderator_id"], **names}
        return _only(whose | {"is_active": self._world.shield, "last_activated_at": None})

    def automod(self, call: Call) -> Answer:
        """A held message is let through, or never shown."""
        if call.body["action"] not in {"ALLOW", "DENY"}:
            raise Refused(400, "The value in the action field is not valid.")
        if call.body["msg_id"] not in self._world.held:
            raise Refused(404, "The message specified in the msg_id field was not found.")
        self._world.held.remove(call.body["msg_id"])
        return Answer(204)

    def say(self, call: Call) -> Answer:
        sender, channel = call.body["sender_id"], call.body["broadcaster_id"]
        _limit(call.body["message"], "message")
        if live(call.body["message"]):
            raise Refused(400, "The message holds signs that end a line or turn it round.")
        if not self._lines.has_room(sender, moderates=self._world.moderates(sender, channel)):
            raise Refused(429, "too many chat messages")
        return _only({"message_id": str(uuid4()), "is_sent": True})

    def moderated(self, call: Call) -> Answer:
        user = call.query["user_id"]
        channels = [name for name in self._world.logins if user in self._world.moderators[name]]
        shown = [
            {
                "broadcaster_id": channel,
                "broadcaster_login": self._world.logins[channel],
                "broadcaster_name": self._world.logins[channel],
            }
            for channel in channels
            if channel != user
        ]
        return Answer(body={"data": shown, "pagination": {}})


def _check_settings(asked: Json) -> None:
    """A duration may stand only beside a mode that is switched on."""
    for mode, value, least, most in (
        ("slow_mode", "slow_mode_wait_time", 3, 120),
        ("follower_mode", "follower_mode_duration", 0, 129_600),
    ):
        if value in asked and not (asked.get(mode) and least <= asked[value] <= most):
            raise Refused(400, f"The value in {value} is not valid.")


def _limit(text: str, name: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise Refused(400, f"The length of the string in the {name} field is too long.")


def _only(found: Json) -> Answer:
    return Answer(body={"data": [found]})


def _sanction(call: Call, user: str) -> Json:
    whose = {key: call.query[key] for key in ("broadcaster_id", "moderator_id")}
    return whose | {"user_id": user, "created_at": moment_now()}

"""Helix: who may call what, and which part of the server answers."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.twitch.conduits import Conduits
from tests.servers.twitch.exchange import Answer, Call, Refused
from tests.servers.twitch.limits import Points
from tests.servers.twitch.moderation import Moderation
from tests.servers.twitch.shapes import NOBODY, user_shape
from tests.servers.twitch.subscriptions import Subscriptions
from tests.servers.twitch.world import APP_TOKEN, CLIENT, World

BANS = ("moderator:manage:banned_users",)
REQUESTS = ("moderator:manage:unban_requests",)
SETTINGS = ("moderator:manage:chat_settings",)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`as_user` names the parameter that must be the token's own account."""

    answer: Callable[[Call], Answer]
    scopes: tuple[str, ...] = ()
    as_user: str = ""
    moderating: bool = False


class Helix:
    def __init__(
        self,
        world: World,
        points: Points,
        moderation: Moderation,
        subscriptions: Subscriptions,
        conduits: Conduits,
    ) -> None:
        self._world = world
        self._points = points
        self._endpoints = {
            **_moderators(moderation),
            **_eventsub(subscriptions, conduits),
            ("POST", "chat/messages"): Endpoint(
                moderation.say, ("user:write:chat",), as_user="sender_id"
            ),
            ("POST", "moderation/automod/message"): Endpoint(
                moderation.automod, ("moderator:manage:automod",), as_user="user_id"
            ),
            ("GET", "moderation/channels"): Endpoint(
                moderation.moderated, ("user:read:moderated_channels",), as_user="user_id"
            ),
            ("GET", "users"): Endpoint(_users),
        }

    def answer(self, call: Call) -> Answer:
        granted, headers = self._points.spend(call.token)
        answer = self._admitted(call) if granted else Refused(429, "Too Many Requests").answer
        return Answer(answer.status, answer.body, headers)

    def _admitted(self, call: Call) -> Answer:
        try:
            return self._checked(call)
        except Refused as refusal:
            return refusal.answer

    def _checked(self, call: Call) -> Answer:
        endpoint = self._endpoints.get(call.route)
        if endpoint is None:
            raise Refused(404, "not found")
        user = self._identified(call)
        if endpoint.scopes and not set(endpoint.scopes) & set(self._world.scopes[call.token]):
            raise Refused(401, f"Missing scope: {endpoint.scopes[0]}")
        if endpoint.as_user and (call.query | call.body).get(endpoint.as_user) != user:
            raise Refused(
                401, f"The ID in {endpoint.as_user} must match the user ID found in the token."
            )
        channel = call.query.get("broadcaster_id", "")
        if endpoint.moderating and not self._world.moderates(user, channel):
            raise Refused(
                403, "The user in moderator_id is not one of the broadcaster's moderators."
            )
        return endpoint.answer(call)

    def _identified(self, call: Call) -> str:
        if not call.token:
            raise Refused(401, "OAuth token is missing")
        if call.token != APP_TOKEN and call.token not in self._world.owners:
            raise Refused(401, "Invalid OAuth token")
        if call.client != CLIENT:
            raise Refused(401, "Client ID and OAuth token do not match")
        return self._world.owners.get(call.token, "")


def _moderators(moderation: Moderation) -> dict[tuple[str, str], Endpoint]:
    """What only moderators may ask for, each in their own name."""
    asked: tuple[tuple[str, str, Callable[[Call], Answer], tuple[str, ...]], ...] = (
        ("POST", "moderation/bans", moderation.ban, BANS),
        ("DELETE", "moderation/bans", moderation.unban, BANS),
        ("GET", "moderation/unban_requests", moderation.requests, REQUESTS),
        ("PATCH", "moderation/unban_requests", moderation.resolve, REQUESTS),
        ("POST", "moderation/warnings", moderation.warn, ("moderator:manage:warnings",)),
        ("DELETE", "moderation/chat", moderation.delete, ("moderator:manage:chat_messages",)),
        ("GET", "chat/settings", moderation.settings, SETTINGS),
        ("PATCH", "chat/settings", moderation.settings, SETTINGS),
        ("GET", "moderation/shield_mode", moderation.shield, ("moderator:manage:shield_mode",)),
        ("PUT", "moderation/shield_mode", moderation.shield, ("moderator:manage:shield_mode",)),
    )
    return {
        (method, path): Endpoint(answer, scopes, as_user="moderator_id", moderating=True)
        for method, path, answer, scopes in asked
    }


def _eventsub(subscriptions: Subscriptions, conduits: Conduits) -> dict[tuple[str, str], Endpoint]:
    path = "eventsub/subscriptions"
    conduit = Endpoint(conduits.answer)
    shards = Endpoint(conduits.shards)
    return {
        ("GET", path): Endpoint(subscriptions.show),
        ("POST", path): Endpoint(subscriptions.create),
        ("DELETE", path): Endpoint(subscriptions.delete),
        **{(method, "eventsub/conduits"): conduit for method in ("GET", "POST", "PATCH", "DELETE")},
        **{(method, "eventsub/conduits/shards"): shards for method in ("GET", "PATCH")},
    }


def _users(call: Call) -> Answer:
    user = call.query.get("id", "")
    return Answer(body={"data": [] if user == NOBODY else [user_shape(user)]})

"""Events and people as Twitch writes them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

Json = dict[str, Any]

BOT = "900"
CHANNEL = "100"
LOGIN = "mikalive"
NOBODY = "404"
FIRST_OF_MARCH = "2026-03-01T12:00:00.123456789Z"


def chat_message(*fragments: Json, badges: tuple[str, ...] = (), **changes: object) -> Json:
    """What channel.chat.message sends for ada's message in mika's channel."""
    usual = {
        **person("broadcaster_user", CHANNEL, LOGIN, "MikaLive"),
        **person("chatter_user", "200", "ada", "Ada"),
        "message_id": "m1",
        "message": {"text": "".join(part["text"] for part in fragments), "fragments": fragments},
        "message_type": "text",
        "badges": [{"set_id": badge, "id": "1", "info": ""} for badge in badges],
        "color": "",
        "cheer": None,
        "reply": None,
        "channel_points_custom_reward_id": None,
        "channel_points_animation_id": None,
        **{f"source_broadcaster_user_{part}": None for part in ("id", "login", "name")},
    }
    return usual | changes


def spoken(text: str) -> Json:
    return {"type": "text", "text": text}


def emote(name: str) -> Json:
    drawn = {"id": "25", "emote_set_id": "0", "owner_id": "0", "format": ["static"]}
    return {"type": "emote", "text": name, "emote": drawn}


def cheer(name: str, bits: int) -> Json:
    drawn = {"prefix": name, "bits": bits, "tier": 1}
    return {"type": "cheermote", "text": f"{name}{bits}", "cheermote": drawn}


def mention(user: str, name: str) -> Json:
    return {"type": "mention", "text": f"@{name}", "mention": person("user", user, name, name)}


def reply_to(message: str, user: str) -> Json:
    return {
        "parent_message_id": message,
        "parent_message_body": "hi",
        "thread_message_id": message,
        **person("parent_user", user, "bo", "Bo"),
        **person("thread_user", user, "bo", "Bo"),
    }


def unban_request_shape(name: str) -> Json:
    """What Helix shows of ada's request while nobody has answered it."""
    nobody = dict.fromkeys(("moderator_id", "moderator_login", "moderator_name"), "")
    return {
        "id": name,
        "broadcaster_id": CHANNEL,
        "broadcaster_login": LOGIN,
        "broadcaster_name": "MikaLive",
        **nobody,
        "user_id": "200",
        "user_login": "ada",
        "user_name": "Ada",
        "text": "I have learned from it.",
        "status": "pending",
        "created_at": FIRST_OF_MARCH,
        "resolved_at": "",
        "resolution_text": "",
    }


def person(role: str, user: str, login: str, name: str) -> Json:
    return {f"{role}_id": user, f"{role}_login": login, f"{role}_name": name}


def user_shape(user: str) -> Json:
    texts = ("type", "broadcaster_type", "description", "profile_image_url", "offline_image_url")
    login = "haven" if user == BOT else "ada"
    named = {"id": user, "login": login, "display_name": login.title()}
    return dict.fromkeys(texts, "") | named | {"created_at": "2020-01-02T03:04:05Z"}


def metadata(kind: str, name: str = "") -> Json:
    return {
        "message_id": name or str(uuid4()),
        "message_type": kind,
        "message_timestamp": FIRST_OF_MARCH,
    }


def moment_now() -> str:
    return datetime.now(UTC).isoformat()

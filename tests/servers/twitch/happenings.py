"""What Twitch tells moderators of: holds, measures, suspicions, requests, and its own notices."""

from collections.abc import Sequence

from tests.servers.twitch.shapes import BOT, CHANNEL, FIRST_OF_MARCH, LOGIN, Json, person

MIKA = person("broadcaster_user", CHANNEL, LOGIN, "MikaLive")
ADA = person("user", "200", "ada", "Ada")
BO = person("moderator_user", "300", "bo", "Bo")
HAVEN = person("moderator_user", BOT, "haven", "Haven")

_PARTS = [
    "followers",
    "slow",
    "vip",
    "unvip",
    "mod",
    "unmod",
    "ban",
    "unban",
    "timeout",
    "untimeout",
    "raid",
    "unraid",
    "delete",
    "automod_terms",
    "unban_request",
    "warn",
    "shared_chat_ban",
    "shared_chat_unban",
    "shared_chat_timeout",
    "shared_chat_untimeout",
    "shared_chat_delete",
]
_NOTICES = [
    "sub",
    "resub",
    "sub_gift",
    "community_sub_gift",
    "gift_paid_upgrade",
    "prime_paid_upgrade",
    "raid",
    "unraid",
    "pay_it_forward",
    "announcement",
    "bits_badge_tier",
    "charity_donation",
    "watch_streak",
    "modiversary",
    "shared_chat_sub",
    "shared_chat_resub",
    "shared_chat_sub_gift",
    "shared_chat_community_sub_gift",
    "shared_chat_gift_paid_upgrade",
    "shared_chat_prime_paid_upgrade",
    "shared_chat_raid",
    "shared_chat_pay_it_forward",
    "shared_chat_announcement",
    "shared_chat_modiversary",
]


def hold(*fragments: Json, message: str = "m1") -> Json:
    """What automod.message.hold (version 2) sends for ada's message."""
    return {
        **MIKA,
        **ADA,
        "message_id": message,
        "message": _spoken(fragments),
        "reason": "automod",
        "automod": {"category": "bullying", "level": 3, "boundaries": []},
        "blocked_term": None,
        "held_at": FIRST_OF_MARCH,
    }


def ruling(status: str, by: Json = BO, message: str = "m1") -> Json:
    """What became of it."""
    return hold(message=message) | by | {"status": status}


def measure(action: str, by: Json = BO, **about: object) -> Json:
    """What channel.moderate (version 2) sends; `about` goes beside ada's name."""
    source = {f"source_broadcaster_user_{part}": None for part in ("id", "login", "name")}
    part = "unban_request" if action.endswith("unban_request") else action
    named = {part: ADA | about} if part in _PARTS else {}
    return {**MIKA, **source, **by, **dict.fromkeys(_PARTS), **named, "action": action}


def suspect(treatment: str, evaluation: str, *kinds: str) -> Json:
    return {
        **MIKA,
        **ADA,
        "low_trust_status": treatment,
        "shared_ban_channel_ids": [],
        "types": list(kinds),
        "ban_evasion_evaluation": evaluation,
        "message": {"message_id": "m1", **_spoken(())},
    }


def treatment(kind: str) -> Json:
    return {**MIKA, **ADA, **BO, "low_trust_status": kind}


def acknowledged() -> Json:
    return {**MIKA, **ADA}


def unban_request(text: str) -> Json:
    return {**MIKA, **ADA, "id": "r1", "text": text, "created_at": FIRST_OF_MARCH}


def shield(by: Json = BO) -> Json:
    moments = dict.fromkeys(("started_at", "ended_at"), FIRST_OF_MARCH)
    return {**MIKA, **by, **moments}


def notice(kind: str, *fragments: Json, **changes: object) -> Json:
    """What channel.chat.notification sends, without what kinds have of their own."""
    usual = {
        **MIKA,
        **person("chatter_user", "200", "ada", "Ada"),
        "chatter_is_anonymous": False,
        "color": "",
        "badges": [],
        "system_message": "Something happened.",
        "message_id": "n1",
        "message": _spoken(fragments),
        "notice_type": kind,
        **dict.fromkeys(_NOTICES),
    }
    return usual | changes


def _spoken(fragments: Sequence[Json]) -> Json:
    return {"text": "".join(part["text"] for part in fragments), "fragments": list(fragments)}

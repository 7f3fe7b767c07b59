"""What Haven asks an account to consent to, and no more."""

BOT_SCOPES = (
    "user:bot",
    "user:read:chat",
    "user:read:moderated_channels",
    "user:write:chat",
    "moderator:manage:automod",
    "moderator:manage:banned_users",
    "moderator:manage:chat_messages",
    "moderator:manage:chat_settings",
    "moderator:manage:shield_mode",
    "moderator:manage:unban_requests",
    "moderator:manage:warnings",
    # What other moderators do comes only to those who may read all of it.
    "moderator:read:blocked_terms",
    "moderator:read:moderators",
    "moderator:read:suspicious_users",
    "moderator:read:vips",
)
# Lets a bot hear a channel through a conduit; nothing can be done with it.
STREAMER_SCOPES = ("channel:bot",)


def missing_from(granted: tuple[str, ...], wanted: tuple[str, ...] = BOT_SCOPES) -> tuple[str, ...]:
    """Those wanted that were not granted; who may manage a thing may read it, too."""
    may = {*granted, *(scope.replace(":manage:", ":read:") for scope in granted)}
    return tuple(scope for scope in wanted if scope not in may)

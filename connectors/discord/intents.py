"""What Haven asks Discord to be told of, and which switches that needs."""

import discord

BLIND = (
    "without message content Haven reads only messages that mention it and those it is asked about"
)

_PORTAL = "https://discord.com/developers/applications"
_WITHOUT = ", or set discord.message_content = false in bot.toml to go without"


def intents(*, message_content: bool) -> discord.Intents:
    return discord.Intents(
        guilds=True,
        members=True,
        messages=True,
        message_content=message_content,
        moderation=True,
        auto_moderation_execution=True,
    )


def missing_switches(flags: discord.ApplicationFlags, *, message_content: bool) -> list[str]:
    """What Discord will refuse, as far as the portal's `flags` tell."""
    off = [] if _may_see_members(flags) else ["Server Members Intent"]
    if message_content and not _may_read(flags):
        off.append("Message Content Intent")
    return off


def switches_to_flip(
    application: int | None, flags: discord.ApplicationFlags, *, message_content: bool
) -> str:
    """The fix where Discord refuses an intent; `flags` tell what the portal allows already."""
    off = missing_switches(flags, message_content=message_content)
    # Discord knows the flags no sooner than the refusal: a switch may just have been flipped.
    switches = " and ".join(off) or "Server Members Intent and Message Content Intent"
    page = f"{_PORTAL}/{application}/bot" if application else _PORTAL
    without = _WITHOUT if "Message" in switches else ""
    return f"switch on {switches} under Privileged Gateway Intents at {page}{without}"


def _may_see_members(flags: discord.ApplicationFlags) -> bool:
    return flags.gateway_guild_members or flags.gateway_guild_members_limited


def _may_read(flags: discord.ApplicationFlags) -> bool:
    return flags.gateway_message_content or flags.gateway_message_content_limited

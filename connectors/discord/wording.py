"""What Haven writes on Discord, with other people's words made harmless."""

import re
from datetime import datetime

import discord

# Discord's longest message by a bot.
_LONGEST = 2_000
_MARKUP = re.compile(r"([\\*_~|`<>\[\]()#-])")

# What begins or ends a look, a quotation, a heading, small print, a mention, an emoji or a time.
_MARK = re.compile(r"[\\*_~|`\[]|^[>#]|^-(?=#)|<(?=[@#/:]|a:|t:|id:)", re.MULTILINE)
_LINK = re.compile(r"https?://[\w./?=&%#:+,;!$'-]+")
_TURNING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)

NOTICE = "a message of yours broke the rules of this server. Please keep it civil."
VOID = "A warning you got was a mistake: it is void and does not count."
LOST = "A message was hidden here by mistake. Its words are no longer known, sorry."


def timed_out(server: str, case: int, until: datetime) -> str:
    end = discord.utils.format_dt(until, "f")
    return f"You cannot write in **{_escaped(server)}** until {end}.{_of(case)}"


def muted(server: str, case: int) -> str:
    return f"You cannot write in **{_escaped(server)}** until its moderators let you.{_of(case)}"


def kicked(server: str, case: int) -> str:
    return f"You have been removed from **{_escaped(server)}**.{_of(case)}"


def banned(server: str, case: int) -> str:
    return f"You have been banned from **{_escaped(server)}**.{_of(case)}"


def _of(case: int) -> str:
    """By this number moderators find what happened, and can take it back."""
    return f" This is case {case}; if you think it is wrong, enter /appeal in the server."


def plain(text: str) -> str:
    """Text by Haven itself, which may hold names: without markup, with its links."""
    return _clipped(_without_markup(text), _LONGEST)


def signed(text: str, server: str) -> str:
    """Haven writes to a person from many servers, so each letter says from which."""
    end = f"\n-# {_escaped(server)}"
    return f"{_clipped(_without_markup(text), _LONGEST - len(end))}{end}"


def spoilered(name: str, words: str) -> str:
    """Somebody's words, readable after a click."""
    head = f"**{_escaped(name)}** wrote:\n"
    return f"{head}||{_clipped(_escaped(words), _LONGEST - len(head) - 4)}||"


def restored(name: str, words: str) -> str:
    """Somebody's words as a quotation of them."""
    head = f"A message by **{_escaped(name)}** was hidden by mistake:\n>>> "
    return head + _clipped(_escaped(words), _LONGEST - len(head))


def _escaped(words: str) -> str:
    # Not discord.py's: that leaves bars in links alone, and they would end the spoiler.
    return _unpinging(_MARKUP.sub(r"\\\1", words))


def _without_markup(text: str) -> str:
    """Links stay whole. Not discord.py's: that leaves all alone that is written together with one,
    be it the end of a spoiler or another link.
    """
    kept, at = [], 0
    for link in _LINK.finditer(text):
        kept += [_MARK.sub(r"\\\g<0>", text[at : link.start()]), link[0]]
        at = link.end()
    return _unpinging("".join((*kept, _MARK.sub(r"\\\g<0>", text[at:]))))


def _unpinging(text: str) -> str:
    """Discord pings nobody for a message of Haven's; what looks like a ping would still alarm."""
    return _TURNING.sub("", text).replace("@", "@\u200b")


def _clipped(text: str, longest: int) -> str:
    """The dots also keep a backslash at the cut from escaping what follows."""
    return text if len(text) <= longest else text[: longest - 1] + "…"

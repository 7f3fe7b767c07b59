"""Other people's words as Discord may show them: nothing in them pings, links, formats or hides."""

import re

from engine.letters import without_invisible

# Each of these begins or ends some markup, a mention, an emoji or a time.
_MARKUP = frozenset("\\*_~|`<>[]()#-")
# Half of a sign: no message can be sent with one in it.
_LONE = re.compile("[\ud800-\udfff]")
# Where a backslash would be shown, something unseen stands between.
_PARTED = (("@", "@\u200b"), ("://", ":\u200b//"))


def harmless(text: str, *, longest: int) -> str:
    """At most `longest` characters, in one line; a cut is never inside an escape."""
    plain = " ".join(without_invisible(_LONE.sub("", text)).split())
    for sign, parted in _PARTED:
        plain = plain.replace(sign, parted)
    pieces = [f"\\{sign}" if sign in _MARKUP else sign for sign in plain]
    if sum(map(len, pieces)) <= longest:
        return "".join(pieces)
    kept, room = [], longest - 1
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            break
        kept.append(piece)
    return "".join(kept) + "…"


def spoilered(words: str, *, longest: int) -> str:
    """Readable after a click."""
    return f"||{harmless(words, longest=longest - 4)}||"

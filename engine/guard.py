"""The guard at the door: what breaks encoders or screens never comes in."""

import re

LONGEST = 4000  # Discord takes 4,000 characters, Twitch 500.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_PILED_MARKS = re.compile(f"([{MARKS}]{{2}})[{MARKS}]+")


def sanitise(text: str, *, limit: int = LONGEST) -> str:
    """The text without what breaks encoders or screens: at most `limit` valid characters."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    # What is removed makes room for what follows, but only within four times the limit.
    text = text[: 4 * limit].replace("\r\n", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _PILED_MARKS.sub(r"\1", _CONTROL.sub("", text))[:limit]

"""A document's text as TOML: what cannot be read is named with its place and its fix."""

import re
import tomllib
from collections.abc import Mapping

from engine.policy.kinds import HALVES

# A document with 500 roles and as many channels has a third of it.
LONGEST = 65_536

# No key has one at all, a number has one; `tomllib` takes time with the square of a key's parts.
_MOST_FULL_STOPS = 4
_QUOTED = re.compile(
    r'"""(?>\\.|[^\\]|\\)*?(?:"""|\Z)|'
    r"'''.*?(?:'''|\Z)|"
    r'"(?>\\[^\n]|[^"\\\n])*"?|'
    r"'[^'\n]*'?|"
    r"#[^\n]*",
    re.DOTALL,
)
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_FIXES = (
    ("Invalid value", 'this is no value; text goes in quotes, a list in [ ], or write "true"'),
    ("Expected '=' after a key", "after a key comes an equals sign, as in act_at = 0.5"),
    ("Expected newline or end", "what follows the value does not belong there; one key a line"),
    ("Cannot overwrite a value", "this key stands there twice; leave one out"),
    ("Cannot declare", "this table stands there twice; write [[rules]] before each rule"),
    ("Cannot mutate", "this key stands there twice; leave one out"),
    ("Cannot redefine", "this key stands there twice; leave one out"),
    ("Duplicate inline table key", "this key stands there twice; leave one out"),
    ("Invalid statement", "a line begins with a key, with [[rules]] or [[patterns]], or with #"),
    ("Invalid initial character", "a key has letters and underscores, without quotes or spaces"),
    ("Unclosed array", "the list is not closed; it ends with ]"),
    ("Unclosed inline table", "the table is not closed; it ends with }"),
    ("Unterminated string", "the text is not closed; it ends with the quotes that it begins with"),
    ("Expected \"'", "the text is not closed; it ends with the quotes that it begins with"),
    ("Unescaped '\\' in a string", "a backslash in double quotes; put this in single quotes"),
    ("Expected ']", "the brackets are not closed; write [[rules]] or [[patterns]]"),
    ("Illegal character '\\n'", "the text is not closed on its line; three quotes hold several"),
    ("Invalid hex value", "\\u takes four hex digits; in single quotes a backslash is one"),
)


class TomlError(Exception):
    """Text that is no TOML; its words name the place and the fix."""


def table_of(text: str) -> Mapping[str, object]:
    """Limits come first, for parsing takes longer than they do. Raises TomlError."""
    if len(text) > LONGEST:
        raise TomlError(f"the document is too long: at most {LONGEST} characters")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    _refuse_odd(plain)
    try:
        return tomllib.loads(plain)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(_in_our_words(str(error), plain)) from error
    except RecursionError as error:
        raise TomlError("not TOML: too many brackets within brackets") from error
    except ValueError as error:
        # Python reads no number of more than 4,300 digits.
        raise TomlError("not TOML: a number has too many digits") from error


def _refuse_odd(text: str) -> None:
    if half := HALVES.search(text):
        raise TomlError(f"{_line(text, half.start())}: half a character; save it as UTF-8")
    bare = _QUOTED.sub(lambda quoted: "''" + "\n" * quoted[0].count("\n"), text)
    for number, line in enumerate(bare.split("\n"), 1):
        if line.count(".") > _MOST_FULL_STOPS:
            many = f"more than {_MOST_FULL_STOPS} full stops outside of quotes"
            raise TomlError(f"line {number}: {many}; put text in quotes")


def _line(text: str, place: int) -> str:
    return f"line {text.count(chr(10), 0, place) + 1}"


def _in_our_words(complaint: str, text: str) -> str:
    """Python 3.11 tells the place in the words of its message, and only there."""
    place = _PLACE.search(complaint)
    lines = text.split("\n")
    line, column = len(lines), len(lines[-1]) + 1
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    said = _PLACE.sub("", complaint)
    fix = next((fix for fault, fix in _FIXES if said.startswith(fault)), said)
    return f"line {line}, column {column}: not TOML: {fix}"

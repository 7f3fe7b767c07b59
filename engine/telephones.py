"""Whether figures in a text are a telephone number: by how they are written and introduced."""

import re
from collections.abc import Iterator

# What a country writes without its code. The first of them that knows a number is enough.
_WITH_TRUNK_ZERO = ("GB", "FR", "DE", "AU", "SE", "IE", "NL", "IT", "CH", "AT", "BE", "NZ", "JP")
_ASKED_FOR = re.compile(
    r"(?:\b(?:call|text|phone|tel|telephone|telefon|telefono|teléfono|mobile|mobil|móvil|cell"
    r"|celular|handy(?:nummer)?|portable|whatsapp|sms|dial|ring|fax|ruf|appelle|llama|liga"
    r"|(?:phone |my |his |her |their )n(?:umber|r|um)|numéro|número|nummer)\b|\bwa\.me/|☎|📞)"
    r"(?:\W{1,3}(?:me|him|her|them|us|it|is|at|on|now|mich|ihn|sie|an|unter|ist|moi|le|au|est|me"
    r"|al|es|pra|no|é|number|no\.?|nr\.?)\b){0,3}[\W]{0,3}$",
    re.IGNORECASE,
)
_SHAPES = re.compile(
    r"(?:1[ .-]?)?\([2-9]\d\d\) ?\d{3}[ .-]\d{4}"  # North America
    r"|(?:1[ .-])?[2-9]\d\d(?:([ .-])\d{3}\1|[/.]\d{3}-)\d{4}"
    r"|0[1-9](?:[ .-]\d\d){4}"  # France
    r"|[6-9]\d\d(?: \d\d){3}"  # Spain
    r"|\(\d\d\) ?9?\d{4}-\d{4}"  # Brazil
    r"|[6-9]\d{4} \d{5}"  # India
)
_NATIONAL = re.compile(
    r"\(?0\d{1,5}\)?[\s/-]{1,3}\d[\d\s-]{3,14}\d|0\d{2,4}\.\d{3}\.\d{3,4}|0\d{9,11}"
)
_ABROAD = re.compile(r"(?:\+\s?[(\d]|00\s?[1-9]\d{2})[\d\s().\-/]{5,22}\d")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)|\d{4}-\d\d")
_LEAST, _MOST = 7, 15


def is_telephone(text: str, start: int, end: int) -> bool:
    """Of figures, signs and spaces between `start` and `end`."""
    written = _unwrapped(text[start:end].strip())
    if not _LEAST <= sum(map(str.isdecimal, written)) <= _MOST or _joined(text, start, end):
        return False
    if _ABROAD.fullmatch(written):
        return written.count(".") != 1 and _is_possible(written)
    if _SHAPES.fullmatch(written):
        return True
    if _DATE.match(written):
        return False
    if _ASKED_FOR.search(text[max(0, start - 40) : start]):
        return True
    return bool(_NATIONAL.fullmatch(written)) and _is_known(written)


def _unwrapped(written: str) -> str:
    """Without a bracket that is closed behind it: "(202-555-0123)"."""
    return written[1:] if written.startswith("(") and ")" not in written else written


def _joined(text: str, start: int, end: int) -> bool:
    """Part of a longer name: an id, a measure, a price, a decimal number."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if before and (before[-1].isalnum() or before[-1] in "_#$€£%@<&,=" or before[-1] in ".-"):
        return True
    return bool(after) and (after[0].isalnum() or after[0] in "_%€$>" or _goes_on(after))


def _goes_on(after: str) -> bool:
    return after[0] in ",.-:" and after[1:].isalnum()


def _is_possible(written: str) -> bool:
    import phonenumbers

    plus = re.sub(r"^00", "+", written).replace("(0)", "")
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(plus)))
    except phonenumbers.NumberParseException:
        return False


def _is_known(written: str) -> bool:
    """Valid somewhere. The library takes 0.2 s to load and a few ms for each country's rules,
    once, so it is asked last.
    """
    return any(_valid(written))


def _valid(written: str) -> Iterator[bool]:
    import phonenumbers

    for country in _WITH_TRUNK_ZERO:
        try:
            yield phonenumbers.is_valid_number(phonenumbers.parse(written, country))
        except phonenumbers.NumberParseException:
            yield False

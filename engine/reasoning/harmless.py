"""Untrusted words made harmless: for a language model to read, and for people from a model."""

import re
import unicodedata

from engine.personal import hide

LONGEST_MESSAGE, LONGEST_RATIONALE = 600, 240

# What chat templates of models take for their own marks; typed by a chatter, an unbroken one would
# become a real control token.
_CONTROL = re.compile(
    r"<(?=\|)|<(?=[^<>|]{0,40}\|>)|\|(?=>)"
    r"|<(?=/?(?:s|think|start_of_turn|end_of_turn|bos|eos|pad|unk|tool_call|tool_response)>)"
    r"|<(?=<SYS>>|</SYS>>|SYS>|/SYS>)|\[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS)\])",
    re.IGNORECASE,
)
# Vocabularies hold more marks than these, <file_sep> and <repo_name> for one: to break any lone tag
# costs nothing, but whoever writes one has not spoken to a model.
_TAG = re.compile(_CONTROL.pattern + r"|<(?=/?[a-z][a-z0-9_]{0,40}>)", re.IGNORECASE)
_BROKEN = "\N{WORD JOINER}"
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}

_MARKED_LINK = re.compile(r"\[([^\]\[]{0,240})\]\([^)]{0,500}\)")
_LINK = re.compile(
    r"<?\b[a-z][a-z0-9+.-]{1,15}:/*[^\s/]\S*|\bwww\.\S+|\b(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\b(?:/\S*)?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"<(?:@[!&]?|#|/|a?:|t:|id:)[^>]{0,100}>")

_MARKERS = re.compile(
    r"ignore\w*\b.{0,40}\b(?:instruction|rule|prompt|above|previous|prior|everything)"
    r"|(?:disregard|forget|override|bypass)\b.{0,40}\b(?:instruction|rule|prompt|above|previous|all)"
    r"|ignor\w+\b.{0,40}\b(?:instruc|anweisung|regeln|consignes|regles|règles|reglas|regras)"
    r"|\b(?:new|real|actual|updated) (?:instructions?|system prompt|rules?)\b"
    r"|\b(?:system|assistant|developer|moderator|admin)\s*(?:prompt|message|note|override)?\s*:"
    r"|\byou are (?:now|no longer)\b|\bact as\b|\bpretend (?:to be|you)\b|\bjailbreak|\bDAN mode"
    r"|\b(?:harm_percent|recommended_action|evidence_ids|rationale|severity)\b"
    r"|\b(?:classify|rate|score|label|mark|treat|judge)\b.{0,40}\b(?:as|harmless|safe|fine|zero|none|0)"
    r"|\b(?:answer|respond|reply|output|print|return)\b.{0,30}\b(?:with|json|only|exactly)\b"
    r"|\b(?:language model|as an ai|llm|chatbot)\b|\bend of (?:chat|data|message|packet)",
    re.IGNORECASE,
)


def for_model(text: str, *, longest: int = LONGEST_MESSAGE) -> str:
    """One line that holds no control token, nothing unseen, nobody's address or number, and no more
    than `longest` letters.
    """
    shown = hide(_seen(text[: 4 * longest]))
    return _TAG.sub(lambda found: found.group() + _BROKEN, shown[:longest])


def is_marked(text: str) -> bool:
    """Words that speak to a machine that judges, rather than to people."""
    shown = _seen(text)
    return bool(_CONTROL.search(shown) or _MARKERS.search(shown))


def for_people(text: str) -> str:
    """What a model wrote: no links, no mentions, no markup, and short."""
    shown = _seen(text[:2000])
    shown = _MENTION.sub("", _LINK.sub("", _MARKED_LINK.sub(r"\1", shown)))
    bare = re.sub(r"[@`*_~|<>\[\]()#\\]", "", shown)
    return " ".join(_LINK.sub("", bare).split())[:LONGEST_RATIONALE]


def _seen(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    kept = (
        " " if letter.isspace() else letter
        for letter in composed
        if letter.isspace() or unicodedata.category(letter) not in _UNSEEN
    )
    return "".join(kept)

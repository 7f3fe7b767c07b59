"""What members are told of what was done to them, in one language."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.verdict import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Braces are filled in by whoever writes: {server}, {until}, {case} or {why}.

    `reasons` are whole sentences, by what a message was read as; what no sanction follows upon has
    none.
    """

    warned: str
    timed_out: str
    muted: str
    kicked: str
    banned: str
    void: str
    why: str
    reasons: Mapping[Category, str]
    how_to_appeal: str
    appeal: str
    form_title: str
    form_question: str
    form_sent: str
    upheld: str
    overturned: str
    apology: str
    sorry: str
    aimed_hidden: str
    aimed_found: str

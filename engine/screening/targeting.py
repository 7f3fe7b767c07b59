"""Whom harsh words hit: a person spoken to, somebody else, the speaker, or only a thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from engine.screening.signals import Sample
from engine.screening.vocabulary import Hit, Match, Trie
from engine.verdict import Category


@dataclass(frozen=True, slots=True)
class Aim:
    """How much of the words' severity hits a person, 0..1, and why."""

    value: float
    evidence: str


class Aiming(Protocol):
    def aim(self, sample: Sample, hit: Hit) -> Aim: ...


class Unaimed:
    """Stands in where targeting is switched off: every harsh word counts in full."""

    def aim(self, sample: Sample, hit: Hit) -> Aim:  # noqa: ARG002  (the protocol's signature)
        return Aim(1.0, "")


class Role(StrEnum):
    """Whom words are about; the first four are named after their phrase lists."""

    SPOKEN_TO = "second_person"
    SPOKEN_OF = "third_person"
    SPEAKER = "first_person"
    THING = "things"
    NAMED = "named"
    NOBODY = "nobody"


# (aim, aim in a reply or next to a mention, evidence). A bare insult thrown at nobody in particular
# is half a swear word; the same as a reply has an addressee.
_AIMS: dict[Role, tuple[float, float, str]] = {
    Role.SPOKEN_TO: (0.95, 1.0, "said to a person"),
    Role.SPOKEN_OF: (0.6, 0.65, "said of a person"),
    Role.NAMED: (0.35, 0.45, "said of somebody or something named"),
    Role.NOBODY: (0.35, 0.75, "said to nobody in particular"),
    Role.THING: (0.1, 0.15, "said of a thing"),
    Role.SPEAKER: (0.05, 0.05, "said of themselves"),
}
_REPLY = "said in answer to a person"
_DENIED = 0.2
# A slur hurts whoever reads it, aimed or not.
_SLUR_FROM, _SLUR_AIM = 0.8, 0.8

_TALK = 12  # words: "you worthless piece of garbage software, just die already"
_REACH = 6  # words between a subject and what is said of it
_COPULAS = frozenset(
    {"is", "was", "are", "were", "be", "been", "looks", "sounds", "seems", "feels"}
)
_YOU = frozenset({"you", "u", "ya"})
_POINTERS = frozenset({"this", "that", "it", "these", "those"})
_POINTING = frozenset({"thats", "its", "thisll", "thatll"})
_OWNED = frozenset(
    {"the", "this", "that", "these", "those", "my", "your", "ur", "our", "his", "her"}
)
_FILLERS = frozenset(
    {"a", "an", "the", "such", "so", "just", "really", "very", "too", "being", "was", "am", "feel"}
    | {"felt", "look", "total", "complete", "absolute", "fucking", "kinda", "still", "also", "like"}
    | {"literally", "pretty", "always", "been", "be", "sometimes", "own", "big", "little"}
)
_MEANS_YOU = _YOU | {"your", "ur", "yourself", "urself", "youre", "youd", "us"}
_WOULD = frozenset(
    {"should", "could", "can", "cant", "will", "would", "might", "must", "gonna", "wanna", "want"}
    | {"to", "gotta", "better", "rather", "finally", "please"}
)
# These refuse or exclaim rather than deny: "no, you idiot", "you cant be this stupid".
_NO_DENIAL = frozenset({"no", "nah", "nope", "naw", "nvm", "cant", "cannot", "couldnt", "without"})


class Targeting:
    """Whom a language's words are aimed at; `phrases` are that language's lists."""

    def __init__(self, phrases: Mapping[str, frozenset[str]]) -> None:
        self._roles: Trie[Role] = Trie(
            (term, role) for role in Role for term in phrases.get(role, ())
        )
        denials = phrases.get("negation", frozenset()) - _NO_DENIAL
        self._denials = frozenset(term for term in denials if " " not in term)
        self._denying = Trie((term, True) for term in phrases.get("denying", ()))
        self._fillers = _FILLERS | phrases.get("fillers", frozenset())

    def aim(self, sample: Sample, hit: Hit) -> Aim:
        words = sample.normalised.words
        if self._is_denied(words, hit):
            return Aim(_DENIED, "denied rather than said")
        if self._speaks_to_thing(words[max(0, hit.start - _TALK) : hit.end + _REACH]):
            value, _, evidence = _AIMS[Role.THING]
            return Aim(value, evidence)
        if hit.value.directed and _is_about_speaker(words, hit):
            value, _, evidence = _AIMS[Role.SPEAKER]
            return Aim(value, evidence)
        if hit.value.directed:
            return Aim(1.0, "words that address somebody")
        role = self._role(*_around(words, hit))
        alone, answering, evidence = _AIMS[role]
        value = answering if sample.message.targets else alone
        if role is Role.NOBODY and sample.message.targets:
            evidence = _REPLY
        if hit.value.category is Category.HATE and hit.value.severity >= _SLUR_FROM:
            value = max(value, _SLUR_AIM if role is not Role.SPEAKER else 0.0)
        return Aim(value, evidence)

    def _is_denied(self, words: Sequence[str], hit: Hit) -> bool:
        # Words that address somebody carry their own grammar; a denial stands right before them.
        reach = 2 if hit.value.directed else 4
        before = words[max(0, hit.start - reach) : hit.start]
        return not self._denials.isdisjoint(before) or bool(self._denying.find(before))

    def _speaks_to_thing(self, words: Sequence[str]) -> bool:
        """True for "you stupid game" and "you useless piece of garbage software"."""
        things = [match for match in self._roles.find(words) if match.value is Role.THING]
        return any(
            words[start] in _YOU and _is_name_calling(words[start + 1 : thing.start])
            for thing in things
            for start in range(max(0, thing.start - _REACH), thing.start - 1)
        )

    def _role(self, words: Sequence[str], hit: Hit) -> Role:
        roles = self._roles.find(words)
        inside = {match.value for match in roles if hit.start <= match.start < hit.end}
        if inside & {Role.SPOKEN_TO, Role.SPOKEN_OF}:
            return Role.SPOKEN_TO
        following = _following(words, roles, hit)
        before = [match for match in roles if match.end <= hit.start]
        if following is Role.THING and not _vocative(words, hit):
            return Role.THING
        subject = self._subject(words, before, hit)
        return following if subject is Role.NOBODY else subject

    def _subject(self, words: Sequence[str], before: Sequence[Match[Role]], hit: Hit) -> Role:
        """Whom the nearest words before the hit name: "you are …", "this patch is …", "thats …"."""
        nearest = before[-1] if before else None
        if _points_at_thing(words[max(nearest.end if nearest else 0, hit.start - 4) : hit.start]):
            return Role.THING
        if nearest is None:
            return Role.NAMED if _is_predicate(words, hit) else Role.NOBODY
        between = words[nearest.end : hit.start]
        if nearest.value is Role.SPEAKER and not self._fillers.issuperset(between):
            return Role.NOBODY
        return nearest.value


def _is_about_speaker(words: Sequence[str], hit: Hit) -> bool:
    """True for "why cant i just die already" and "let me go die": no imperative, and a sad one."""
    if not _MEANS_YOU.isdisjoint(words[hit.start : hit.end]):
        return False
    before = [word for word in words[: hit.start] if word not in _FILLERS | _WOULD]
    return bool(before) and before[-1] in {"i", "me"}


def _is_name_calling(between: Sequence[str]) -> bool:
    """What stands between "you" and a thing that is called names; "you broke the …" is a deed."""
    if not _OWNED.isdisjoint(between) or not _COPULAS.isdisjoint(between):
        return False
    return 1 <= len(between) <= 2 or "piece" in between


def _around(words: Sequence[str], hit: Hit) -> tuple[Sequence[str], Hit]:
    """The hit in its neighbourhood: what stands farther off has no say in whom it hits."""
    first = max(0, hit.start - _REACH)
    nearby = words[first : hit.end + _REACH]
    return nearby, Match(hit.start - first, hit.end - first, hit.value)


def _vocative(words: Sequence[str], hit: Hit) -> bool:
    return hit.start > 0 and words[hit.start - 1] in _YOU


def _following(words: Sequence[str], roles: Sequence[Match[Role]], hit: Hit) -> Role:
    """Whom the words after the hit name: "trash patch", "hate this game", "stupid me"."""
    for match in roles:
        gap = words[hit.end : match.start]
        if match.start < hit.end or len(gap) > 2:
            continue
        if match.value is Role.SPOKEN_TO and words[match.start] not in _OWNED:
            return Role.SPOKEN_TO
        if match.value is Role.THING and (not gap or (len(gap) == 1 and gap[0] in _OWNED)):
            return Role.THING
        if match.value is Role.SPEAKER and not gap and words[match.start] == "me":
            return Role.SPEAKER
    return Role.NOBODY


def _is_predicate(words: Sequence[str], hit: Hit) -> bool:
    """True for "yaml is so stupid": said of what stands before the verb."""
    before = [word for word in words[: hit.start] if word not in _FILLERS or word in _COPULAS]
    return len(before) > 1 and before[-1] in _COPULAS


def _points_at_thing(words: Sequence[str]) -> bool:
    """True for "this is …" and "its …"; "this idiot" is about a person."""
    pairs = pairwise(words)
    return not _POINTING.isdisjoint(words) or any(
        pointer in _POINTERS and verb in _COPULAS for pointer, verb in pairs
    )

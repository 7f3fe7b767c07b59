"""A slow brigade: over days many strangers come by, say a thing or two against one person, and go.

No hour of it is a crowd. What they have in common is the person they are at, or the words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from engine.changes import PersonRecord
from engine.events import Community
from engine.sessions.context import Campaign
from engine.sessions.utterance import DAY, Utterance, account_age
from engine.sessions.wave import SHARED, sketch, wave_id
from engine.sessions.window import Latest
from engine.verdict import Category, Signal

SPAN = 3 * DAY
_KEPT = 30 * DAY
FEWEST = 6
SHOWN_FROM = 0.3
# Whoever has said so much here lately is no stranger, and what they say is their own quarrel.
FAMILIAR_FROM = 10.0
# What happens faster is a raid or a dogpile, and is told as one.
_QUICK = 20 * 60.0

_MOST_TOPICS = 10_000
_MOST_CONTACTS = 64
# Of all topics together, about 250 bytes each.
MOST_STRANGERS = 100_000
_YOUNG = 7 * DAY
# From here on a message has a point against somebody; so much of it makes a stranger hostile.
_POINTED, _HOSTILE = 0.15, 0.25
# Of those who come to a person, or say the same, so many must be hostile; where accounts are mostly
# new and all of them are at one person, the same words need not be rough.
_MOSTLY = 0.5
_MADE_FOR_IT = 0.6
_SCORE, _STEP = 0.5, 0.08


class Contact(NamedTuple):
    """What a stranger said last on a topic; `campaign` is the brigade it was part of.

    A tuple, since one is made for nearly every message.
    """

    author: str
    target: str
    at: float
    sketch: bytes
    sting: float
    young: bool
    campaign: str = ""

    @classmethod
    def restored(cls, record: PersonRecord) -> Self:
        return cls(
            author=record.person,
            target=record.other,
            at=record.updated_at.timestamp(),
            sketch=bytes.fromhex(str(record.values.get("sketch", ""))),
            sting=record.number("sting"),
            young=bool(record.number("young")),
            campaign=str(record.values.get("campaign", "")),
        )

    def record(self, community: Community, moment: datetime) -> PersonRecord:
        return PersonRecord(
            community=community,
            kind="stranger",
            person=self.author,
            other=self.target,
            values={
                "sketch": self.sketch.hex(),
                "sting": self.sting,
                "young": float(self.young),
                "campaign": self.campaign,
            },
            updated_at=moment,
        )

    @property
    def is_of_a_chorus(self) -> bool:
        """Whether it matters who else says the same."""
        return bool(self.sketch)

    def is_like(self, other: "Contact") -> bool:
        marks = range(0, len(self.sketch), 4)
        return sum(self.sketch[at : at + 4] in other.sketch for at in marks) >= SHARED


@dataclass(frozen=True, slots=True)
class Sighting:
    """`records` are what is kept of the stranger."""

    signal: Signal | None = None
    campaign: Campaign | None = None
    records: tuple[PersonRecord, ...] = ()


UNSEEN = Sighting()

# A topic is a person in a community; the words alone are the topic "".
Topic = tuple[str, str]


class Brigades:
    def __init__(self) -> None:
        self._topics: Latest[Topic, dict[str, Contact]] = Latest(most=_MOST_TOPICS)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def observe(self, utterance: Utterance, *, familiarity: float) -> Sighting:
        """`familiarity` is how many messages the author has written here lately."""
        if familiarity >= FAMILIAR_FROM or utterance.is_kind:
            return UNSEEN
        contact = _contact(utterance)
        if not contact.target and contact.sting < _POINTED:
            return UNSEEN
        found = self._found(utterance.community, contact)
        if found:
            contact = contact._replace(campaign=self._name(found, utterance))
        self._keep(utterance.community, contact)
        records = (contact.record(utterance.message.place.community, utterance.moment),)
        return Sighting(*_told(contact, found), records=records)

    def restore(self, record: PersonRecord) -> None:
        self._keep(str(record.community), Contact.restored(record))

    def forget(self, community: Community, person: str) -> None:
        here = str(community)
        self._count -= len(self._topics.pop((here, person), ()))
        for (where, _), contacts in self._topics.items():
            if where == here and person in contacts:
                del contacts[person]
                self._count -= 1
        self._unname(here, person)

    def _unname(self, here: str, person: str) -> None:
        """Words said at an erased person stay, as said to nobody."""
        words = self._topics.get((here, ""), {})
        for author, contact in list(words.items()):
            if contact.target == person:
                words[author] = contact._replace(target="")

    def _found(self, community: str, contact: Contact) -> Sequence[Contact]:
        """The brigade that the contact belongs to, itself the last; empty where there is none."""
        if contact.sting >= _POINTED and contact.target:
            at_one = [*self._others(community, contact.target, contact), contact]
            if _is_siege(at_one):
                return [each for each in at_one if each.sting >= _POINTED]
        if not contact.is_of_a_chorus:
            return ()
        others = self._others(community, "", contact)
        alike = [*(each for each in others if each.is_like(contact)), contact]
        return alike if _is_chorus(alike) else ()

    def _name(self, found: Sequence[Contact], utterance: Utterance) -> str:
        """That of the brigade which any of them, or anybody at the same person, is part of."""
        contact, here = found[-1], utterance.community
        known = [*found]
        if contact.target:
            known += self._topics.get((here, contact.target), {}).values()
        if before := self._topics.get((here, ""), {}).get(contact.author):
            known.append(before)
        names = (each.campaign for each in known if each.campaign)
        return next(names, None) or wave_id(utterance.community, utterance.message.id)

    def _others(self, community: str, topic: str, contact: Contact) -> Iterator[Contact]:
        for each in self._topics.get((community, topic), {}).values():
            if each.author != contact.author and 0.0 <= contact.at - each.at < SPAN:
                yield each

    def _keep(self, community: str, contact: Contact) -> None:
        for topic in {contact.target, ""} if contact.is_of_a_chorus else {contact.target}:
            key = (community, topic)
            contacts = self._topics.get(key, {})
            before = len(contacts)
            # The latest stands last, so that the oldest is the one to go.
            contacts.pop(contact.author, None)
            contacts[contact.author] = contact
            if len(contacts) > _MOST_CONTACTS:
                del contacts[next(iter(contacts))]
            self._count += len(contacts) - before
            self._count -= len(self._topics.renew(key, contacts) or ())
        self._clear(contact.at)

    def _clear(self, at: float) -> None:
        """Topics that were left alone for longest go: after thirty days, as their records do, or
        where there is no room.
        """
        topics = self._topics
        while topics and (self._count > MOST_STRANGERS or _is_past(topics.oldest(), at)):
            self._count -= len(topics.popitem(last=False)[1])


def _is_past(contacts: dict[str, Contact], at: float) -> bool:
    latest = next(reversed(contacts.values()), None)
    return latest is None or at - latest.at > _KEPT


def _contact(utterance: Utterance) -> Contact:
    aimed = utterance.explicit and utterance.target != utterance.author
    sting, young = max(utterance.malice, utterance.commerce), _is_young(utterance)
    return Contact(
        author=utterance.author,
        target=(utterance.target or "") if aimed else "",
        at=utterance.at,
        # Looked at in a chorus only, and costly.
        sketch=sketch(utterance.words) if sting >= _POINTED or young else b"",
        sting=sting,
        young=young,
    )


def _is_young(utterance: Utterance) -> bool:
    age = account_age(utterance.message.author, utterance.at)
    return age is not None and age < _YOUNG


def _is_slow(contacts: Sequence[Contact]) -> bool:
    return len(contacts) >= FEWEST and contacts[-1].at - min(c.at for c in contacts) >= _QUICK


def _is_siege(contacts: Sequence[Contact]) -> bool:
    """Most strangers who come to the person are hostile: to a streamer, most are not."""
    hostile = sum(contact.sting >= _HOSTILE for contact in contacts)
    enough = hostile >= FEWEST and hostile >= _MOSTLY * len(contacts)
    return enough and _is_slow(contacts)


def _is_chorus(contacts: Sequence[Contact]) -> bool:
    """The same words from many, which are rough, or come from accounts made for it."""
    if not _is_slow(contacts):
        return False
    hostile = sum(contact.sting >= _HOSTILE for contact in contacts)
    young = sum(contact.young for contact in contacts)
    targets = {contact.target for contact in contacts if contact.target}
    made_for_it = young >= _MADE_FOR_IT * len(contacts) and len(targets) == 1
    return hostile >= _MOSTLY * len(contacts) or made_for_it


def _told(contact: Contact, found: Sequence[Contact]) -> tuple[Signal | None, Campaign | None]:
    if not found:
        return None, None
    score = min(1.0, _SCORE + _STEP * (len(found) - FEWEST))
    hours = max(1, round((contact.at - min(each.at for each in found)) / 3600))
    evidence = (
        f"{len(found)} people who hardly ever write here came within {hours} "
        f"hour{'s' * (hours > 1)}, with the same aim."
    )
    accounts = tuple(each.author for each in found)
    signal = Signal("brigade", Category.DOGPILING, score, evidence)
    return signal, Campaign(contact.campaign, accounts)

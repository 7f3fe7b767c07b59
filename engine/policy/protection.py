"""What people want for themselves: how soon Haven steps in when something is aimed at them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from engine import audit
from engine.changes import Changes, Setting
from engine.events import Community
from engine.policy.ladder import Rung
from engine.ports import Ledger

PROTECT = "protect:"


class Sensitivity(StrEnum):
    TOLERANT = "tolerant"
    USUAL = "usual"
    CAREFUL = "careful"
    STRICT = "strict"


# Of the harm from which on the community acts. Below that, words are hidden and nobody punished;
# what is tolerated is left alone.
SHARES = {
    Sensitivity.TOLERANT: 1.4,
    Sensitivity.USUAL: 1.0,
    Sensitivity.CAREFUL: 0.8,
    Sensitivity.STRICT: 0.6,
}


@dataclass(frozen=True, slots=True)
class Block:
    """From this much `harm` on, whoever harms them gets at least this `rung` at once."""

    harm: float
    rung: Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """Nothing of it holds unless the person chose it. `hide` hides what is aimed at them and
    harmful, `hide_from` a certain harm on; `tell_me` tells them privately that there was something.

    `topics` are the words of what they do not want to read, as `engine.text` normalises them.
    `block` punishes others, so it counts for those alone whose community it is.
    """

    sensitivity: Sensitivity = Sensitivity.USUAL
    tell_me: bool = False
    hide: bool = False
    hide_from: float | None = None
    topics: tuple[str, ...] = ()
    block: Block | None = None

    def touches(self, words: Sequence[str]) -> bool:
        """Whether a message with these words is about one of the topics: whole words, in order."""
        if not self.topics:
            return False
        said = f" {' '.join(words)} "
        return any(f" {topic} " in said for topic in self.topics)


UNPROTECTED = Protection()


def unprotected(community: Community, person: str) -> Protection:  # noqa: ARG001 - for all alike
    """For whoever does without people's own settings."""
    return UNPROTECTED


class Protections:
    def __init__(self, *, ledger: Ledger) -> None:
        self._ledger = ledger
        self._chosen: dict[tuple[Community, str], Protection] = {}

    def of(self, community: Community, person: str) -> Protection:
        return self._chosen.get((community, person), UNPROTECTED)

    async def choose(
        self, community: Community, person: str, protection: Protection, *, at: datetime
    ) -> None:
        """A person says what they want for themselves; the plain `Protection()` ends it."""
        value = json.dumps(_plain(protection))
        choice = Setting(community=community, key=f"{PROTECT}{person}", value=value)
        entry = audit.of_person(community, person, "protection.chosen", at=at)
        await self._ledger.commit(Changes(settings=(choice,), audit=(entry,)))
        self.restore(choice)

    def restore(self, setting: Setting) -> None:
        """Bring back a choice from before a restart; one that nobody can read is none."""
        if not setting.key.startswith(PROTECT):
            return
        key = (setting.community, setting.key.removeprefix(PROTECT))
        protection = _read(setting.value)
        if protection == UNPROTECTED:
            self._chosen.pop(key, None)
        else:
            self._chosen[key] = protection

    def forget(self, community: Community, person: str) -> None:
        self._chosen.pop((community, person), None)


def _plain(protection: Protection) -> dict[str, object]:
    block = protection.block
    named = {"harm": block.harm, "rung": block.rung.name} if block else None
    return {**asdict(protection), "block": named}


def _read(value: str) -> Protection:
    """Older choices say nothing of what could not be chosen then."""
    try:
        chosen = json.loads(value)
        return Protection(
            sensitivity=Sensitivity(chosen["sensitivity"]),
            tell_me=chosen["tell_me"] is True,
            hide=chosen["hide"] is True,
            hide_from=_score(chosen.get("hide_from")),
            topics=tuple(map(str, chosen.get("topics", ()))),
            block=_block(chosen.get("block")),
        )
    except (ValueError, KeyError, TypeError):
        return UNPROTECTED


def _score(written: object) -> float | None:
    return None if written is None else float(str(written))


def _block(written: dict[str, object] | None) -> Block | None:
    if written is None:
        return None
    return Block(harm=float(str(written["harm"])), rung=Rung[str(written["rung"])])

"""The broadcaster's own protection, typed into their chat; what they rule out is not repeated."""

from collections.abc import Iterator

from cogs.chat_command import Asked, Command, Rank
from engine.clock import Clock
from engine.policy.book import PolicyBook
from engine.policy.choosing import BLOCKS, chosen
from engine.policy.community import CommunityPolicy
from engine.policy.protection import Protection, Protections, Sensitivity
from engine.policy.wishes import border

_USAGE = (
    f"protect sensitivity {'|'.join(Sensitivity)}, hide HARM|off,"
    f" block HARM {'|'.join(BLOCKS)}|off, topics add|remove|none"
)


class ProtectionCommands:
    def __init__(self, *, protections: Protections, policies: PolicyBook, clock: Clock) -> None:
        self._protections = protections
        self._policies = policies
        self._clock = clock

    def __iter__(self) -> Iterator[Command]:
        yield Command(_USAGE, Rank.BROADCASTER, self._protect)

    async def _protect(self, asked: Asked) -> str:
        known = self._protections.of(asked.community, asked.by)
        if asked.word:
            key, _, words = asked.word.partition(" ")
            known = chosen(known, key.lower(), words)
            await self._protections.choose(asked.community, asked.by, known, at=self._clock.now())
        return "\n".join(_told(known, self._policies.of(asked.community)))


def _told(chosen: Protection, policy: CommunityPolicy) -> Iterator[str]:
    yield f"Aimed at you: {_tolerated(chosen, policy)}"
    if (hidden := _hidden_from(chosen, policy)) is not None:
        yield f"hidden from harm {hidden:.2f} on"
    if chosen.block:
        (length,) = [name for name, rung in BLOCKS.items() if rung is chosen.block.rung]
        yield f"{length} at once from harm {chosen.block.harm:.2f} on"
    yield f"topics that are hidden: {len(chosen.topics)}"


def _tolerated(chosen: Protection, policy: CommunityPolicy) -> str:
    if chosen.sensitivity is Sensitivity.TOLERANT:
        return f"rough words are let pass up to harm {border(chosen, policy):.2f}"
    return f"{chosen.sensitivity} care; Haven acts from harm {policy.act_at:.2f} on"


def _hidden_from(chosen: Protection, policy: CommunityPolicy) -> float | None:
    wanted = [chosen.hide_from] if chosen.hide_from is not None else []
    return min((*wanted, *([border(chosen, policy)] if chosen.hide else [])), default=None)

"""What members choose for themselves: their own protection, and what is kept about them."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Literal

import discord
from discord import app_commands

from cogs.asking import Interaction, admit, community_of, hand_over, say
from cogs.harmless import harmless
from cogs.tree import HavenTree
from engine.authority import DeniedError
from engine.clock import Clock
from engine.policy.choosing import hidden_from, with_topics
from engine.policy.protection import Protection, Protections, Sensitivity
from engine.privacy import Erasure, Privacy
from engine.quantities import counted

_LEVELS = [app_commands.Choice(name=each.value, value=each.value) for each in Sensitivity]
_STEPS_IN = {
    Sensitivity.TOLERANT: "later than for others where rough words are said to you alone",
    Sensitivity.USUAL: "as for everybody here",
    Sensitivity.CAREFUL: "sooner than for others",
    Sensitivity.STRICT: "much sooner than for others",
}
_SURE = Literal["Yes, erase it"]
# Each kind of record, as whoever it is about would call one and many of them.
_RECORDS = {
    "messages": ("message of yours", "messages of yours"),
    "messages_to_you": ("message aimed at you", "messages aimed at you"),
    "verdicts": ("judgement on your messages", "judgements on your messages"),
    "verdicts_for_you": ("judgement on messages at you", "judgements on messages at you"),
    "dead_letters": ("message that could not be judged", "messages that could not be judged"),
    "people": ("note on how you behave", "notes on how you behave"),
    "people_towards_you": ("note on how others treat you", "notes on how others treat you"),
    "sessions": ("conversation you were part of", "conversations you were part of"),
    "lessons": ("lesson learned from your cases", "lessons learned from your cases"),
    "settings": ("choice of yours, or mute", "choices of yours, or mutes"),
    "cases": ("case about you", "cases about you"),
    "cases_for_you": ("case that protects you", "cases that protect you"),
    "calls": ("measure ordered or taken back", "measures ordered or taken back"),
    "appeals": ("appeal of yours", "appeals of yours"),
    "links": ("link of two accounts", "links of two accounts"),
    "audit": ("line of the audit log", "lines of the audit log"),
}


def add_to(tree: HavenTree, *, privacy: Privacy, protections: Protections, clock: Clock) -> None:
    """`/protect me` and `/privacy show|export|erase`: each about whoever enters it alone."""
    tree.add_command(ProtectCommands(protections, clock))
    tree.add_command(PrivacyCommands(privacy))


class ProtectCommands(app_commands.Group):
    def __init__(self, protections: Protections, clock: Clock) -> None:
        super().__init__(name="protect", description="Have Haven look after you more closely")
        self._protections = protections
        self._clock = clock

    @app_commands.command(description="Choose when Haven steps in for you, or see what you chose")
    @app_commands.describe(
        sensitivity="How soon Haven steps in when something is aimed at you",
        hide="Hide what is aimed at you and harmful",
        tell_me="Tell me privately that there was something",
        hide_from="Hide what is aimed at you from this much harm on, in percent; 0 ends it",
        topics="What nobody shall bring up to you, parted by commas; none ends it",
    )
    @app_commands.choices(sensitivity=_LEVELS)
    async def me(
        self,
        interaction: Interaction,
        sensitivity: str | None = None,
        hide: bool | None = None,  # noqa: FBT001  Discord names the options
        tell_me: bool | None = None,  # noqa: FBT001
        hide_from: app_commands.Range[int, 0, 100] | None = None,
        topics: app_commands.Range[str, 1, 1_000] | None = None,
    ) -> None:
        person, where = (await admit(interaction)).id, community_of(interaction)
        known = self._protections.of(where, person)
        chosen = _changed(known, sensitivity=sensitivity, hide=hide, tell_me=tell_me)
        chosen = _bounded(chosen, hide_from=hide_from, topics=topics)
        if chosen != known:
            await self._protections.choose(where, person, chosen, at=self._clock.now())
        await say(interaction, _protection(chosen))


class PrivacyCommands(app_commands.Group):
    def __init__(self, privacy: Privacy) -> None:
        super().__init__(name="privacy", description="What Haven keeps about you here")
        self._privacy = privacy

    @app_commands.command(description="How much of what kind Haven keeps about you here")
    async def show(self, interaction: Interaction) -> None:
        by = await admit(interaction)
        rows = await self._privacy.show(community_of(interaction), by.id)
        kept = [f"- {_kept(kind, count)}" for kind, count in rows.items() if count]
        await say(interaction, "\n".join(["Haven keeps about you here:", *(kept or ["nothing"])]))

    @app_commands.command(description="All that Haven keeps about you here, as a file")
    async def export(self, interaction: Interaction) -> None:
        by = await admit(interaction)
        document = await self._privacy.export(community_of(interaction), by.id)
        await _hand_over(interaction, document.encode())

    @app_commands.command(description="Forget me: what is in force stays until it has ended")
    @app_commands.describe(sure="It cannot be taken back")
    async def erase(self, interaction: Interaction, sure: _SURE) -> None:  # noqa: ARG002
        by = await admit(interaction)
        erased = await self._privacy.erase(community_of(interaction), by.id)
        await say(interaction, _erasure(erased))


async def _hand_over(interaction: Interaction, document: bytes) -> None:
    if len(document) > interaction.filesize_limit:
        raise DeniedError("It is too large for Discord; ask whoever runs the bot for the file.")
    file = discord.File(BytesIO(document), "haven.json")
    await hand_over(interaction, "All that Haven keeps about you here.", file)


def _changed(
    known: Protection, *, sensitivity: str | None, hide: bool | None, tell_me: bool | None
) -> Protection:
    return replace(
        known,
        sensitivity=Sensitivity(sensitivity) if sensitivity else known.sensitivity,
        hide=known.hide if hide is None else hide,
        tell_me=known.tell_me if tell_me is None else tell_me,
    )


def _bounded(known: Protection, *, hide_from: int | None, topics: str | None) -> Protection:
    """Raises DeniedError for what cannot be a border or a topic."""
    if hide_from is not None:
        border = hidden_from(known, str(hide_from / 100)).hide_from if hide_from else None
        known = replace(known, hide_from=border)
    if topics is None:
        return known
    none = replace(known, topics=())
    return none if topics.strip().lower() == "none" else with_topics(none, topics)


def _kept(kind: str, count: int) -> str:
    """A kind of record that is not here is told by its own name."""
    one, many = _RECORDS.get(kind, (f"{kind.replace('_', ' ')}: record",) * 2)
    return counted(count, one, many)


def _protection(chosen: Protection) -> str:
    told = "are told privately" if chosen.tell_me else "are not told"
    lines = [
        f"When something is aimed at you, Haven steps in {_STEPS_IN[chosen.sensitivity]}.",
        f"What is harmful {_hidden(chosen)}, and you {told}.",
    ]
    if chosen.topics:
        named = ", ".join(chosen.topics)
        lines.append(f"What is said to you about this is hidden: {harmless(named, longest=1_500)}.")
    return "\n".join(lines)


def _hidden(chosen: Protection) -> str:
    if chosen.hide_from is not None:
        return f"is hidden from {chosen.hide_from:.0%} of harm on"
    return "is hidden" if chosen.hide else "is not hidden for that alone"


def _erasure(erased: Erasure) -> str:
    words = f"Haven has forgotten {counted(sum(erased.rows.values()), 'record')} about you here."
    stays = list(_staying(erased))
    if not stays:
        return words
    return f"{words} What is in force stays until it has ended: {' and '.join(stays)}."


def _staying(erased: Erasure) -> Iterator[str]:
    if erased.kept:
        numbers = ", ".join(map(str, erased.kept[:20]))
        more = f" and {len(erased.kept) - 20} more" if len(erased.kept) > 20 else ""
        yield f"case {numbers}{more}"
    if erased.elsewhere:
        yield f"{counted(erased.elsewhere, 'case')} on Twitch"

"""A community's own policy in its administrators' hands: shown, changed, previewed, taken home."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from engine.authority import DeniedError
from engine.clock import Clock
from engine.events import Community
from engine.hindsight import Hindsight
from engine.links import Links
from engine.policy.book import MODE, PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET, Choices, checked, document_of, key_of, parse, typed
from engine.policy.preset_choice import beside, laid_down
from engine.policy.preview import Preview, preview
from engine.policy.protection import unprotected
from engine.policy.wishes import Protected
from engine.ports import Archive
from engine.text import Normalise, normalise
from engine.verdict import Mode

Row = TypeVar("Row")

LOOK_BACK = timedelta(days=7)
# Measured: 1.2 s; a busy server's week is cut there, and the preview says so.
MOST_WEIGHED = 10_000


class StaleDraftError(DeniedError):
    """A draft of a policy that is another by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A policy that is not in force yet; `seen` is the version that it would replace."""

    community: Community
    choices: Choices
    policy: CommunityPolicy
    seen: str


class Charter:
    """Whoever calls has looked at the administrator's standing; `by` is what the audit will say."""

    def __init__(
        self,
        *,
        policies: PolicyBook,
        archive: Archive,
        clock: Clock,
        protected: Protected = unprotected,
        links: Links | None = None,
        normalise: Normalise = normalise,
    ) -> None:
        self._policies = policies
        self._hindsight = Hindsight(
            archive=archive,
            policies=policies.of,
            protected=protected,
            links=links,
            normalise=normalise,
        )
        self._archive = archive
        self._clock = clock
        # From looking which policy holds until another is written, nobody else may write one.
        self._turn = asyncio.Lock()

    def of(self, community: Community) -> CommunityPolicy:
        return self._policies.of(community)

    def export(self, community: Community) -> str:
        """A document that brings back just what holds now."""
        return document_of(self.of(community))

    def draft(self, community: Community, document: str) -> Draft:
        """What a whole document would make of the policy: keys that it leaves out fall back to the
        configuration, but for the mode, which stays.

        Raises:
            DocumentError: with every problem of it.
        """
        return self._draft(community, parse(document, self._policies.with_choices(community, {})))

    def draft_key(self, community: Community, key: str, value: str) -> Draft:
        """What one key, as somebody typed it, would change. Raises DocumentError."""
        if key == PRESET:
            return self.draft_keys(community, {PRESET: value.strip().lower()})
        changed = typed(key, value, self.of(community))
        return self._draft(community, {**self._policies.chosen(community), **changed})

    def draft_usual(self, community: Community, name: str) -> Draft:
        """What it would change to take back what the community chose of one key; the mode is the
        configuration's again. Raises DocumentError.
        """
        field = key_of(name).field
        chosen = self._policies.chosen(community)
        if name == PRESET:
            return self._draft(community, laid_down(chosen))
        left = {each: value for each, value in chosen.items() if each != field}
        usual = {MODE: self._policies.configured(community).mode} if field == MODE else {}
        return self._draft(community, {**left, **usual})

    def draft_keys(self, community: Community, table: Mapping[str, object]) -> Draft:
        """What some keys with these values would change, a preset among them laying down the one
        before it. Raises DocumentError.
        """
        chosen, over = self._policies.chosen(community), self.of(community)
        if PRESET in table:
            chosen = laid_down(chosen)
            over = self._policies.with_choices(community, chosen)
            table = beside(table, over)
        return self._draft(community, {**chosen, **checked(table, over)})

    async def preview(self, draft: Draft) -> Preview:
        """What it would have done in the last seven days."""
        since = self._clock.now() - LOOK_BACK
        # Patterns may match what was too harmless to be weighed.
        community, policy = draft.community, draft.policy
        risk = 0.0 if policy.patterns else policy.light_at
        weighed = self._archive.weighed(community, since=since, risk=risk)
        judged = await _first(weighed, MOST_WEIGHED + 1)
        past = await self._hindsight.known(community, policy, since=since)
        # In a thread: ten thousand decisions would hold up the gateway.
        return await asyncio.to_thread(
            preview,
            judged[:MOST_WEIGHED],
            policy,
            self._hindsight.of(past),
            cut=len(judged) > MOST_WEIGHED,
        )

    async def adopt(self, draft: Draft, *, by: str) -> CommunityPolicy:
        """Let a draft be the policy from now on.

        Raises:
            StaleDraftError: somebody else has changed the policy since it was drafted.
        """
        async with self._turn:
            if self.of(draft.community).version != draft.seen:
                raise StaleDraftError("The policy has been changed since; look at it once more.")
            moment = self._clock.now()
            return await self._policies.choose(draft.community, draft.choices, by=by, at=moment)

    async def choose_mode(self, community: Community, mode: Mode, *, by: str) -> None:
        async with self._turn:
            await self._policies.choose_mode(community, mode, by=by, at=self._clock.now())

    def _draft(self, community: Community, choices: Choices) -> Draft:
        return Draft(
            community=community,
            choices=choices,
            policy=self._policies.with_choices(community, choices),
            seen=self.of(community).version,
        )


async def _first(rows: AsyncIterator[Row], count: int) -> list[Row]:
    found: list[Row] = []
    async for row in rows:
        found.append(row)
        if len(found) == count:
            break
    return found

"""A community's own policy in its administrators' hands: shown, changed, previewed, taken home."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from engine.authority import DeniedError
from engine.clock import Clock
from engine.docket import HORIZON, strikes_by
from engine.events import Community
from engine.links import Account, Links
from engine.policy.book import MODE, PolicyBook
from engine.policy.community import CommunityPolicy
from engine.policy.document import Choices, checked, document_of, key_of, parse, typed
from engine.policy.preview import Preview, Strikes, preview
from engine.policy.protection import unprotected
from engine.policy.strikes import Strike
from engine.policy.wishes import Protected
from engine.ports import Archive
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
    ) -> None:
        self._policies = policies
        self._protected = protected
        self._links = links
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
        changed = typed(key, value, self.of(community))
        return self._draft(community, {**self._policies.chosen(community), **changed})

    def draft_usual(self, community: Community, name: str) -> Draft:
        """What it would change to take back what the community chose of one key; the mode is the
        configuration's again. Raises DocumentError.
        """
        field = key_of(name).field
        chosen = self._policies.chosen(community)
        left = {each: value for each, value in chosen.items() if each != field}
        usual = {MODE: self._policies.configured(community).mode} if field == MODE else {}
        return self._draft(community, {**left, **usual})

    def draft_keys(self, community: Community, table: Mapping[str, object]) -> Draft:
        """What some keys with these values would change. Raises DocumentError."""
        changed = checked(table, self.of(community))
        return self._draft(community, {**self._policies.chosen(community), **changed})

    async def preview(self, draft: Draft) -> Preview:
        """What it would have done in the last seven days."""
        since = self._clock.now() - LOOK_BACK
        # Patterns may match what was too harmless to be weighed.
        community, risk = draft.community, 0.0 if draft.policy.patterns else draft.policy.light_at
        weighed = self._archive.weighed(community, since=since, risk=risk)
        judged = await _first(weighed, MOST_WEIGHED + 1)
        cases = await _first(self._archive.cases(community=community, since=since), MOST_WEIGHED)
        # In a thread: ten thousand decisions would hold up the gateway.
        return await asyncio.to_thread(
            preview,
            judged[:MOST_WEIGHED],
            cases,
            draft.policy,
            earlier=await self._strikes(community, before=since),
            elsewhere=await self._strikes_elsewhere(draft, since=since - HORIZON),
            protected=self._protected,
            cut=len(judged) > MOST_WEIGHED,
        )

    async def _strikes(self, community: Community, *, before: datetime) -> Strikes:
        """What people had been given then, but for what has been taken back by now."""
        found: defaultdict[str, list[Strike]] = defaultdict(list)
        async for case in self._archive.cases(community=community, since=before - HORIZON):
            if case.opened_at >= before:
                break
            for person, strike in strikes_by(case):
                found[person].append(strike)
        return found

    async def _strikes_elsewhere(self, draft: Draft, *, since: datetime) -> Strikes:
        """What was given to linked accounts, by the person here, where the draft has it count."""
        found: defaultdict[str, list[Strike]] = defaultdict(list)
        accounts = self._linked_to(draft)
        for place in {where for where, _ in accounts}:
            async for case in self._archive.cases(community=place, since=since):
                for person, strike in strikes_by(case):
                    if (place, person) in accounts:
                        found[accounts[place, person]].append(strike)
        return found

    def _linked_to(self, draft: Draft) -> Mapping[Account, str]:
        """Whose each account elsewhere is."""
        here, links = draft.community, self._links
        home = links.homes.of(here) if links else None
        if links is None or home is None:
            return {}
        policy = draft.policy if home == here else self.of(home)
        return {
            account: link.member if home == here else link.viewer
            for link in (links.at(home) if policy.link_accounts else ())
            for account in links.counterparts(link, here)
        }

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

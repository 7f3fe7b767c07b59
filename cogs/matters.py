"""A case that somebody rules upon: which one it is, who rules, and over whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs.asking import Interaction, community_of, everybody_in, invoker
from engine.authority import DeniedError
from engine.cases import Case
from engine.desk import Desk
from engine.events import Community, Standing
from engine.homes import known_in
from engine.review import RefusedRulingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    case: Case
    by: Standing
    over: Sequence[Standing]

    @property
    def key(self) -> tuple[Community, int]:
        return self.case.community, self.case.number


async def matter(interaction: Interaction, desk: Desk, where: Community, number: int) -> Matter:
    """Whether whoever asks may rule upon it is still to be seen.

    Raises:
        RefusedRulingError: there is no such case.
        DeniedError: it is about the account that they linked.
    """
    case = await desk.case(where, number)
    if case is None:
        raise RefusedRulingError(f"There is no case {number} here.")
    by = invoker(interaction)
    if desk.is_about_linked(case, community_of(interaction), by.id):
        raise DeniedError("Nobody acts in a case of their own.")
    over = await everybody_in(interaction, case)
    return Matter(case=case, by=known_in(where, by), over=over)

"""A moderator bans all accounts of a campaign: part of its case, and taken back with it."""

from collections.abc import Collection
from dataclasses import replace

from engine.actions import Ban
from engine.cases import Case, Ruling, Status
from engine.review import RefusedRulingError
from engine.verdict import Mode


def is_campaign(case: Case) -> bool:
    """About many accounts that Haven found to act as one; nobody ordered it. Those around somebody
    under attack are not one.
    """
    found = case.campaign is not None and not case.ordered_by
    return found and len(case.accounts) > 1 and not case.gathers


def is_open_question(case: Case) -> bool:
    """Whether what waits for a moderator is still to be done if they agree."""
    lapsed = case.waits and case.status is Status.EXPIRED
    return case.needs_human and case.mode is not Mode.OBSERVE and not lapsed


def unbanned(case: Case) -> tuple[str, ...]:
    """Accounts that the case bans not (yet): a campaign may have grown after a ban of all."""
    banned = {action.user for action in case.actions if isinstance(action, Ban)}
    return tuple(account for account in case.accounts if account not in banned)


def with_bans(case: Case, *, by: str, over: Collection[str]) -> tuple[Case, tuple[Ban, ...]]:
    """The case as it bans those of its accounts that `by` was found to stand `over`, and the bans
    that are new in it: a raid goes on, and whoever joins it meanwhile is asked about another time.
    A person's word is meant in earnest even where Haven only observes.

    Raises:
        RefusedRulingError: there is nobody left to ban.
    """
    bans = tuple(Ban(user=account) for account in unbanned(case) if account in over)
    if not bans:
        raise RefusedRulingError(f"Case {case.number} has banned all its accounts already.")
    ruled = replace(case, ruling=Ruling.CONFIRMED, ruled_by=by, needs_human=False)
    if case.mode is Mode.OBSERVE or case.status in {Status.EXPIRED, Status.REFUSED, Status.FAILED}:
        # What it did, if anything, is over; what counts from now on are the bans.
        return _only(ruled, bans), bans
    return replace(ruled, actions=(*case.actions, *bans)), bans


def _only(case: Case, bans: tuple[Ban, ...]) -> Case:
    banned = tuple(action for action in case.actions if isinstance(action, Ban))
    return replace(
        case,
        mode=Mode.ENFORCE,
        actions=(*banned, *bans),
        proposal=None,
        status=Status.PENDING,
        outcome=None,
        expires_at=None,
    )

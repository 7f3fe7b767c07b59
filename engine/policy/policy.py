"""From an assessment to a decision: pure, and never milder for more evidence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from engine.actions import (
    Action,
    AlertModerators,
    AlertTarget,
    Ban,
    Hide,
    LockDown,
    OfferHelp,
)
from engine.events import Message, Origin
from engine.notices.shelf import phrasebook
from engine.policy.community import CommunityPolicy
from engine.policy.fragile import MAY_BE_IN_DANGER, only_told
from engine.policy.gathering import gathered
from engine.policy.graduated import graduated
from engine.policy.held import awaits_ruling, on_hold
from engine.policy.ladder import LONGEST_BY_ITSELF, TOPIC, Rung
from engine.policy.making import decision, explained
from engine.policy.matter import Footing, Matter
from engine.policy.measures import companions, hiding, is_advert, removing, without_alerts
from engine.policy.record import evidence_of
from engine.policy.ruled import with_rulings
from engine.policy.rulings import Rulings, rulings
from engine.policy.severity import severity
from engine.policy.wishes import (
    UNWELCOME,
    blocked,
    calls_for_action,
    is_to_be_hidden,
    is_to_be_told,
)
from engine.sessions.context import Campaign
from engine.verdict import Category, Decision, Mode

# What is done for a target who chose so, and nobody else's business.
TELL = "tell"
# What a case about a person in danger has for its rung: it is nobody's strike.
HELP = "help"
_CHOSEN = "The person it is aimed at chose to be protected from it."
_BLOCKED = "Whoever owns this channel chose at least this measure for it."

# However much a community tolerates, that has nothing to do with a person in danger.
HELP_AT = 0.5
# Moderators have a card by then, and whoever goes on crying is not counted line by line.
_TOLD_AGAIN = timedelta(hours=1)
_SPARED = (
    "Within the last day they were heard to be in danger, so a moderator must confirm what is done"
    " to them."
)

Ladder = Callable[[float, float], Rung]
LADDERS: Mapping[str, Ladder] = {"graduated": graduated, "severity": severity}


def immunity(message: Message, policy: CommunityPolicy) -> str:
    """Why nobody acts on this author here; empty when they have no such standing."""
    if message.author.is_moderator:
        return "moderators are not moderated by a bot"
    if message.author.is_bot:
        return "bots are their owner's business"
    if message.author.roles & policy.exempt_roles:
        return "their role is exempt"
    if message.place.channel in policy.exempt_channels:
        return "this channel is exempt"
    return ""


def decide(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Decision | None:
    """None when nothing needs doing; the same input always gives the same decision."""
    if matter.assessment.category is Category.SELF_HARM:
        helped = None if matter.message.author.is_bot else _help(matter, footing, policy)
        if helped or not awaits_ruling(matter.message):
            return helped
    if footing.immune:
        return None
    ruled = rulings(matter, footing, policy)
    if doubt := matter.doubt or (_SPARED if footing.cried else ruled.asks):
        matter = replace(matter, doubt=doubt)
    acts = _acts(matter, policy, ruled)
    if matter.message.origin is Origin.NAME:
        return _newcomer(matter, policy) if acts else None
    if acts and matter.assessment.category is Category.RAID and matter.campaign:
        # A crowd is one in any language.
        return _raid(matter, matter.campaign, policy)
    if acts and matter.assessment.category is Category.DOGPILING and matter.campaign:
        return _for_target(_brigade(matter, matter.campaign, policy), matter, policy)
    if awaits_ruling(matter.message):
        return on_hold(matter, policy, harmful=acts)
    decided = _sanction(matter, footing, policy, ruled) if acts else None
    decided = _with_protection(decided, matter, policy)
    decided = with_rulings(decided, matter, policy, ruled)
    if decided and matter.distress >= MAY_BE_IN_DANGER:
        return only_told(decided)
    if decided is None or not matter.doubt or isinstance(decided.actions[0], AlertModerators):
        return decided
    asked = _confirmed_first(decided, matter, ruled)
    # What the community itself hides is hidden in a crowd too, by a case of its own.
    joins = matter.siege and asked.asks_first and not ruled.hides
    return gathered(asked, matter, policy) if joins else asked


def _acts(matter: Matter, policy: CommunityPolicy, ruled: Rulings) -> bool:
    if ruled.exempts:
        return False
    return ruled.least is not None or calls_for_action(matter, policy)


def _help(matter: Matter, footing: Footing, policy: CommunityPolicy) -> Decision | None:
    """A person in danger is offered help once a day; moderators are told quietly, nobody is
    punished.
    """
    if matter.assessment.harm_score < HELP_AT:
        return None
    author, why = matter.message.author, matter.assessment.rationale
    if footing.cried is None:
        actions: tuple[Action, ...] = (
            OfferHelp(user=author.id, text=matter.help_text),
            AlertModerators(text=f"{author.name} was offered help. {why}"),
        )
        return decision(matter, policy, actions=actions, rung=HELP)
    if matter.message.sent_at - footing.cried < _TOLD_AGAIN:
        return None
    again = AlertModerators(text=f"{author.name} was heard again within a day. {why}")
    return decision(matter, policy, actions=(again,), rung=HELP)


def _newcomer(matter: Matter, policy: CommunityPolicy) -> Decision:
    """A crowd is met as one, whatever its names are; names that come singly share one case."""
    campaign = matter.campaign
    if campaign and campaign.is_crowd:
        return replace(_raid(matter, campaign, policy), category=Category.RAID)
    told = _name(matter, policy)
    return replace(told, campaign=campaign.id, accounts=campaign.accounts) if campaign else told


def _name(matter: Matter, policy: CommunityPolicy) -> Decision:
    """Moderators are told: a name can be a joke that they know, and no sanction changes it."""
    author, why = matter.message.author, matter.assessment.rationale
    told = AlertModerators(text=f"The name of {author.name} ({author.id}): {why}")
    return decision(matter, policy, actions=(told,), rung="name")


def _raid(matter: Matter, campaign: Campaign, policy: CommunityPolicy) -> Decision:
    """One lock-down for all the accounts of a campaign, and each of their messages hidden."""
    actions: tuple[Action, ...] = (
        LockDown(duration=policy.lock_down_for),
        *hiding(matter),
        AlertModerators(text=f"Raid: {matter.assessment.rationale}"),
    )
    decided = decision(matter, policy, actions=actions, rung="raid")
    return replace(decided, campaign=campaign.id, accounts=campaign.accounts)


def _brigade(matter: Matter, campaign: Campaign, policy: CommunityPolicy) -> Decision:
    """Moderators are told once of all who take part; harsh words are hidden, nobody is punished by
    itself for what only the number of them makes grave.
    """
    harsh = matter.assessment.harm_score >= policy.hide_at and not matter.doubt
    actions: tuple[Action, ...] = (
        AlertModerators(text=f"Brigade: {matter.assessment.rationale}"),
        *(hiding(matter) if harsh else ()),
    )
    decided = decision(matter, policy, actions=actions, rung="brigade")
    return replace(decided, campaign=campaign.id, accounts=campaign.accounts)


def _for_target(decided: Decision, matter: Matter, policy: CommunityPolicy) -> Decision | None:
    """What they chose holds in a crowd too: it must not show them what one alone could not."""
    unsure = matter.doubt and not _is_sure(matter)
    return decided if unsure else _with_protection(decided, matter, policy)


def _sanction(
    matter: Matter, footing: Footing, policy: CommunityPolicy, ruled: Rulings
) -> Decision | None:
    usual = LADDERS[policy.ladder](matter.assessment.harm_score, footing.strikes)
    chosen = blocked(matter)
    rung = max(each for each in (usual, chosen, ruled.least) if each is not None)
    if footing.fresh is not None and rung <= footing.fresh:
        return _hide_only(matter, policy)
    asks = rung is Rung.BAN and policy.bans_need_moderator
    user = matter.message.author.id
    main = (LONGEST_BY_ITSELF if asks else rung).action(user, matter.assessment.rationale)
    decided = decision(
        matter,
        policy,
        actions=(main, *companions(matter, main, policy, asks=asks)),
        rung=rung.name.lower(),
        proposal=Ban(user=user) if asks else None,
    )
    if chosen is not None and chosen > usual:
        decided = explained(decided, _BLOCKED)
    if rung == LADDERS[policy.ladder](matter.assessment.harm_score, 0.0):
        return decided
    shared = evidence_of(footing.record, here=matter.message.place.community.platform)
    return replace(decided, evidence=(*shared, *decided.evidence))


def _with_protection(
    decided: Decision | None, matter: Matter, policy: CommunityPolicy
) -> Decision | None:
    """What the target chose comes on top; by itself it hides and tells, and punishes nobody."""
    wanted = _chosen(matter, policy)
    if decided is not None:
        extra = tuple(action for action in wanted if action not in decided.actions)
        return replace(decided, actions=(*decided.actions, *extra))
    if not wanted:
        return None
    if matter.unwelcome:
        return explained(decision(matter, policy, actions=wanted, rung=TOPIC), UNWELCOME)
    rung = wanted[0].type if isinstance(wanted[0], Hide) else TELL
    return explained(decision(matter, policy, actions=wanted, rung=rung), _CHOSEN)


def _chosen(matter: Matter, policy: CommunityPolicy) -> tuple[Action, ...]:
    hides = hiding(matter) if is_to_be_hidden(matter, policy) else ()
    if not is_to_be_told(matter, policy):
        return hides
    book = phrasebook(policy.language)
    text = book.aimed_hidden if hides else book.aimed_found
    return (*hides, AlertTarget(user=matter.target or "", text=text))


def _confirmed_first(decided: Decision, matter: Matter, ruled: Rulings) -> Decision:
    """Nothing happens to the person by itself; what is known for sure is hidden at once, unless a
    rule here wants even that to be asked about.
    """
    sure = (_is_sure(matter) or ruled.hides) and not ruled.asks
    main = decided.proposal or decided.actions[0]
    waiting = replace(
        decided, reason=f"{decided.reason} {matter.doubt}", needs_human=True, proposal=main
    )
    if isinstance(main, Hide) and sure:
        return decided
    hides = hiding(matter)
    if not hides or not sure or decided.mode is not Mode.ENFORCE:
        return replace(waiting, actions=(main, *without_alerts(decided.actions[1:])))
    return replace(waiting, actions=(*hides, AlertModerators(text=waiting.reason)))


def _hide_only(matter: Matter, policy: CommunityPolicy) -> Decision | None:
    """Nobody can heed a measure within seconds: further words of that minute are only hidden."""
    removal = removing(matter, policy)
    return decision(matter, policy, actions=removal, rung="hide") if removal else None


def _is_sure(matter: Matter) -> bool:
    """An advert is known by its links, a topic by its words, in whatever language."""
    return is_advert(matter) or matter.unwelcome

"""Many accounts acting as one: raids and spam waves, and the cheerful crowds that only look so."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import Community, MemberJoined, Message, PlatformRaid
from engine.sessions.context import Campaign
from engine.sessions.neighbourhood import Neighbourhood
from engine.sessions.utterance import Utterance
from engine.sessions.wave import (
    FEWEST,
    Makeup,
    Post,
    Wave,
    post_of,
    wave_id,
)
from engine.sessions.window import Latest
from engine.verdict import Category, Signal

SHOWN_FROM = 0.5
_MOST_COMMUNITIES = 5_000
_MOST_WAVES = 4
# In a crowd of visitors some are always rude; so many of them make a mob.
_MOB = 0.3
_HYPE_SCORE = 0.9
_CROWD_SCORE = 0.8


@dataclass(frozen=True, slots=True)
class Finding:
    """What the campaigns' tracker has to say about one message."""

    signal: Signal | None = None
    campaign: Campaign | None = None


NOTHING = Finding()


class Campaigns:
    """With `hype` false a cheerful crowd is judged like any other, by its looks."""

    def __init__(self, *, hype: bool = True) -> None:
        self._hype = hype
        self._places: Latest[str, Neighbourhood] = Latest(most=_MOST_COMMUNITIES)

    def note(self, event: MemberJoined | PlatformRaid) -> None:
        match event:
            case MemberJoined():
                self._here(str(event.community)).joined(event)
            case PlatformRaid():
                here = self._here(str(event.place.community))
                here.announced[str(event.place)] = event.raided_at.timestamp()

    def forget(self, community: Community, person: str) -> None:
        if here := self._places.get(str(community)):
            here.forget(person)

    def came_in(self, message: Message) -> Finding:
        """What there is to be said of somebody's name: the crowd that they came in with."""
        here = self._here(str(message.place.community))
        usual = here.usual_joins.base(message.sent_at.timestamp())
        raid = here.raid_under_way(message.sent_at.timestamp())
        campaign = here.arrivals.came_in(message, usual=usual, raid=raid)
        if campaign is None or not campaign.is_crowd:
            return Finding(campaign=campaign)
        count = len(campaign.accounts)
        evidence = f"Within minutes {count} accounts came in that are younger than a week."
        return Finding(Signal("raid", Category.RAID, _CROWD_SCORE, evidence), campaign)

    def named(self, message: Message, campaign: str) -> None:
        """Moderators were told of this name, in the case of this campaign."""
        here = self._here(str(message.place.community))
        here.arrivals.named(campaign, message.sent_at.timestamp())

    def observe(self, utterance: Utterance, *, stranger: bool, unsure: bool = False) -> Finding:
        """`stranger`: the author has not spoken in this session before; `unsure`: on whose side it
        is said amid an attack on somebody.
        """
        here = self._here(utterance.community)
        at = utterance.at
        joined_at = here.joined_at(utterance.message.author)
        if here.waves:
            here.waves = [wave for wave in here.waves if not wave.is_over(at)]
        stranger = stranger or here.is_strange(utterance.message.author, at)
        post = post_of(
            utterance,
            joined_at=joined_at,
            stranger=stranger,
            amid_waves=bool(here.waves),
            unsure=unsure,
        )
        here.mood.add(at, (utterance.author, "hype" in utterance.tone))
        if post and (post.newcomer or (post.stranger and not post.regular)):
            here.came_by(post.author, at)
        wave = _wave(here, utterance.community, at, post) if post else None
        if post and wave:
            return self._judged(utterance, here, wave, post)
        if self._hype and (post is None or post.is_harmless):
            return _cheered(here, utterance)
        return NOTHING

    def _judged(self, utterance: Utterance, here: Neighbourhood, wave: Wave, post: Post) -> Finding:
        at, makeup = utterance.at, wave.makeup()
        announced, focus = here.is_announced(utterance.place, at), here.focus(wave, at)
        if self._hype and (cheered := _excused(makeup, announced, focus)):
            return cheered if post.is_harmless else NOTHING
        if (wave.mob and focus < _MOB) or _is_chance(wave, makeup, post):
            return NOTHING
        joins = here.join_burst(at)
        score = makeup.hostility(accounts=len(wave.accounts), joins=joins)
        if score < SHOWN_FROM or post.author not in wave.accounts:
            return NOTHING
        category = makeup.category(joins=joins)
        if category is not Category.RAID and here.raid_under_way(at) is None:
            # What people who belong here say rudely together is their own affair.
            if not makeup.sells:
                return NOTHING
            return Finding(_raised(wave, category, score), Campaign(wave.id, tuple(wave.accounts)))
        campaign = Campaign(here.raid_by(wave, at), tuple(wave.accounts))
        return Finding(_raised(wave, Category.RAID, score), campaign)

    def _here(self, community: str) -> Neighbourhood:
        here = self._places.get(community) or Neighbourhood()
        self._places.renew(community, here)
        return here


def _raised(wave: Wave, category: Category, score: float) -> Signal:
    evidence = f"{len(wave.accounts)} accounts wrote much the same within minutes."
    return Signal("raid", category, score, evidence)


def _is_chance(wave: Wave, makeup: Makeup, post: Post) -> bool:
    """Harmless words amid a wave of hostile ones, with which they share some small words."""
    return post.is_harmless and not makeup.is_plain and not wave.echoes(post)


def _excused(makeup: Makeup, announced: bool, focus: float) -> Finding | None:  # noqa: FBT001
    """What speaks for a wave that looks like none to fight; None where nothing does."""
    if makeup.is_cheerful and (announced or makeup.is_hyped):
        return _cheer(announced=announced)
    if not makeup.is_harmless(focus=focus):
        return None
    return _cheer(announced=False) if makeup.is_cheerful else NOTHING


def _cheered(here: Neighbourhood, utterance: Utterance) -> Finding:
    announced = here.is_announced(utterance.place, utterance.at)
    cheering = "hype" in utterance.tone and here.is_cheering()
    return _cheer(announced=announced) if announced or cheering else NOTHING


def _cheer(*, announced: bool) -> Finding:
    evidence = (
        "The platform announced visitors, and what they write is friendly."
        if announced
        else "A cheerful crowd: no links, no rough words."
    )
    return Finding(Signal("hype", Category.NONE, _HYPE_SCORE, evidence))


def _wave(here: Neighbourhood, community: str, at: float, post: Post) -> Wave | None:
    """The wave that the post belongs to, which it may have raised itself."""
    wave = next((wave for wave in here.waves if wave.takes(post)), None)
    if wave is not None:
        wave.add(at, post)
        return wave
    return _founded(here, community, at, post) if post.is_notable else None


def _founded(here: Neighbourhood, community: str, at: float, post: Post) -> Wave | None:
    """Keep the post; a new wave where enough accounts have now written the like."""
    here.posts.add(at, post)
    members = here.posts.like(post)
    mob = _too_few(members) and post.is_attack
    if mob:
        members = [entry for entry in here.posts.entries if entry[1].is_attack]
    if _too_few(members):
        return None
    began, first = members[0]
    wave = Wave(wave_id(community, first.message), began, mob=mob)
    for moment, member in members:
        wave.add(moment, member)
    here.waves = _most_telling([*here.waves, wave])
    return wave


def _most_telling(waves: list[Wave]) -> list[Wave]:
    """Room is made by the calmest: what viewers happen to say alike must not end a raid's wave."""
    if len(waves) <= _MOST_WAVES:
        return waves
    calmest = min(waves, key=lambda wave: (not wave.makeup().is_cheerful, wave.posts.latest))
    return [wave for wave in waves if wave is not calmest]


def _too_few(members: Sequence[tuple[float, Post]]) -> bool:
    return len(members) < FEWEST or len({post.author for _, post in members}) < FEWEST

"""Every part of every body with hostile words and names in it: nothing of them comes to life."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from cogs import memory_commands
from cogs.case_card import card_of, context_of, explanation_of, question_of, reading_of
from cogs.case_lists import list_of
from cogs.report import words_of
from connectors.discord import wording
from engine.cases import Note, Ruling, Status
from engine.events import Community, Place, Platform
from engine.packets import Briefing, KeptPacket, Line
from engine.queries import Beat, Page
from engine.verdict import Category, Evidence, Mode, Signal
from tests.builders import NOON, decision, message, prediction, verdict
from tests.cogs.views import HALL, PRECEDENT, discord_case, view, waiting
from tests.cogs.weeks import crowded
from tests.conftest import Figure
from tests.data.values import a_packet, a_pattern
from tests.servers.discord.markup import live

pytestmark = pytest.mark.promise("S10")

TWITCH = Place(Community(Platform.TWITCH, "777"), "ada")
ATTACKS = [
    *("<@666>", "<@!666>", "<@&666>", "<#666>", "@everyone", "@here", "</undo:666>", "<t:666:R>"),
    *("[free](https://evil.example)", "[a](<https://evil.example>)", "<:pog:666>", "<a:pog:666>"),
    *("```ansi\n\x1b[31m666\x1b[0m```", "`666`", "``666``", "\n# 666", "\n-# 666", "\n> 666"),
    *("\n>>> 666", "||666end", "|| ||666end", "**666**", "__666__", "~~666~~", "\\"),
    *("\u202eabc", "\u2066", "\x00", "\ud800", "\\`666\\`", "\\\\**666**", "\\||666end", "@\u200b"),
]
HOSTILE = st.lists(
    st.sampled_from(ATTACKS) | st.text(alphabet="ab \\|*_`<>[]()#@:/~-\n", max_size=4),
    min_size=1,
    max_size=12,
).map("".join)
Texts = Iterator[str]


def of_sheet(sheet: ui.LayoutView) -> Texts:
    for item in sheet.walk_children():
        if isinstance(item, ui.TextDisplay):
            yield item.content
        if isinstance(item, ui.Button):
            yield item.label or ""


def seen_with(words: str, where: Place = HALL) -> Texts:
    """A case all of whose texts are theirs, in every state that shows other parts."""
    hostile = discord_case(
        place=where,
        author=words,
        target=words,
        accounts=(words, words),
        reason=words,
        evidence=(Evidence("signal:lexicon", words), Evidence("session", words)),
        notes=(Note(by=words, at=NOON, text=words),),
        ordered_by=words,
        ruled_by=words,
        ruling=Ruling.CONFIRMED,
        policy=f"{words}@{words}",
        reasoner=words,
        model=words,
    )
    judged = verdict(
        message(),
        decision(elsewhere=((Mode.OBSERVE, words),)),
        prediction=prediction(
            Signal("lexicon", Category.INSULT, 0.8, words),
            precedents=(replace(PRECEDENT, explanation=words, ended=words),),
        ),
    )
    course = tuple(Beat(author=words, text=words, at=NOON, risk=0.5, escalation=0.5) for _ in "abc")
    states = (hostile, replace(hostile, ordered_by=None, accounts=(words,)), waiting(reason=words))
    for case in (*states, replace(hostile, status=Status.VOID, ruling=None)):
        shown = view(case, words=words, name=words, verdict=judged, course=course)
        for sheet in (card_of(shown), explanation_of(shown), context_of(shown)):
            yield from of_sheet(sheet)
        yield from of_sheet(question_of(case, card=None))
        yield from of_sheet(list_of("Cases", Page((case,), None)))


def read_with(words: str) -> Texts:
    parts = ("rule", "talk", "people", "choice", "precedent", "signal", "earlier", "message")
    lines = tuple(Line(part, words, who=words) for part in parts)
    packet: KeptPacket = replace(a_packet(), briefing=Briefing(lines, is_marked=True))
    if packet.counsel:
        packet = replace(packet, counsel=replace(packet.counsel, model=words))
    yield from of_sheet(reading_of(discord_case(), packet))


def written_with(words: str) -> Texts:
    """What the connector writes: letters, notices, and words that are shown again."""
    yield wording.timed_out(words, 1, NOON)
    yield wording.muted(words, 1)
    yield wording.kicked(words, 1)
    yield wording.banned(words, 1)
    yield wording.spoilered(words, words)
    yield wording.restored(words, words)
    yield wording.plain(words)
    yield wording.signed(words, words)


def told_with(words: str) -> Texts:
    yield words_of(crowded((words, f"{words}x"), cases=6))
    lesson = replace(a_pattern(), text=words)
    yield "\n".join(memory_commands._lines([SimpleNamespace(lesson=lesson, is_trusted=True)]))  # type: ignore[list-item]


RENDERERS: Mapping[str, Callable[[str], Texts]] = {
    "cards": seen_with,
    "cards of Twitch": lambda words: seen_with(words, TWITCH),
    "what was read": read_with,
    "letters and notices": written_with,
    "reports and memory": told_with,
}


@pytest.mark.parametrize("name", RENDERERS)
@given(words=HOSTILE)
def test_nothing_of_hostile_words_comes_to_life(name: str, words: str) -> None:
    living = [(live(text), text) for text in RENDERERS[name](words) if live(text)]
    assert living == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_each_attack_by_itself_is_only_shown(attack: str) -> None:
    texts = [text for render in RENDERERS.values() for text in render(attack)]
    assert [text for text in texts if live(text)] == []


def test_the_checker_knows_each_attack_that_is_not_escaped(figure: Figure) -> None:
    harmless_alone = {"\\", "@\u200b", "\\`666\\`", "\\||666end", "|| ||666end"}
    asleep = [attack for attack in ATTACKS if not live(attack) and attack not in harmless_alone]
    assert asleep == []
    bodies = [text for words in ATTACKS for render in RENDERERS.values() for text in render(words)]
    alive = [text for text in bodies if live(text)]
    figure(f"{len(bodies):,} texts, {len(alive)} live")

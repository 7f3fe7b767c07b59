"""What was read about cases: sealed on disk, forgotten with the words, never lost by a key."""

import sqlite3
from base64 import b64encode
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from data.database import FILE
from data.faults import KeyUnusableError
from data.keys import KEY_FILE
from data.schema import migrate
from data.state import State, open_archive, open_state
from engine.cases import Ruling
from engine.changes import Changes
from engine.events import Platform
from engine.policy.ladder import TOPIC
from engine.queries import Span
from engine.reasoning.calibration import Tried
from tests.data.values import ELSEWHERE, HERE, a_case, a_packet, at, judge

WORDS = b"I will find you"
KEY, OTHER = (b64encode(bytes([each]) * 32).decode() for each in (1, 2))


async def keep(state: State, *numbers: int) -> None:
    await state.ledger.commit(
        Changes(cases=tuple(map(a_case, numbers)), packets=tuple(map(a_packet, numbers)))
    )


def on_disk(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob(f"{FILE}*"))


async def test_a_packet_comes_back_as_it_was(state: State) -> None:
    bare = a_packet(2, counsel=None, briefing=None, speakers=())
    await keep(state, 1)
    await state.ledger.commit(Changes(cases=(a_case(2),), packets=(bare,)))

    assert await state.archive.packets.of(HERE, 1) == a_packet(1)
    assert await state.archive.packets.of(HERE, 2) == bare
    assert await state.archive.packets.of(HERE, 3) is None


async def test_no_word_of_it_lies_on_the_disk_unsealed(folder: Path) -> None:
    async with open_state(folder) as state:
        await keep(state, 1)
        written = on_disk(folder)
    assert b"m1" in written
    assert WORDS not in written


async def test_a_packet_without_its_case_is_not_written(state: State) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await state.ledger.commit(Changes(packets=(a_packet(9),)))
    assert await state.archive.packets.of(HERE, 9) is None


async def test_a_case_keeps_the_packet_that_it_began_with(state: State) -> None:
    await keep(state, 1)
    await state.ledger.commit(Changes(packets=(replace(a_packet(1), ruled=0.1),)))

    assert await state.archive.packets.of(HERE, 1) == a_packet(1)


async def test_words_go_with_the_oldest_of_them_and_figures_stay(state: State) -> None:
    await judge(state, 1)
    await keep(state, 1)
    gone = replace(a_packet(1), briefing=None, speakers=())

    assert await state.ledger.forget(Platform.TWITCH, before=at(100)) == 0
    assert await state.ledger.forget(Platform.DISCORD, before=at(-60)) == 0
    assert await state.archive.packets.of(HERE, 1) == a_packet(1)
    # The message itself may be kept a little longer than what was said before it.
    assert await state.ledger.forget(Platform.DISCORD, before=at(-58)) == 0
    assert await state.archive.packets.of(HERE, 1) == gone


@pytest.mark.parametrize("person", ["ann", "cid"])
async def test_words_go_with_anybody_who_said_some_of_them(state: State, person: str) -> None:
    await keep(state, 1)
    await state.ledger.erase(HERE, "zoe", kept=(), changes=Changes())
    assert await state.archive.packets.of(HERE, 1) == a_packet(1)

    await state.ledger.erase(HERE, person, kept=(), changes=Changes())

    left = await state.archive.packets.of(HERE, 1)
    assert left == replace(a_packet(1), briefing=None, speakers=())


async def test_people_are_given_their_own_words_and_nobody_elses(state: State) -> None:
    await keep(state, 1)
    (accused,) = (await state.registry.about(HERE, "ann"))["packets"]
    (bystander,) = (await state.registry.about(HERE, "cid"))["packets"]

    assert accused["words"] == ["I will find you"]
    assert accused["signs"] == ["Speaks strongly for harm: a threat"]
    assert (bystander["words"], bystander["signs"]) == (["what is it"], [])
    assert "packets" not in await state.registry.about(HERE, "bob")


async def test_a_part_that_two_people_go_by_is_given_to_neither(state: State) -> None:
    speakers = ("person A", "cid"), ("person A", "dot"), ("author", "ann")
    shared = replace(a_packet(1), speakers=speakers)
    await state.ledger.commit(Changes(cases=(a_case(1),), packets=(shared,)))

    (fact,) = (await state.registry.about(HERE, "dot"))["packets"]
    assert fact["words"] == []


async def test_another_key_says_so_and_loses_nothing(folder: Path) -> None:
    async with open_state(folder, key=KEY) as state:
        await keep(state, 1)
    async with open_state(folder, key=OTHER) as state:
        (told,) = [line for line in state.warnings if "another key" in line]
        foreign = await state.archive.packets.of(HERE, 1)
        (fact,) = (await state.registry.about(HERE, "ann"))["packets"]
        await keep(state, 2)
    async with open_state(folder, key=KEY) as state:
        again = await state.archive.packets.of(HERE, 1)

    assert "HAVEN_STATE__KEY" in told
    assert foreign == replace(a_packet(1), briefing=None, is_foreign=True)
    assert fact["sealed_with"] == "another key"
    assert again == a_packet(1)


async def test_a_look_makes_no_key_where_there_is_none(folder: Path) -> None:
    async with open_state(folder, key=KEY) as state:
        await keep(state, 1)
    async with open_archive(folder) as archive:
        foreign = await archive.packets.of(HERE, 1)

    assert foreign
    assert foreign.is_foreign
    assert not (folder / KEY_FILE).exists()


async def test_a_key_that_is_none_is_refused_at_the_start(folder: Path) -> None:
    with pytest.raises(KeyUnusableError, match="HAVEN_STATE__KEY"):
        async with open_state(folder, key="short"):
            pass


async def test_words_moved_to_another_case_do_not_open_there(folder: Path) -> None:
    async with open_state(folder) as state:
        await keep(state, 1, 2)
    with closing(sqlite3.connect(folder / FILE)) as file, file:
        file.execute('UPDATE packets SET sealed = (SELECT sealed FROM packets WHERE "case" = 1)')
    async with open_archive(folder) as archive:
        moved = await archive.packets.of(HERE, 2)

    assert moved
    assert moved.is_foreign


async def test_the_latest_cases_come_with_what_was_read_of_them(state: State) -> None:
    await keep(state, 1, 2, 3)
    await state.ledger.commit(Changes(cases=(a_case(4),)))

    found = await state.archive.packets.since(at(2), limit=5)
    assert found == [(a_case(3), a_packet(3)), (a_case(2), a_packet(2))]
    assert len(await state.archive.packets.since(at(0), limit=1)) == 1


async def test_a_database_from_before_the_packets_gets_room_for_them(folder: Path) -> None:
    migrate(folder / FILE, "0005")

    async with open_state(folder) as state:
        await keep(state, 1)
        assert await state.archive.packets.of(HERE, 1) == a_packet(1)


async def test_models_are_tried_by_the_rulings_on_their_cases(state: State) -> None:
    await keep(state, 1, 2, 3)
    ruled = {"ruling": Ruling.CONFIRMED, "ruled_by": "oakley"}
    wish = a_case(4, rung=TOPIC, **ruled)
    bare = replace(a_packet(5), counsel=None)
    cases = a_case(1, **ruled), a_case(2, ruling=Ruling.REVERSED, ruled_by="hob"), wish
    packets = a_packet(4), bare
    await state.ledger.commit(Changes(cases=(*cases, a_case(5, **ruled)), packets=packets))

    assert list(await state.archive.packets.tried()) == [
        Tried("llama@d1", 0.8, harmful=False, by="hob", at=at(2)),
        Tried("llama@d1", 0.8, harmful=True, by="oakley", at=at(1)),
    ]


async def test_what_each_reasoner_found_comes_with_the_rulings_of_that_community(
    state: State,
) -> None:
    ruled = a_case(1, ruling=Ruling.CONFIRMED, ruled_by="mod")
    alone = a_packet(2, counsel=None, ruled=0.4)
    other = a_packet(3, community=ELSEWHERE)
    await state.ledger.commit(
        Changes(
            cases=(ruled, a_case(2), a_case(3, community=ELSEWHERE)),
            packets=(a_packet(1), alone, other),
        )
    )
    found = await state.archive.packets.found(HERE, Span(at(0), at(600)))
    assert [(each.reasoner, each.harm, each.calls, each.harmful) for each in found] == [
        ("rules", 0.6, True, True),
        ("llama@d1", 0.8, True, True),
        ("rules", 0.4, False, None),
    ]
    assert await state.archive.packets.found(HERE, Span(at(300), at(600))) == []

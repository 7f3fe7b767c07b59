"""A peer in a process: the protocol with it, and what is measured."""

from bot.peers.catalogue import CASCADE
from bot.peers.fresh import Failure, measure
from bot.peers.process import BLOCK, measured
from bot.peers.protocol import Job, Measurement
from bot.settings import Settings
from tests.bot.peers.trivial import Counting

COUNTING = "tests.bot.peers.trivial:Counting"
BROKEN = "tests.bot.peers.trivial:Broken"
KILLED = "tests.bot.peers.trivial:Killed"


def job(**more: object) -> Job:
    return Job(configuration="seven", **more)  # type: ignore[arg-type]


def lines(count: int) -> list[str]:
    return [f"line {number}" for number in range(count)]


def test_a_peer_is_measured_in_a_process_of_its_own() -> None:
    texts = lines(BLOCK * 2)

    told = measure(COUNTING, job(many=texts, single=texts[:30], judged=["a", "bread"], seconds=1.0))

    assert isinstance(told, Measurement)
    assert (told.version, told.flag_at, told.scores) == ("seven", 10.0, [1.0, 5.0])
    assert told.messages_per_second is not None
    assert told.single_p95_ms is not None
    assert told.rss_mb > 1.0


def test_a_peer_that_fails_says_why() -> None:
    assert measure(BROKEN, job()) == Failure("RuntimeError: no weights here")


def test_a_peer_that_is_killed_is_told_from_one_that_fails() -> None:
    assert measure(KILLED, job()) == Failure("killed by SIGKILL")


def test_this_stack_scores_harm_above_all_else() -> None:
    texts = ["you are a worthless idiot, nobody likes you", "good morning, the beans are up"]
    whole = Job(configuration=Settings().model_dump_json(), judged=texts)

    told = measure(CASCADE.entry, whole)

    assert isinstance(told, Measurement)
    assert told.scores[0] > told.scores[1]


def test_without_texts_there_is_no_speed() -> None:
    told = measured(Counting, job())

    assert (told.messages_per_second, told.single_p95_ms, told.scores) == (None, None, [])


def test_single_messages_come_one_by_one_and_many_in_blocks() -> None:
    peer = Counting()

    measured(lambda: peer, job(many=lines(BLOCK + 3), single=lines(2), seconds=9.0))

    assert peer.asked == [1, 1, BLOCK, 3]


def test_scoring_ends_when_the_time_is_up() -> None:
    peer = Counting()

    measured(lambda: peer, job(many=lines(BLOCK * 4), seconds=0.0))

    assert peer.asked == [BLOCK]


def test_every_judged_text_is_scored_however_many_there_are() -> None:
    told = measured(Counting, job(judged=lines(BLOCK + 1)))

    assert len(told.scores) == BLOCK + 1

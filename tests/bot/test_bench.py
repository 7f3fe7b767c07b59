import json
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

import bot.bench
import bot.bench_screening
from bot.bench import measure, reference
from bot.bench_chat import CHANNELS, COMMUNITIES, Chat, repeats
from bot.bench_load import STAGES, Bench, Step, generator_ms
from bot.bench_screening import screening_alone
from bot.bench_sessions import measure_sessions
from bot.bench_start import import_ms, start_seconds
from bot.peers.fresh import Failure
from bot.peers.protocol import Job, Measurement
from bot.settings import Settings

Captured = pytest.CaptureFixture[bytes]


def step(offered: float | None, achieved: float, *, screening: float = 20.0) -> Step:
    return Step(
        offered=offered,
        achieved=achieved,
        messages=100,
        cases=1,
        shed=0,
        calls=1,
        cpu_ms_per_message=1.0,
        rss_mb=200.0,
        stages={stage: {"p50": 1.0, "p95": screening, "p99": 90.0} for stage in STAGES},
    )


def test_made_up_chat_hardly_repeats_itself() -> None:
    assert repeats() < 0.15


def test_made_up_chat_is_the_same_for_the_same_seed() -> None:
    assert list(islice(Chat(3).lines(), 50)) == list(islice(Chat(3).lines(), 50))


def test_made_up_chat_fills_every_channel_of_every_community() -> None:
    places = {line.place for line in islice(Chat().lines(), 2_000)}

    communities = Counter(place.community for place in places)
    assert (len(places), len(communities)) == (CHANNELS, COMMUNITIES)


def test_about_one_line_in_a_hundred_is_harmful_and_aimed_at_somebody() -> None:
    harmful = [line for line in islice(Chat().lines(), 10_000) if line.harmful]

    assert 60 < len(harmful) < 140
    assert all(line.target for line in harmful)


@pytest.mark.parametrize(
    ("told", "sustained"),
    [
        (step(1_000, 985), True),
        (step(1_000, 975), False),
        (step(1_000, 1_000, screening=51.0), False),
        (step(None, 1_000), False),
    ],
)
def test_a_load_is_borne_when_all_of_it_is_screened_in_time(told: Step, sustained: bool) -> None:  # noqa: FBT001
    assert told.sustained is sustained


def test_latencies_are_told_at_a_thousand_a_second_where_that_is_borne() -> None:
    steps = [step(500, 500), step(1_000, 999), step(1_200, 1_200)]

    assert reference(steps).offered == 1_000


def test_latencies_are_told_at_the_highest_load_that_is_borne() -> None:
    steps = [step(250, 250), step(500, 500), step(1_000, 700)]

    assert reference(steps).offered == 500


def test_where_no_load_is_borne_the_lowest_speaks() -> None:
    assert reference([step(250, 100), step(500, 100)]).offered == 250


async def test_every_offered_message_is_judged_and_harm_leads_to_calls(tmp_path: Path) -> None:
    async with Bench.opened(Settings(), tmp_path) as bench:
        told = await bench.step(rate=200.0, seconds=1.5)

    assert told.messages == 300
    assert told.cases > 0
    assert told.calls >= told.cases
    assert told.stages["event_to_verdict"]["p50"] >= told.stages["screening"]["p50"] > 0.0


async def test_as_fast_as_it_goes_takes_what_there_is_room_for(tmp_path: Path) -> None:
    async with Bench.opened(Settings(), tmp_path) as bench:
        told = await bench.step(rate=None, seconds=0.5)

    assert told.messages > 20
    assert told.offered is None


async def test_the_generator_alone_costs_something() -> None:
    assert 0.0 < await generator_ms() < 10.0


def test_the_screening_alone_is_measured_with_and_without_the_cascade(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def measured(entry: str, job: Job) -> Measurement:
        speed = 2_000.0 if "Cascade" in entry else 1_000.0
        return Measurement(
            version="1",
            flag_at=0.5,
            load_seconds=0.4,
            rss_mb=160.0,
            messages_per_second=speed,
            cpu_ms_per_message=2_000.0 / speed,
            single_p95_ms=2.0,
            scores=[0.0 for _ in job.judged],
        )

    monkeypatch.setattr(bot.bench_screening, "measure", measured)

    assert screening_alone(Settings(), seconds=1.0) == {
        "screening_alone_messages_per_second": 1_000.0,
        "screening_alone_cascade_messages_per_second": 2_000.0,
        "screening_alone_cpu_ms_per_message": 2.0,
        "screening_alone_cascade_cpu_ms_per_message": 1.0,
        "screening_alone_single_p95_ms": 2.0,
        "screening_alone_load_seconds": 0.4,
        "screening_alone_rss_mb": 160.0,
    }


def test_a_bench_without_its_screening_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.bench_screening, "measure", lambda *_: Failure("no weights here"))

    with pytest.raises(RuntimeError, match="haven could not be measured: no weights here"):
        screening_alone(Settings(), seconds=1.0)


def test_a_fresh_process_gets_ready(tmp_path: Path) -> None:
    assert start_seconds(Settings(), tmp_path / "state") > import_ms() / 1000.0


async def test_the_report_holds_what_programs_ask_for(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: Captured
) -> None:
    async def steps(*_: object) -> list[Step]:
        return [step(250, 250), replace(step(1_000, 995), cpu_ms_per_message=1.5)]

    monkeypatch.setattr(bot.bench, "_steps", steps)
    monkeypatch.setattr(bot.bench, "start_seconds", lambda *_: 2.5)
    monkeypatch.setattr(bot.bench, "import_ms", lambda: 80.0)
    monkeypatch.setattr(
        bot.bench, "screening_alone", lambda *_, **__: {"screening_alone_rss_mb": 9}
    )

    code = await measure(Settings(), seconds=1.0, as_json=True)

    report = json.loads(capfdbinary.readouterr().out)
    assert code == 0
    assert report["messages_per_second"] == 995
    assert report["cpu_ms_per_message"] == 1.5
    assert report["screening_alone_rss_mb"] == 9
    assert [part["sustained"] for part in report["sweep"]] == [True, True]
    assert report.keys() >= {
        "screening_p95_ms",
        "event_to_action_p95_ms",
        "rss_mb",
        "start_seconds",
        "import_ms",
    }


def test_live_sessions_are_counted_and_what_a_message_costs(capfdbinary: Captured) -> None:
    measure_sessions(300, as_json=True)

    figures = json.loads(capfdbinary.readouterr().out)
    assert figures["sessions"] == 300
    assert figures["update_microseconds"] > 0.0


def test_nothing_is_cut_off_at_eighty_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    steps = [step(1_000, 1_000, screening=1_234.5), step(None, 12_345)]

    bot.bench._print(bot.bench._report(steps, {"import_ms": 300.0}), steps)

    told = capsys.readouterr().out
    assert "…" not in told
    assert max(map(len, told.splitlines())) <= 80

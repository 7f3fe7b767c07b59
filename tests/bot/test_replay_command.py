"""`haven replay`: every form of chat, what it writes, and what it refuses."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot import replaying
from bot.replaying import Play, played
from bot.settings import Settings
from connectors.replay import Replay, Speed
from engine.pipeline import nobody_watches
from tests.bot.chats import FORMS, TALK, Form, json_lines
from tests.bot.command import Finished, document, haven, one_line, side_by_side, within

HEADINGS = ["messages", "predictions", "sessions", "decisions", "cases"]
ODD_NAME = "[/b] \x1b[2J vex"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("replays")


def _replay(form: Form, folder: Path) -> Finished:
    return haven("replay", form.write(folder), "--json", f"{form.name}.out", folder=folder)


@pytest.fixture(scope="module")
def replays(folder: Path) -> Mapping[str, Finished]:
    finished = side_by_side(*(partial(_replay, form, folder) for form in FORMS))
    return {form.name: each for form, each in zip(FORMS, finished, strict=True)}


@pytest.fixture(params=FORMS, ids=lambda form: form.name)
def form(request: pytest.FixtureRequest) -> Form:
    chosen: Form = request.param
    return chosen


@pytest.fixture
def replayed(form: Form, replays: Mapping[str, Finished]) -> Finished:
    return replays[form.name]


@pytest.fixture
def written(form: Form, replays: Mapping[str, Finished], folder: Path) -> dict[str, Any]:
    assert replays[form.name].returncode == 0
    return document(folder / f"{form.name}.out")


def test_a_chat_of_each_form_is_played(replayed: Finished) -> None:
    assert replayed.returncode == 0


def test_the_document_has_its_five_parts(written: dict[str, Any]) -> None:
    assert list(written) == HEADINGS


def test_every_message_is_there_with_its_prediction(written: dict[str, Any]) -> None:
    assert [message["text"] for message in written["messages"]] == [text for _, text in TALK]
    assert len(written["predictions"]) == len(TALK)


def test_one_conversation_holds_what_was_not_prevented(written: dict[str, Any]) -> None:
    seen = [prediction for prediction in written["predictions"] if not prediction["prevented"]]

    assert [session["message_count"] for session in written["sessions"]] == [len(seen)]


def test_the_attack_becomes_a_case_of_its_author_for_its_target(
    form: Form, written: dict[str, Any]
) -> None:
    case = written["cases"][0]

    assert (case["number"], case["author"], case["target"]) == (
        *(1, form.ids["vex"], form.ids["mika"]),
    )
    assert {case["author"] for case in written["cases"]} == {form.ids["vex"]}


def test_a_case_says_what_was_done_and_why(written: dict[str, Any]) -> None:
    case = written["cases"][0]

    assert case["action"]["type"] == "timeout"
    assert case["category"] in {"harassment", "insult"}
    assert 0 < case["risk_score"] <= 1
    assert all(evidence["id"] and evidence["text"] for evidence in case["evidence"])
    assert case["evidence"]
    assert case["mode"] == "enforce"


def test_each_case_rests_on_a_decision_about_its_message(written: dict[str, Any]) -> None:
    decided = {decision["message"] for decision in written["decisions"]}

    assert {case["message"] for case in written["cases"]} <= decided


def test_a_broken_record_is_named_by_its_line_and_counted(form: Form, replayed: Finished) -> None:
    named, counted = replayed.stderr.splitlines()[:2]

    assert named.startswith(f"line {form.broken}: ")
    assert counted == "1 broken record skipped"


def test_the_summary_tells_of_cases_and_of_whom_they_shielded(replayed: Finished) -> None:
    assert "what was done, and why" in replayed.stderr
    assert "Shielded" in replayed.stderr
    assert f"{len(TALK)} records in" in replayed.stderr


@pytest.mark.usefixtures("replays")
def test_nothing_is_left_of_a_replays_own_state(folder: Path) -> None:
    assert list((folder / "state" / "replays").iterdir()) == []


@pytest.fixture(scope="module")
def odd(folder: Path) -> Finished:
    """Two files, one with a name like markup, a person with a name like commands, and one with
    none.
    """
    talk = [(ODD_NAME if who == "vex" else who, text) for who, text in TALK]
    chat = folder / "chat [bold].jsonl"
    chat.write_text(json_lines(talk) + "{half\n")
    other = folder / "other.jsonl"
    other.write_text(json_lines(TALK[:2]) + '{"text": "who am I"}\n')
    where = folder / "[red] out.json"
    return haven("replay", chat, other, "--mode", "observe", "--json", where, folder=folder)


def test_words_that_nobody_is_named_for_are_counted(odd: Finished) -> None:
    said = "1 message without an author; each counts as somebody else's"
    assert said in odd.stderr.splitlines()


def test_a_name_like_markup_is_shown_as_it_is(odd: Finished) -> None:
    assert odd.returncode == 0
    assert "[/b]" in odd.stderr


def test_a_name_does_not_command_the_terminal(odd: Finished) -> None:
    assert "\x1b" not in odd.stderr


def test_file_names_are_shown_as_they_are(odd: Finished, folder: Path) -> None:
    lines = odd.stderr.splitlines()

    assert lines[0].startswith("chat [bold].jsonl line 8: ")
    assert lines[-1] == f"{folder}/[red] out.json: written"


@pytest.mark.usefixtures("odd")
def test_in_observe_mode_cases_say_so_and_nothing_is_done(folder: Path) -> None:
    cases = document(folder / "[red] out.json")["cases"]

    assert {case["mode"] for case in cases} == {"observe"}
    assert {case["outcome"] for case in cases} <= {None, "simulated"}


def _nothing(folder: Path) -> Path:
    return folder / "absent.jsonl"


def _empty(folder: Path) -> Path:
    (folder / "empty.jsonl").touch()
    return folder / "empty.jsonl"


def _blank(folder: Path) -> Path:
    (folder / "blank.jsonl").write_text("\n  \n")
    return folder / "blank.jsonl"


def _binary(folder: Path) -> Path:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    return folder / "picture.png"


def _prose(folder: Path) -> Path:
    (folder / "prose.txt").write_text("It was a quiet evening in the inn.\n")
    return folder / "prose.txt"


def _looped(folder: Path) -> Path:
    (folder / "looped.jsonl").symlink_to("looped.jsonl")
    return folder / "looped.jsonl"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (_nothing, "absent.jsonl: cannot be read: No such file or directory"),
        (_empty, "empty.jsonl: the file is empty"),
        (_blank, "blank.jsonl: the file is empty"),
        (_binary, "picture.png: a binary file"),
        (_prose, "prose.txt: not a chat I know"),
        (_looped, "looped.jsonl: cannot be read: Too many levels of symbolic links"),
        (lambda folder: folder, "this is a folder; name the chat file in it"),
    ],
)
def test_what_is_no_chat_is_refused_in_one_line(
    tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    refused = within("replay", make(tmp_path), folder=tmp_path)

    assert refused.returncode == 2
    assert said in one_line(refused)


def test_the_shipped_command_refuses_like_that(tmp_path: Path) -> None:
    refused = haven("replay", _nothing(tmp_path), folder=tmp_path)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "absent.jsonl: cannot be read" in one_line(refused)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--speed", "fast"), 'speed "fast": use max, realtime or a factor such as 20x'),
        (("--speed", "0x"), 'speed "0x": use max, realtime or a factor such as 20x'),
        (("--json", "nowhere/out.json"), "nowhere/out.json: name a file in a folder that exists"),
        (("--json", "."), ".: name a file in a folder that exists"),
        (("--json", "/dev/null"), "/dev/null: name a file in a folder that exists"),
        (("--state", "chat.jsonl"), "chat.jsonl: cannot hold Haven's state"),
    ],
)
def test_an_option_that_cannot_work_is_refused_before_the_work(
    tmp_path: Path, options: tuple[str, str], said: str
) -> None:
    chat = FORMS[0].write(tmp_path)

    refused = within("replay", chat, *options, folder=tmp_path)

    assert refused.returncode == 2
    assert said in one_line(refused)


async def test_a_factor_paces_the_replay_by_the_times_of_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    stopped_clock = partial(Replay, sleep=sleep, elapsed=lambda: 0.0)
    monkeypatch.setattr(replaying, "Replay", stopped_clock)
    chat, settings = FORMS[0].write(tmp_path), Settings.model_validate({})
    play = Play(
        paths=[chat], folder=tmp_path / "state", watch=nobody_watches, speed=Speed.parse("20x")
    )

    async with played(settings, play) as done:
        assert done.records == len(TALK)

    # A record every twenty seconds, and a clock that never moves: one second more each time.
    assert waited == pytest.approx([float(number) for number in range(1, len(TALK))])


def test_a_file_that_holds_no_chat_is_refused_with_the_forms_that_are_read(folder: Path) -> None:
    other = folder / "result.json"
    other.write_text('{"messages":[\n{"text": {}}\n]}\n{"text": 1}\n')

    refused = haven("replay", other, folder=folder)

    assert refused.returncode == 2
    assert "nothing in it can be read as chat (line 1: " in refused.stderr
    assert "known forms are DiscordChatExporter's JSON; CSV" in refused.stderr


def test_with_nothing_to_resume_it_says_so_and_starts_anew(folder: Path) -> None:
    chat = folder / "new.jsonl"
    chat.write_text(json_lines(TALK[:2]))

    begun = haven("replay", chat, "--resume", folder=folder)

    assert begun.returncode == 0
    assert begun.stderr.startswith("nothing to resume: ")
    assert "2 records in" in begun.stderr

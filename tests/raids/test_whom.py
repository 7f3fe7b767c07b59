"""The measure of addressees counts what it says, on a chat made up here."""

import gzip
import json
from pathlib import Path

from tests.raids.whom import conversations, tally

CHAT = (
    ("lumi", "10:00", "my sound is gone"),
    ("rook", "10:00", "lumi: did you try the other plug"),
    ("otter", "10:01", "rain again"),
    ("lumi", "10:01", "rook: you mean the green one"),
)


def written(folder: Path) -> Path:
    path = folder / "chat.jsonl.gz"
    rows = [
        {"conversation_id": "a", "author": author, "time": time, "text": text}
        for author, time, text in CHAT
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_names_in_front_are_hidden_and_kept_as_the_truth(tmp_path: Path) -> None:
    (chat,) = conversations(written(tmp_path))
    assert [(line.whom, line.text.split()[0]) for line in chat] == [
        (None, "my"),
        ("lumi", "did"),
        (None, "rain"),
        ("rook", "you"),
    ]


def test_right_guesses_are_counted_by_rule(tmp_path: Path) -> None:
    counted = tally(conversations(written(tmp_path)), told=True)
    assert (counted.asked, counted.right["you"], counted.wrong["you"]) == (2, 2, 0)

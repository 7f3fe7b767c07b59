"""haven bench --peers: this stack beside others, on the same messages, in one run."""

import sys
from dataclasses import dataclass
from pathlib import Path

import orjson
from rich.console import Console

from bot.peers.catalogue import CANDIDATES
from bot.peers.comparison import Findings, as_json, compare
from bot.peers.fresh import Failure
from bot.peers.sets import Sets, read_sets
from bot.peers.table import markdown, surroundings, table, write
from bot.settings import Settings

stderr = Console(stderr=True, highlight=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeersRequest:
    """`target` gets the Markdown between its markers."""

    sets: Path
    seconds: float
    as_json: bool
    as_markdown: bool
    target: Path | None


def compare_peers(settings: Settings, request: PeersRequest) -> int:
    """1 if a peer that is installed fails, since its figures are then missing."""
    sets = read_sets(request.sets)
    if request.target:
        surroundings(request.target)  # refused now rather than after minutes of measuring
    with stderr.status("peers") as status:
        findings = compare(
            CANDIDATES,
            sets,
            configuration=settings.model_dump_json(),
            seconds=request.seconds,
            began=lambda name: status.update(f"measuring {name}"),
        )
    _show(findings, sets, request)
    return int(any(isinstance(finding, Failure) for finding in findings.values()))


def _show(findings: Findings, sets: Sets, request: PeersRequest) -> None:
    if request.target:
        write(request.target, markdown(findings, sets))
    if request.as_json:
        option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        sys.stdout.buffer.write(orjson.dumps(as_json(findings), option=option))
    elif request.as_markdown:
        sys.stdout.write(markdown(findings, sets))
    else:
        Console().print(table(findings, sets))

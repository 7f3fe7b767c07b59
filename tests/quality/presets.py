"""`python -m tests.quality.presets`: what each preset does about the lines of the quality sets.

Each line is judged once, said to nobody and said to somebody, and decided under every preset.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.replaying import Play, played
from bot.screening import open_screening
from bot.settings import Policy, Settings
from engine.cases import Case
from engine.events import Event, Message
from engine.policy.community import CommunityPolicy
from engine.policy.document import PRESET, applied, checked
from engine.policy.presets import PRESETS
from engine.policy.retrial import Retrial, acts
from engine.verdict import Mode, Verdict
from tests.quality.judging import lines

SETS = ("ordinary", "game_chat", "functional", "identity")
# Whatever a preset may weigh has been weighed.
LOW = Settings(policy=Policy(light_at=0.1))
_BEGIN, _APART = datetime(2026, 3, 1, tzinfo=UTC), timedelta(minutes=15)

Line = Mapping[str, Any]
Said = tuple[Message, Verdict]


def cases() -> Sequence[Line]:
    return [{**line, "set": name} for name in SETS for line in lines(f"{name}.jsonl")]


async def judged(chosen: Sequence[Line], folder: Path, *, aimed: bool) -> Sequence[Said]:
    """Each in a community of its own: lines of one pattern would be taken for a crowd's."""
    said: list[Said] = []

    def watch(event: Event, verdict: Verdict | None, case: Case | None) -> None:  # noqa: ARG001
        if isinstance(event, Message) and verdict is not None:
            said.append((event, verdict))

    chat = folder / "chat.jsonl"
    chat.write_text("\n".join(_record(*each, aimed=aimed) for each in enumerate(chosen)))
    play = Play(paths=[chat], folder=folder / "state", watch=watch)
    async with open_screening(LOW) as screening, played(LOW, play, screening=screening):
        return said


def _record(place: int, line: Line, *, aimed: bool) -> str:
    record = {
        "id": f"m{place}",
        "platform": "discord",
        "community": f"c{place}",
        "channel": f"channel{place}",
        "author_id": f"a{place}",
        "time": (_BEGIN + place * _APART).isoformat(),
        "text": line["text"],
        "mentions": [f"p{place}"] if aimed else [],
    }
    return json.dumps(record)


def acted_on(said: Sequence[Said], policy: CommunityPolicy) -> Mapping[str, bool]:
    """Which messages, and whether a moderator would be asked first."""
    retrial, found = Retrial(replace(policy, mode=Mode.ENFORCE)), {}
    for message, verdict in said:
        decided = retrial.see(message, verdict).now
        if decided is not None and acts(decided):
            found[message.id] = decided.needs_human
    return found


def policies() -> Mapping[str, CommunityPolicy]:
    usual = CommunityPolicy()
    presets = {name: applied(checked({PRESET: name}, usual), usual) for name in PRESETS}
    return {"usual": usual, **presets}


def rows(chosen: Sequence[Line], said: Sequence[Said], *, to: str) -> Iterator[str]:
    done = {name: acted_on(said, policy) for name, policy in policies().items()}
    numbered = sorted(enumerate(chosen), key=lambda each: _group(each[1]))
    for (name, label), group in groupby(numbered, key=lambda each: _group(each[1])):
        ids = [f"m{place}" for place, _ in group]
        shares = "  ".join(f"{preset} {_share(ids, acted)}" for preset, acted in done.items())
        yield f"{to:9} {name:10} {'harmful' if label else 'harmless':8} {len(ids):5}  {shares}"


def _share(ids: Sequence[str], acted: Mapping[str, bool]) -> str:
    met = [acted[each] for each in ids if each in acted]
    return f"{len(met) / len(ids):6.1%} (asked {sum(met) / len(ids):.1%})"


def _group(line: Line) -> tuple[str, int]:
    return line["set"], line["label"]


async def main() -> None:
    chosen = cases()
    for aimed, to in ((False, "nobody"), (True, "somebody")):
        with TemporaryDirectory() as folder:
            said = await judged(chosen, Path(folder), aimed=aimed)
        print(*rows(chosen, said, to=to), sep="\n", flush=True)  # noqa: T201  it is the report


if __name__ == "__main__":
    asyncio.run(main())

"""Whoever the distress pack calls a person in danger, in any language, is never punished."""

from pathlib import Path

from engine.actions import AlertModerators, OfferHelp
from tests.distress import DANGER, told
from tests.quality.judging import judged


async def test_no_person_in_danger_is_punished(tmp_path: Path, *, long: bool) -> None:
    """All of them take a minute, so every eighth where there is less time."""
    cries = [{"text": each.text} for each in told() if each.kind in DANGER]
    assert len(cries) >= 1_150

    done = await judged(cries if long else cries[::8], tmp_path)

    assert [
        each.line["text"] for each in done if each.case and not is_gentle(each.case.actions)
    ] == []


def is_gentle(actions: tuple[object, ...]) -> bool:
    return all(isinstance(action, OfferHelp | AlertModerators) for action in actions)

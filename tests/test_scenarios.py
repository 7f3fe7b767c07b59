"""Every scenario holds, and fails once the detector that decides it is switched off."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from bot.reading import reader_for
from bot.screening import Screening, open_screening, screener_for
from bot.settings import Settings
from tests.playing import cases_of
from tests.scenario import Scenario, all_scenarios, load

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCENARIOS = all_scenarios()
DECIDED = [scenario for scenario in SCENARIOS if scenario.detectors]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def screening() -> AsyncIterator[Screening]:
    async with open_screening(Settings()) as opened:
        yield opened


def without(detectors: Sequence[str]) -> Settings:
    return Settings(screening={"switched_off": list(detectors)})  # type: ignore[arg-type]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
async def test_the_scenario_holds(scenario: Scenario, tmp_path: Path, screening: Screening) -> None:
    cases = await cases_of(scenario.records, tmp_path, screening, Settings())
    assert scenario.faults(cases) == []


@pytest.mark.parametrize("scenario", DECIDED, ids=lambda scenario: scenario.name)
async def test_the_scenario_fails_without_its_detector(
    scenario: Scenario, tmp_path: Path, screening: Screening
) -> None:
    if "immunity" in scenario.detectors:
        # Nobody can switch immunity off: take away what gives it.
        lowered = [{**record, "moderator": False} for record in scenario.records]
        scenario = Scenario(**{**vars(scenario), "records": lowered})
        cases = await cases_of(scenario.records, tmp_path, screening, Settings())
        assert scenario.faults(cases) != []
        return
    settings = without(scenario.detectors)
    off = settings.screening.switched_off
    read = reader_for(screening.packs, off=off)
    blind = Screening(
        packs=screening.packs,
        embedder=screening.embedder,
        linear=screening.linear,
        memory=screening.memory,
        risk_model=screening.risk_model,
        normalise=read,
        screener=screener_for(
            screening.packs,
            screening.embedder,
            screening.memory,
            read=read,
            off=off,
            linear=screening.linear,
            risk_model=screening.risk_model,
        ),
    )
    cases = await cases_of(scenario.records, tmp_path, blind, settings)
    assert scenario.faults(cases) != []


async def test_a_scenario_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    odd = tmp_path / "odd.toml"
    odd.write_text('title = "odd"\nmessages = []\n[[must]]\nautor = "d-vex"\n')
    with pytest.raises(ValueError, match="autor"):
        load(odd)

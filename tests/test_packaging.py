"""What pip installs: all code and all shipped content, and nothing else."""

import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.promotion import CANDIDATE, PREVIOUS, RETIRED

ROOT = Path(__file__).parents[1]
# Caches, and what a promotion leaves beside the model that it made the champion.
LEFT_OUT = {"__pycache__", CANDIDATE, RETIRED, PREVIOUS}
PACKAGES = ("bot", "cogs", "connectors", "data", "engine")


def files_of(folder: Path) -> set[str]:
    return {
        str(path.relative_to(ROOT))
        for path in folder.rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts)
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel that was built just now."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    expected = set().union(*(files_of(ROOT / package) for package in PACKAGES))

    assert expected - wheel == set()


def test_the_wheel_holds_nothing_but_the_packages(wheel: set[str]) -> None:
    roots = {name.split("/")[0] for name in wheel if ".dist-info/" not in name}

    assert roots == set(PACKAGES)


@pytest.mark.parametrize(
    "needed",
    [
        "data/packs/patterns.toml",
        "data/packs/lexicon.toml",
        "data/packs/lexicon.es.toml",
        "data/models/distress/model.onnx",
        "data/models/distress/sieve.npz",
        "data/models/language/model.npz.xz",
        "data/models/screening/model.onnx",
        "data/models/screening/risk.json",
        "data/migrations/env.py",
    ],
)
def test_shipped_content_travels_with_the_code(wheel: set[str], needed: str) -> None:
    assert needed in wheel


def test_the_licence_travels_with_the_wheel(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_torch_is_no_dependency_of_a_plain_install() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert not any(
        named.startswith(("torch", "sentence-transformers", "onnx>"))
        for named in project["dependencies"]
    )


def test_the_extra_and_the_makefile_pin_the_same_torch() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (pinned,) = (
        named for named in project["optional-dependencies"]["train"] if named.startswith("torch")
    )

    assert f"$(PIP_INSTALL) {pinned}\n" in (ROOT / "Makefile").read_text()

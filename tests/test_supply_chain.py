"""What an image installs: exact versions with their hashes, which are what pyproject asks for."""

import re
import subprocess
import tomllib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "deploy" / "requirements.lock"
_ENTRY = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<marker> ; .*?)?"
    r"(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)$"
)


def entries() -> list[re.Match[str]]:
    text = re.sub(r"\s*\\\n\s*", " ", LOCK.read_text())
    found = [(line, _ENTRY.match(line)) for line in text.splitlines() if line[:1] != "#"]
    assert [line for line, entry in found if entry is None] == []
    return [entry for _, entry in found if entry]


def locked() -> Mapping[str, str]:
    return {canonicalize_name(entry["name"]): entry["version"] for entry in entries()}


def wanted() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return [Requirement(each) for each in project["dependencies"]]


def test_every_line_of_the_lock_is_one_version_with_its_hashes() -> None:
    assert len(entries()) > 50
    assert len(locked()) == len(entries())


def test_the_lock_holds_what_pyproject_asks_for() -> None:
    known = locked()
    missing = [each.name for each in wanted() if canonicalize_name(each.name) not in known]
    unfit = [
        f"{each} is locked at {known[canonicalize_name(each.name)]}: make lock"
        for each in wanted()
        if canonicalize_name(each.name) in known
        and not each.specifier.contains(known[canonicalize_name(each.name)])
    ]
    assert (missing, unfit) == ([], [])


def test_nothing_of_what_only_training_or_testing_needs_is_locked() -> None:
    assert locked().keys() & {"torch", "pytest", "scikit-learn", "sentence-transformers"} == set()


def test_the_number_plans_of_the_world_are_those_that_were_tested() -> None:
    """They change each fortnight, and with them what is taken for a telephone number."""
    assert locked()["phonenumberslite"].split(".")[0] == version("phonenumberslite").split(".")[0]


def test_the_targets_that_watch_over_it_are_there() -> None:
    told = subprocess.run(
        ["make", "-n", "audit-deps", "lock"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cyclonedx-py requirements deploy/requirements.lock" in told.stdout
    assert "--require-hashes" in told.stdout
    assert "--generate-hashes" in told.stdout

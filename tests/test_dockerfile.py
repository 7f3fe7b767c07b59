"""The Dockerfile, read: no engine builds it here, so its promises are checked in words."""

import re
import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from bot.config import load

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
BUILDER, RUNTIME = 0, 1


@dataclass(frozen=True, slots=True)
class Instruction:
    stage: int
    name: str
    text: str


def instructions() -> list[Instruction]:
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line[:1] != "#"]
    found: list[Instruction] = []
    for line in re.sub(r"\\\n\s*", " ", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        name, _, text = line.partition(" ")
        stage = sum(earlier.name == "FROM" for earlier in found) - (name != "FROM")
        found.append(Instruction(stage, name, text.strip()))
    return found


def said(name: str, *, stage: int = RUNTIME) -> list[str]:
    return [step.text for step in instructions() if (step.stage, step.name) == (stage, name)]


def copied() -> set[str]:
    """What is taken from the folder that the image is built from."""
    texts = [step.text for step in instructions() if step.name == "COPY"]
    return {
        source
        for text in texts
        if not text.startswith("--from=")
        for source in shlex.split(text)[:-1]
    }


def environment() -> dict[str, str]:
    pairs = (word.partition("=") for text in said("ENV") for word in shlex.split(text))
    return {name: value for name, _, value in pairs}


def test_there_are_two_stages_on_the_same_pinned_slim_image() -> None:
    bases = [step.text.split()[0] for step in instructions() if step.name == "FROM"]

    assert len(bases) == 2
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-[a-z]+", bases[0])


def test_it_copies_exactly_what_an_install_and_a_run_need() -> None:
    packages = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])

    assert copied() == packages | {"pyproject.toml", "README.md", "LICENSE", "bot.toml"} | {
        "deploy/requirements.lock"
    }


def test_all_that_it_copies_exists() -> None:
    assert [source for source in copied() if not (ROOT / source).exists()] == []


def test_the_image_takes_from_the_builder_only_the_environment() -> None:
    taken = [text for text in said("COPY") if text.startswith("--from=")]

    assert taken == ["--from=builder /opt/haven /opt/haven"]


def test_the_build_sees_only_what_is_copied() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()

    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == copied()


def test_its_first_install_step_takes_exactly_what_is_locked() -> None:
    (step,) = (text for text in said("RUN", stage=BUILDER) if "requirements.lock" in text)

    assert step.endswith("-r requirements.lock")
    assert {"--require-hashes", "--no-deps"} <= set(shlex.split(step))


def test_its_second_install_step_adds_haven_alone() -> None:
    installs = [text for text in said("RUN", stage=BUILDER) if " install " in text]

    assert len(installs) == 2
    assert installs[1].endswith("install --no-deps .")


def test_no_extra_and_no_torch_is_installed() -> None:
    commands = " ".join(step.text for step in instructions() if step.name == "RUN")

    assert "torch" not in commands
    assert not re.search(r"\.\[|haven\[", commands)


def test_nothing_is_installed_in_the_image_that_runs() -> None:
    assert not any(re.search(r"\b(pip|apt|apt-get) ", text) for text in said("RUN"))


def test_it_runs_as_a_fixed_user_that_is_not_root() -> None:
    (user,) = said("USER")
    made = " ".join(said("RUN"))

    assert user == "10001:10001"
    assert "--uid 10001" in made
    assert "--owner=10001" in made


def test_the_state_is_in_one_volume_and_haven_knows_it(tmp_path: Path) -> None:
    (volume,) = said("VOLUME")
    variables = {name: value for name, value in environment().items() if name.startswith("HAVEN_")}

    settings = load(ROOT / "bot.toml", environ=variables, dotenv=tmp_path / ".env")

    assert str(settings.state.folder) == volume


@pytest.mark.parametrize(
    ("instruction", "words"),
    [("ENTRYPOINT", ["haven"]), ("CMD", ["run"])],
)
def test_it_starts_the_installed_command(instruction: str, words: list[str]) -> None:
    (text,) = said(instruction)

    assert orjson.loads(text) == words
    assert "haven" in PROJECT["project"]["scripts"]


def test_its_health_is_asked_of_the_quick_doctor() -> None:
    (check,) = said("HEALTHCHECK")

    assert orjson.loads(check.partition("CMD ")[2]) == ["haven", "doctor", "--quick"]


def test_it_is_stopped_by_the_signal_that_haven_heeds() -> None:
    assert said("STOPSIGNAL") == ["SIGTERM"]


def test_the_environment_it_copies_is_the_one_it_runs() -> None:
    assert environment()["PATH"].startswith("/opt/haven/bin:")

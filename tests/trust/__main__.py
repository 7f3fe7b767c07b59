"""python -m tests.trust [PROMISE ...] [--write SECURITY.md]: run the proofs, print their table."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.trust.promises import PROMISES
from tests.trust.table import Proof, proofs_in, put_into, table

_PYTEST = (
    *(
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-m",
        "promise and not train and not real_llm",
        "--long",
    ),
    *("--numprocesses", "auto", "--dist", "loadfile"),
)
# pytest's code for "no tests were collected": a promise without a proof.
_NONE = 5


def main(words: Sequence[str] | None = None) -> int:
    chosen = _arguments(words)
    names = chosen.promises or list(PROMISES)
    code, proofs = _run(names)
    made = table(proofs, datetime.now(UTC).date(), names)
    print(made)  # noqa: T201 - this is what the user reads
    if chosen.write:
        chosen.write.write_text(put_into(chosen.write.read_text(), made))
    return 0 if code == _NONE else code


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.trust", description=__doc__)
    parser.add_argument("promises", nargs="*", metavar="PROMISE", help="R1 … S15; all without any")
    parser.add_argument("--write", type=Path, help="put the table of all into this file")
    chosen = parser.parse_args(words)
    if strangers := [name for name in chosen.promises if name not in PROMISES]:
        parser.error(f"{', '.join(strangers)}: no such promise; known are {', '.join(PROMISES)}")
    if chosen.write and chosen.promises:
        parser.error("--write goes with all promises, or the others would read as unproved")
    return chosen


def _run(names: Sequence[str]) -> tuple[int, list[Proof]]:
    with TemporaryDirectory() as folder:
        report = f"{folder}/report.xml"
        only = [word for name in names for word in ("--promise", name)]
        run = subprocess.run([*_PYTEST, f"--junitxml={report}", *only], check=False)
        return run.returncode, proofs_in(report) if Path(report).exists() else []


if __name__ == "__main__":
    sys.exit(main())

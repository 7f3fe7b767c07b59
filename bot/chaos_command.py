"""haven chaos: kill the shipped command again and again on a loopback Discord, read the books."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from bot.options import complain

_ROOT = Path(__file__).parents[1]


def kill_often(kills: int, seed: int) -> int:
    """The loopback platforms belong to the tests, which an installed Haven does not carry."""
    if not (_ROOT / "tests" / "faults").is_dir() or find_spec("pytest") is None:
        complain(
            "haven chaos needs the repository and its development tools:"
            " clone it, `make install`, and run it there."
        )
    command = [sys.executable, "-m", "tests.faults", f"--kills={kills}", f"--seed={seed}"]
    return subprocess.run(command, cwd=_ROOT, check=False).returncode  # noqa: S603 - our own words

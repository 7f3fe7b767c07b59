"""Folders that only the account which runs Haven may look into."""

from pathlib import Path


def make_private(folder: Path) -> None:
    """One by one, for `parents=True` would leave those above open to everybody."""
    for part in (*reversed(folder.parents), folder):
        part.mkdir(mode=0o700, exist_ok=True)

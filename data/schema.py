"""Which version of the schema a database has, and the ways up and down."""

import sqlite3
from importlib.resources import files
from pathlib import Path

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import NullPool

from data.faults import StateOutdatedError
from data.migrations import HEAD


def version_of(connection: sqlite3.Connection) -> str | None:
    """None for a database without tables."""
    named = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(named).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return None if row is None else str(row[0])


def upgrade(file: Path) -> None:
    """All steps to the newest version, or none of them."""
    migrate(file, HEAD)


def migrate(file: Path, version: str) -> None:
    """Up or down to `version` ("base" is the empty database) in one transaction."""
    from alembic import command  # 140 ms, and needed only where there is something to do
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.util import CommandError

    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(file, isolation_level=None),
        poolclass=NullPool,
    )
    # The sqlite3 module begins no transaction before CREATE or ALTER, so we do.
    event.listen(engine, "begin", _begin)
    config = Config(attributes={})
    config.set_main_option("script_location", str(files("data.migrations")).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        current = MigrationContext.configure(connection).get_current_revision()
        move = command.upgrade if _is_up(current, version) else command.downgrade
        try:
            move(config, version)
        except CommandError as error:
            raise StateOutdatedError(file, current) from error


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_up(current: str | None, version: str) -> bool:
    return version != "base" and (current or "") <= version

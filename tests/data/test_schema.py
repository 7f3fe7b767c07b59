"""Migrations: up, down, all or nothing, and the same as the tables say."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from data import migrations
from data.database import FILE
from data.migrations import HEAD
from data.schema import migrate, upgrade, version_of
from data.state import open_state
from data.tables import METADATA
from engine.changes import Changes
from engine.queries import CaseQuery
from tests.data.values import HERE, a_case, at


def tables_of(file: Path) -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    with closing(sqlite3.connect(file)) as connection:
        return {name for (name,) in connection.execute(query)} - {"alembic_version"}


def test_the_migrations_and_the_tables_agree(folder: Path) -> None:
    engine = create_engine(f"sqlite:///{folder / FILE}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})

        assert compare_metadata(context, METADATA) == []

    engine.dispose()


def test_the_newest_migration_is_the_one_the_code_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))

    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_an_upgrade_makes_every_table(tmp_path: Path) -> None:
    upgrade(tmp_path / FILE)

    assert tables_of(tmp_path / FILE) == set(METADATA.tables)


def test_a_downgrade_leaves_nothing(folder: Path) -> None:
    migrate(folder / FILE, "base")

    assert tables_of(folder / FILE) == set()


def test_a_database_can_go_down_and_up_again(folder: Path) -> None:
    migrate(folder / FILE, "base")
    upgrade(folder / FILE)

    assert tables_of(folder / FILE) == set(METADATA.tables)


def test_a_migration_that_fails_half_way_leaves_no_trace(tmp_path: Path) -> None:
    file = tmp_path / FILE
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE intents (stray)")

    with pytest.raises(DBAPIError, match="intents already exists"):
        upgrade(file)

    assert tables_of(file) == {"intents"}


def test_an_empty_file_has_no_version() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert version_of(connection) is None


async def test_cases_from_before_the_search_can_be_searched(tmp_path: Path) -> None:
    raid = a_case(1, accounts=("ann", "cid"), reason="A Wave of SPAM", needs_human=True)
    async with open_state(tmp_path) as state:
        await state.ledger.commit(Changes(cases=(raid,)))
    migrate(tmp_path / FILE, "0001")
    async with open_state(tmp_path) as state:
        query = CaseQuery(community=HERE, person="cid", words=("spam",), asking=True)
        found = await state.archive.search(query)

    assert found == [raid]


async def test_notes_go_down_and_up_again_but_for_who_wrote_them(tmp_path: Path) -> None:
    noted = a_case(1).noted("a note", by="mod", at=at(9))
    async with open_state(tmp_path) as state:
        await state.ledger.commit(Changes(cases=(noted,)))
    migrate(tmp_path / FILE, "0001")
    async with open_state(tmp_path) as state:
        again = await state.archive.case(HERE, 1)

    assert again == a_case(1).noted("a note", by="haven", at=a_case(1).opened_at)

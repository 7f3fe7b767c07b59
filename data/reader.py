"""Reading: short queries on read-only connections, so that no reader holds up a checkpoint."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import Column, RowMapping, Select, tuple_
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from data.faults import (
    StateCorruptedError,
    StateError,
    StateUnusableError,
    is_corruption,
    named,
)

READERS = 3
PAGE = 256
# Bare numbers: together they take less than a page of rows does.
WINDOW = 20_000
BUSY_SECONDS = 5.0


def read_only(file: Path) -> str:
    """An address under which SQLite opens the file for reading and never makes one."""
    return f"{file.absolute().as_uri()}?mode=ro"


class Reader:
    """A small pool of read-only connections to one database file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._address = read_only(file)
        self._engine: AsyncEngine = create_async_engine(
            "sqlite+aiosqlite://",
            async_creator=self._connect,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=READERS,
            max_overflow=0,
        )

    async def rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[RowMapping]:
        try:
            async with self._engine.connect() as connection:
                found = await connection.execute(query)
                return found.mappings().all()
        except DatabaseError as error:
            raise named(error, self._file) from error

    async def first(self, query: Select[*tuple[Any, ...]]) -> RowMapping | None:
        return next(iter(await self.rows(query.limit(1))), None)

    async def pages(
        self, query: Select[*tuple[Any, ...]], *keys: Column[Any], page: int = PAGE
    ) -> AsyncIterator[RowMapping]:
        """All rows in the order of `keys`, which must be unique together and never NULL.

        Each page is a query of its own that goes on behind the last row: memory stays flat and
        no connection is held while the caller thinks.
        """
        ordered = query.order_by(*keys).limit(page)
        rows = await self.rows(ordered)
        while rows:
            for row in rows:
                yield row
            if len(rows) < page:
                return
            behind = tuple_(*keys) > tuple_(*(rows[-1][key] for key in keys))
            rows = await self.rows(ordered.where(behind))

    async def keyed(
        self,
        keys: Select[*tuple[Any, ...]],
        query: Select[*tuple[Any, ...]],
        key: Column[Any],
        *,
        page: int = PAGE,
        window: int = WINDOW,
    ) -> AsyncIterator[RowMapping]:
        """The rows of `query` whose `key` is one of `keys`, in its order; as flat as `pages`.

        Where SQLite has to look through all rows and sort them for each page, it does so for
        windows of bare keys only.
        """
        found: list[Any] = []
        async for row in self.pages(keys, key, page=window):
            found.append(row[key])
            if len(found) == page:
                for each in await self._of(query, key, found):
                    yield each
                found.clear()
        for each in await self._of(query, key, found):
            yield each

    async def _of(
        self, query: Select[*tuple[Any, ...]], key: Column[Any], found: Sequence[Any]
    ) -> Sequence[RowMapping]:
        if not found:
            return ()
        return await self.rows(query.where(key.in_(tuple(found))).order_by(key))

    async def flaws(self) -> Sequence[str]:
        """What SQLite's own quick check finds wrong with the file; nothing where all is well."""
        try:
            async with self._engine.connect() as connection:
                found = await connection.exec_driver_sql("PRAGMA quick_check")
                return [line for (line,) in found if line != "ok"]
        except DatabaseError as error:
            raise named(error, self._file) from error

    async def backup(self, target: Path) -> None:
        """A consistent copy while the bot goes on writing; it replaces `target` at the end."""
        partial = target.with_name(f"{target.name}.partial")
        try:
            await asyncio.to_thread(self._copy, partial)
            partial.replace(target)
        except (sqlite3.Error, OSError) as error:
            partial.unlink(missing_ok=True)
            raise self._backup_fault(error, target) from error

    async def close(self) -> None:
        await self._engine.dispose()

    def _copy(self, target: Path) -> None:
        target.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(self._address, uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)

    def _backup_fault(self, error: Exception, target: Path) -> StateError:
        if is_corruption(error):
            return StateCorruptedError(self._file)
        return StateUnusableError(target.parent, error)

    async def _connect(self) -> aiosqlite.Connection:
        connection = await aiosqlite.connect(self._address, uri=True, timeout=BUSY_SECONDS)
        try:
            await connection.execute("PRAGMA query_only = ON")
        except BaseException:
            # Whoever asked is gone; left open, its thread would keep the process from ending.
            await connection.close()
            raise
        return connection

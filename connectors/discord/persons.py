"""Who somebody is: as the client knows them, else as Discord says, which holds for a while."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

import discord

from connectors.discord.translate import author_of
from engine.events import Author

_HOLDS = timedelta(minutes=5)
_MOST = 1_000


class Persons:
    """For events that name a person by number only."""

    def __init__(self, client: discord.Client, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now
        self._asked: OrderedDict[tuple[int, int], tuple[datetime, Author]] = OrderedDict()

    async def author(self, guild: discord.Guild, user: int) -> Author:
        if member := guild.get_member(user):
            return author_of(member)
        at, author = self._asked.get((guild.id, user), (None, None))
        if at and author and self._now() - at < _HOLDS:
            return author
        return self._keep((guild.id, user), await self._asked_for(guild, user))

    def forget(self, guild: int, user: int) -> None:
        self._asked.pop((guild, user), None)

    async def _asked_for(self, guild: discord.Guild, user: int) -> Author:
        try:
            return author_of(await guild.fetch_member(user))
        except discord.NotFound:
            return await self._stranger(user)

    async def _stranger(self, user: int) -> Author:
        try:
            return author_of(await self._client.fetch_user(user))
        except discord.NotFound:
            # Who left still has an account; a webhook has none.
            return Author(id=str(user), name=str(user), is_bot=True)

    def _keep(self, key: tuple[int, int], author: Author) -> Author:
        self._asked[key] = (self._now(), author)
        self._asked.move_to_end(key)
        if len(self._asked) > _MOST:
            self._asked.popitem(last=False)
        return author

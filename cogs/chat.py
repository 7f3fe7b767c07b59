"""Text commands: who asks is looked at, one command answers, refusals are told in its place."""

import logging
from collections.abc import Iterable, Mapping

from cogs.chat_command import Asked, Command, Rank, rank_of
from engine.authority import DeniedError
from engine.events import Author, Place
from engine.ports import StorageError

log = logging.getLogger(__name__)

_REFUSALS = {
    Rank.MODERATOR: "Only moderators can do that.",
    Rank.BROADCASTER: "Only the broadcaster can do that.",
}
_HELP = "help"
_UNWRITTEN = "It could not be written down, so nothing has changed. Try again in a while."


class ChatCommands:
    """Each group of `commands` is a module of its own; two may not have the same name."""

    def __init__(self, *commands: Iterable[Command]) -> None:
        every = [command for group in commands for command in group]
        self._commands: Mapping[str, Command] = {command.name: command for command in every}

    async def answer(self, place: Place, author: Author, words: str) -> str:
        rank = rank_of(author, place.community)
        name, _, word = words.strip().partition(" ")
        command = self._commands.get(name.lower())
        if command is None:
            return self.help_for(rank)
        if rank < command.rank:
            return _REFUSALS[command.rank]
        try:
            return await command.answer(Asked(place, author.id, word.strip()))
        except DeniedError as refusal:
            return str(refusal)
        except StorageError as fault:
            log.error(str(fault))  # noqa: TRY400 - the message says it all
            return _UNWRITTEN

    def help_for(self, rank: Rank) -> str:
        """What somebody of this rank may use."""
        usages = [each.usage for each in self._commands.values() if each.rank <= rank]
        return f"Commands: {' · '.join((*usages, _HELP))}" if usages else _REFUSALS[Rank.MODERATOR]

"""The front door for events: bounded, deduplicated, journalled, then into their lane."""

from dataclasses import replace

from engine.changes import Changes, Journaled
from engine.dedupe import Seen
from engine.events import (
    Author,
    Event,
    MemberJoined,
    MemberNamed,
    Message,
    MessageEdited,
    PlatformRaid,
    UnbanRequested,
    delivery_of,
)
from engine.figures import Figures
from engine.guard import sanitise
from engine.lanes import Lanes
from engine.ports import Ledger

# Discord's longest message (with Nitro) has 4,000 characters; names are far shorter.
TEXT_LIMIT = 4_000
NAME_LIMIT = 100
# Discord's longest description of a file.
ATTACHMENT_LIMIT = 1_024
# Discord takes ten files and names a hundred people at most; a replayed file may claim any number.
MOST_ATTACHMENTS, MOST_TARGETS = 10, 100


class Intake:
    def __init__(self, *, ledger: Ledger, lanes: Lanes, figures: Figures) -> None:
        self._ledger = ledger
        self._lanes = lanes
        self._figures = figures
        self._seen = Seen()

    def remember(self, event: Event) -> None:
        """Know an event from before a restart, should the platform deliver it again."""
        self._seen.add(delivery_of(event))

    async def accept(self, event: Event) -> bool:
        """Whether the event is new. Returns once it is on disk and in its lane."""
        journalled = await self.journal(event)
        if journalled is None:
            return False
        await self._lanes.put(journalled)
        self._figures.counts["accepted"] += 1
        return True

    async def journal(self, event: Event) -> Event | None:
        """The event as it is on disk, in no lane yet; None for one that is not new. What has to
        be judged is found unhandled at the next start.
        """
        delivery = delivery_of(event)
        if not self._seen.add(delivery):
            self._figures.counts["duplicate"] += 1
            return None
        event = trimmed(event)
        try:
            with self._figures.timed("journal"):
                await self._ledger.commit(Changes(events=(Journaled(event),)))
        except Exception:
            # What is not on disk has not arrived: it is welcome when it is delivered again.
            self._seen.discard(delivery)
            raise
        return event


def trimmed(event: Event) -> Event:
    """The event with text that is safe to handle: limits, lone surrogates, mark storms."""
    match event:
        case Message():
            return _trimmed_message(event)
        case MessageEdited():
            return replace(event, message=_trimmed_message(event.message))
        case MemberJoined() | MemberNamed():
            return replace(event, author=_trimmed_author(event.author))
        case PlatformRaid():
            return replace(event, origin_name=sanitise(event.origin_name, limit=NAME_LIMIT))
        case UnbanRequested():
            text = sanitise(event.text, limit=TEXT_LIMIT)
            return replace(event, text=text, author=_trimmed_author(event.author))
        case _:
            return event


def _trimmed_message(message: Message) -> Message:
    text = sanitise(message.text, limit=TEXT_LIMIT)
    author = _trimmed_author(message.author)
    files = message.attachments[:MOST_ATTACHMENTS]
    attachments = tuple(sanitise(file, limit=ATTACHMENT_LIMIT) for file in files)
    kept = replace(
        message,
        text=text,
        author=author,
        attachments=attachments,
        targets=message.targets[:MOST_TARGETS],
    )
    return message if kept == message else kept


def _trimmed_author(author: Author) -> Author:
    name = sanitise(author.name, limit=NAME_LIMIT)
    return author if name == author.name else replace(author, name=name)

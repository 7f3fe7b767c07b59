"""The front door for events: bounded, deduplicated, journalled, then into their lane."""

from dataclasses import replace

from engine.changes import Changes, Journaled
from engine.dedupe import Seen
from engine.events import Event, Message, MessageEdited, delivery_of
from engine.figures import Figures
from engine.lanes import Lanes
from engine.ports import Ledger
from engine.text import sanitise

# Discord's longest message (with Nitro) has 4,000 characters; names are far shorter.
TEXT_LIMIT = 4_000
NAME_LIMIT = 100


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
        if not self._seen.add(delivery_of(event)):
            self._figures.counts["duplicate"] += 1
            return False
        event = trimmed(event)
        with self._figures.timed("journal"):
            await self._ledger.commit(Changes(events=(Journaled(event),)))
        await self._lanes.put(event)
        self._figures.counts["accepted"] += 1
        return True


def trimmed(event: Event) -> Event:
    """The event with text that is safe to handle: limits, lone surrogates, mark storms."""
    match event:
        case Message():
            return _trimmed_message(event)
        case MessageEdited():
            return replace(event, message=_trimmed_message(event.message))
        case _:
            return event


def _trimmed_message(message: Message) -> Message:
    text = sanitise(message.text, limit=TEXT_LIMIT)
    name = sanitise(message.author.name, limit=NAME_LIMIT)
    if text == message.text and name == message.author.name:
        return message
    return replace(message, text=text, author=replace(message.author, name=name))

"""The words that an event carries, as the message that is judged for them."""

from dataclasses import replace

from engine.events import Event, MemberNamed, Message, MessageEdited, Origin, Place


def words_of(event: Event) -> Message | None:
    """The message whose words an event carries, if any; edited words are said when edited."""
    match event:
        case Message():
            return event
        case MessageEdited():
            return replace(event.message, sent_at=event.edited_at)
        case MemberNamed():
            return _name_of(event)
        case _:
            return None


def _name_of(event: MemberNamed) -> Message:
    """A name stands all over a community, in no channel."""
    return Message(
        id=event.id,
        place=Place(event.community, ""),
        author=event.author,
        text=event.author.name,
        sent_at=event.named_at,
        origin=Origin.NAME,
    )

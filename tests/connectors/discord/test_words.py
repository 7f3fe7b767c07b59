"""All that carries words: forwards, polls, files, webhooks, applications that speak for people."""

from engine.events import MessageEdited, Origin
from tests.connectors.discord.conftest import Visit, heard
from tests.servers.discord import (
    GUILD,
    MEMBER,
    MODERATOR,
    NEWCOMER,
    OTHER,
    TEXT,
    Payload,
    membership,
    person,
)

APP = "400"
EDITED = "2026-03-01T00:05:00+00:00"


def snapshot(text: str, **changes: object) -> Payload:
    return {
        "message": {
            "type": 0,
            "content": text,
            "timestamp": "2026-02-01T00:00:00+00:00",
            "edited_timestamp": None,
            "embeds": [],
            "attachments": [],
            "mentions": [],
            "mention_roles": [],
            "flags": 0,
            **changes,
        }
    }


def file(number: str, **changes: object) -> Payload:
    address = "http://127.0.0.1/"
    shape = {"id": number, "filename": "f.png", "size": 1, "url": address, "proxy_url": address}
    return {**shape, **changes}


def embed(text: str, *, kind: str = "rich") -> Payload:
    return {"type": kind, "description": text}


def by_application(*, invoker: str, owner: dict[str, str], **changes: object) -> Payload:
    """What an application posts when somebody calls it up; `owner` tells who let it in."""
    metadata = {
        "id": "6000",
        "type": 2,
        "user": person(invoker),
        "authorizing_integration_owners": owner,
    }
    author = person(APP, is_bot=True)
    return {"type": 20, "author": author, "interaction_metadata": metadata, **changes}


async def test_a_forward_brings_the_words_it_forwards_and_answers_nobody(visit: Visit) -> None:
    message = await heard(
        visit,
        text="",
        message_reference={"type": 1, "message_id": "5", "channel_id": TEXT, "guild_id": GUILD},
        message_snapshots=[snapshot("old words")],
    )

    assert (message.text, message.origin) == ("old words", Origin.FORWARD)
    assert (message.reply_to, message.targets) == (None, ())


async def test_a_forward_brings_all_that_it_shows(visit: Visit) -> None:
    message = await heard(
        visit,
        text="",
        message_reference={"type": 1, "message_id": "5", "channel_id": TEXT, "guild_id": GUILD},
        message_snapshots=[
            snapshot("", embeds=[embed("shown")], attachments=[file("1", description="a cat")])
        ],
    )

    assert (message.text, message.attachments) == ("shown", ("a cat",))


async def test_a_poll_is_read_with_its_answers(visit: Visit) -> None:
    message = await heard(
        visit,
        text="",
        poll={
            "question": {"text": "Who goes?"},
            "answers": [
                {"answer_id": 1, "poll_media": {"text": "you"}},
                {"answer_id": 2, "poll_media": {"text": "me"}},
            ],
            "expiry": "2026-03-02T00:00:00+00:00",
            "allow_multiselect": False,
            "layout_type": 1,
        },
    )

    assert (message.text, message.origin) == ("Who goes?\nyou\nme", Origin.POLL)


async def test_an_attachment_is_told_by_its_description_its_title_or_its_name(
    visit: Visit,
) -> None:
    message = await heard(
        visit,
        attachments=[
            file("1", description="a cat", title="t", filename="cat.png"),
            file("2", title="my dog!", filename="my_dog.png"),
            file("3", filename="rat.png"),
        ],
    )

    assert message.attachments == ("a cat", "my dog!", "rat.png")


async def test_a_webhooks_words_are_a_bots(visit: Visit) -> None:
    posted = visit.server.written("words", by=NEWCOMER, webhook_id=NEWCOMER)
    del posted["member"]  # A webhook is nobody's member.
    await visit.server.dispatch("MESSAGE_CREATE", posted)

    assert (await visit.heard.next()).author.is_bot


async def test_a_webhooks_embeds_are_read(visit: Visit) -> None:
    card = {
        "type": "rich",
        "author": {"name": "who"},
        "title": "what",
        "description": "why",
        "fields": [{"name": "where", "value": "when"}],
        "footer": {"text": "how"},
    }
    posted = visit.server.written("words", by=NEWCOMER, webhook_id=NEWCOMER, embeds=[card])
    del posted["member"]
    await visit.server.dispatch("MESSAGE_CREATE", posted)

    text = (await visit.heard.next()).text

    assert text.split("\n") == ["words", "who", "what", "why", "where", "when", "how"]


async def test_the_look_of_a_link_is_not_its_posters_words(visit: Visit) -> None:
    message = await heard(visit, text="look", embeds=[embed("somebody else's")])

    assert message.text == "look"


async def test_an_application_may_say_everything_in_components(visit: Visit) -> None:
    display = {"type": 10, "id": 2, "content": "deep inside"}
    container = {"type": 17, "id": 1, "components": [display]}
    app = by_application(invoker=MEMBER, owner={"1": MEMBER}, components=[container])

    assert (await heard(visit, text="", **app)).text == "deep inside"


async def test_whoever_calls_up_an_application_of_their_own_speaks(visit: Visit) -> None:
    app = by_application(invoker=MODERATOR, owner={"1": MODERATOR}, embeds=[embed("foul")])

    message = await heard(visit, text="", **app)

    assert (message.text, message.author.id) == ("foul", MODERATOR)
    assert (message.author.is_bot, message.author.is_moderator) == (False, True)


async def test_whoever_presses_a_button_of_it_speaks_too(visit: Visit) -> None:
    message = await heard(visit, **by_application(invoker=OTHER, owner={"1": MEMBER}))

    assert message.author.id == OTHER


async def test_an_application_that_the_server_let_in_speaks_for_itself(visit: Visit) -> None:
    owner = {"0": GUILD, "1": MEMBER}

    message = await heard(visit, **by_application(invoker=MEMBER, owner=owner))

    assert (message.author.id, message.author.is_bot) == (APP, True)


async def test_an_invoker_is_not_their_own_target(visit: Visit) -> None:
    app = by_application(invoker=MEMBER, owner={"1": MEMBER})

    message = await heard(visit, **app, mentions=[person(MEMBER), person(OTHER)])

    assert message.targets == (OTHER,)


async def test_an_invoker_whom_the_client_does_not_know_is_asked_for(visit: Visit) -> None:
    newcomer = {"user": person(NEWCOMER), **membership()}
    visit.server.rest.answers[f"/guilds/{GUILD}/members/{NEWCOMER}"] = newcomer

    message = await heard(visit, **by_application(invoker=NEWCOMER, owner={"1": NEWCOMER}))

    assert (message.author.id, message.author.is_bot) == (NEWCOMER, False)


async def test_an_edit_by_an_application_is_its_invokers(visit: Visit) -> None:
    said = await visit.server.say("kind", **by_application(invoker=MEMBER, owner={"1": MEMBER}))
    await visit.heard.next()

    await visit.server.dispatch(
        "MESSAGE_UPDATE", {**said, "content": "unkind", "edited_timestamp": EDITED}
    )
    edit = await visit.heard.next()

    assert isinstance(edit, MessageEdited)
    assert (edit.message.text, edit.message.author.id) == ("unkind", MEMBER)

"""What Discord takes as a message's body, and what Haven promised beyond that."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.servers.discord.markup import live, texts_of
from tests.servers.discord.parts import V2, all_parts, complaints_about_parts

Payload = dict[str, Any]
Files = Mapping[str, tuple[str, bytes]]

_CONTENT = frozenset({"content", "embeds", "components", "attachments", "allowed_mentions"})
_SENT = _CONTENT | {"flags", "tts", "poll"}
KEYS = {
    "post": _SENT | {"nonce", "enforce_nonce", "message_reference", "sticker_ids"},
    # discord.py says of each edit that it is not to be read out.
    "edit": _CONTENT | {"flags", "tts"},
    "answer": _SENT,
}
_LONGEST, _LONGEST_NONCE = 2_000, 25


def complaints(kind: str, body: Payload, files: Files, *, kept: Payload | None = None) -> list[str]:
    """Empty for a body that Discord would take; `kept` is the message that it changes."""
    return [
        *_strange(kind, body),
        *_mentions(body),
        *(f"{name} is live" for text in texts_of(body) for name in live(text)),
        *_nonce(kind, body),
        *_words(body, files, kept or {}),
        *complaints_about_parts(body.get("components") or [], v2=_is_v2(body, kept or {})),
        *_missing_files(body, files, kept or {}),
    ]


def _strange(kind: str, body: Payload) -> Iterator[str]:
    yield from (f"{key} is no key here" for key in sorted(body.keys() - KEYS[kind]))


def _mentions(body: Payload) -> Iterator[str]:
    """Discord would ping whoever is named; Haven lets nobody be."""
    if not body.keys() & {"content", "components", "embeds"}:
        return
    if body.get("allowed_mentions", {}).get("parse") != []:
        yield "allowed_mentions lets people be pinged"


def _nonce(kind: str, body: Payload) -> Iterator[str]:
    """Without one a repeated call would stand there twice."""
    if kind != "post":
        return
    if not 1 <= len(str(body.get("nonce", ""))) <= _LONGEST_NONCE or not body.get("enforce_nonce"):
        yield f"a nonce of 1 to {_LONGEST_NONCE} characters that is enforced"


def _words(body: Payload, files: Files, kept: Payload) -> Iterator[str]:
    if len(body.get("content") or "") > _LONGEST:
        yield "content is longer than 2000 characters"
    if _is_v2(body, kept) and (body.get("content") or body.get("embeds") or body.get("poll")):
        yield "content or embeds beside components v2"
    if (
        not kept
        and not files
        and not any(body.get(key) for key in ("content", *_CONTENT - {"allowed_mentions"}, "poll"))
    ):
        yield "an empty message"
    if len(files) > 10:
        yield "more than ten files"


def _is_v2(body: Payload, kept: Payload) -> bool:
    return bool((body.get("flags") or kept.get("flags") or 0) & V2)


def _missing_files(body: Payload, files: Files, kept: Payload) -> Iterator[str]:
    told = body.get("attachments") or []
    known = {str(number) for number in range(len(files))}
    known |= {each["id"] for each in kept.get("attachments", [])}
    yield from (f"there is no file {each['id']}" for each in told if str(each["id"]) not in known)
    names = {name for name, _ in files.values()} | {each.get("filename") for each in told}
    for part in all_parts(body.get("components") or []):
        shown = [item["media"]["url"] for item in part.get("items", [])]
        for url in shown:
            if url.startswith("attachment://") and url.removeprefix("attachment://") not in names:
                yield f"{url} did not come along"

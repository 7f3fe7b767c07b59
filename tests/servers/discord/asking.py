"""Interactions as Discord tells the bot of them: commands, menus, clicks, choices and forms."""

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from tests.servers.discord.changes import channel_of
from tests.servers.discord.definitions import (
    ATTACHMENT,
    CHANNEL,
    CHAT,
    GROUP,
    INTEGER,
    MESSAGE_MENU,
    ROLE,
    SUBCOMMAND,
    USER,
    USER_MENU,
)
from tests.servers.discord.parts import all_parts
from tests.servers.discord.rules import rights
from tests.servers.discord.shapes import BOT, GUILD, Payload, person
from tests.servers.discord.world import World

COMMAND, COMPONENT, FORM = 2, 3, 5
_BUTTON = 2
_numbers = count(7_001)


def interaction(world: World, kind: int, data: Payload, *, by: str, at: str) -> Payload:
    """In a server's channel, or in a direct one where `at` is none of them."""
    number, room = str(next(_numbers)), channel_of(world.guild, at)
    told = {
        "id": number,
        "application_id": BOT,
        "type": kind,
        "token": f"token-{number}",
        "version": 1,
        "channel_id": at,
        "channel": room or {"id": at, "type": 1, "recipients": [person(by)]},
        "data": data,
        "app_permissions": str(rights(world.guild, BOT, room)),
        "attachment_size_limit": 10_000_000,
        "entitlements": [],
        "authorizing_integration_owners": {"0": GUILD if room else "0"},
        "context": 0 if room else 1,
        "locale": "en-GB",
    }
    return told | (_in_guild(world, by) if room else {"user": person(by)})


def command(world: World, known: list[Payload], words: str, values: Mapping[str, Any]) -> Payload:
    """A chat command's data; a value must be one that Discord's own form would let through."""
    name, *path = words.split()
    found = _only(known, name, CHAT)
    data = {"id": found["id"], "name": name, "type": CHAT, "resolved": {}}
    inner = data
    for step in path:
        found = next(option for option in found["options"] if option["name"] == step)
        assert found["type"] in {SUBCOMMAND, GROUP}
        inner["options"] = [{"name": step, "type": found["type"]}]
        inner = inner["options"][0]
    inner["options"] = list(_filled(world, found, values, data["resolved"]))
    return data


def menu(world: World, known: list[Payload], name: str, target: str | Payload) -> Payload:
    """On a message where `target` is one, else on a person."""
    if isinstance(target, str):
        kind, number, resolved = USER_MENU, target, _person(world, target)
    else:
        kind, number = MESSAGE_MENU, target["id"]
        resolved = {"messages": {number: world.bare(target)}}
    found = _only(known, name, kind)
    told = {"id": found["id"], "name": name, "type": kind}
    return told | {"target_id": number, "resolved": resolved}


def click(message: Payload, label: str) -> Payload:
    (button,) = [each for each in all_parts(message["components"]) if each.get("label") == label]
    assert not button.get("disabled"), f"{label} cannot be clicked"
    return {"component_type": _BUTTON, "custom_id": button["custom_id"]}


def choice(world: World, message: Payload, name: str, values: tuple[str, ...]) -> Payload:
    """What is chosen in the select with this custom id."""
    (select,) = [each for each in all_parts(message["components"]) if each.get("custom_id") == name]
    assert select.get("min_values", 1) <= len(values) <= select.get("max_values", 1)
    options = {option["value"] for option in select.get("options", [])}
    assert not options or options >= set(values)
    told = {"component_type": select["type"], "custom_id": name, "values": list(values)}
    if options:
        return told
    roles = {each["id"]: each for each in world.guild["roles"] if each["id"] in values}
    rooms = {each: _room(world, each) for each in values if channel_of(world.guild, each)}
    return told | {"resolved": {"roles": roles, "channels": rooms}}


def form(modal: Payload, values: Mapping[str, str]) -> Payload:
    """A filled form, in the shape in which it was asked."""
    return {"custom_id": modal["custom_id"], "components": list(_filled_in(modal, values))}


def _filled_in(part: Payload, values: Mapping[str, str]) -> Iterator[Payload]:
    for each in [*part.get("components", []), *filter(None, [part.get("component")])]:
        told = {"type": each["type"], "id": each.get("id", 1)}
        if "custom_id" in each:
            value = values[each["custom_id"]]
            assert each.get("min_length", 0) <= len(value) <= each.get("max_length", 4_000)
            yield told | {"custom_id": each["custom_id"], "value": value}
        elif "component" in each:
            yield told | {"component": next(_filled_in(each, values))}
        else:
            yield told | {"components": list(_filled_in(each, values))}


def _filled(
    world: World, asked: Payload, values: Mapping[str, Any], resolved: Payload
) -> Iterator[Payload]:
    options = {option["name"]: option for option in asked.get("options", [])}
    assert options.keys() >= values.keys(), f"{asked['name']} has no {values.keys()}"
    for name, option in options.items():
        assert name in values or not option.get("required"), f"{name} is left out"
        if name in values:
            _allow(option, values[name])
            value = _resolve(world, option["type"], values[name], resolved)
            yield {"name": name, "type": option["type"], "value": value}


def _allow(option: Payload, value: Any) -> None:  # noqa: ANN401
    choices = [each["value"] for each in option.get("choices", [])]
    assert not choices or value in choices
    size = value if option["type"] == INTEGER else len(str(value))
    assert size >= option.get("min_value", option.get("min_length", size))
    assert size <= option.get("max_value", option.get("max_length", size))


def _resolve(world: World, kind: int, value: Any, resolved: Payload) -> Any:  # noqa: ANN401
    """A file is given as its name and its bytes, all else by id."""
    if kind == USER:
        for what, found in _person(world, value).items():
            resolved.setdefault(what, {}).update(found)
    if kind == CHANNEL:
        resolved.setdefault("channels", {})[value] = _room(world, value)
    if kind == ROLE:
        (role,) = [each for each in world.guild["roles"] if each["id"] == value]
        resolved.setdefault("roles", {})[value] = role
    if kind == ATTACHMENT:
        file = world.stored(*value)
        resolved.setdefault("attachments", {})[file["id"]] = file
        return file["id"]
    return value


def _person(world: World, user: str) -> Payload:
    """Whoever is not in the server has no membership; one comes without the person in it."""
    member = world.partial_member(user)
    found: Payload = {"users": {user: person(user)}}
    return found | ({"members": {user: member}} if member else {})


def _room(world: World, number: str) -> Payload:
    room = channel_of(world.guild, number)
    assert room
    shown = {key: room[key] for key in ("id", "name", "type")}
    return shown | {"permissions": "0"}


def _only(known: list[Payload], name: str, kind: int) -> Payload:
    (found,) = [each for each in known if (each["name"], each.get("type", CHAT)) == (name, kind)]
    return found


def _in_guild(world: World, by: str) -> Payload:
    member = world.membership(by) | {
        "user": person(by),
        "permissions": str(rights(world.guild, by)),
    }
    guild = {"id": GUILD, "features": [], "locale": "en-US"}
    return {"guild_id": GUILD, "guild": guild, "member": member}

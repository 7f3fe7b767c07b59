"""A community's own policy as a document in TOML: the keys of bot.toml's [policy], in its words."""

import re
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, get_args, get_type_hints

from engine.authority import DeniedError
from engine.notices.shelf import LANGUAGES
from engine.policy.community import CommunityPolicy
from engine.policy.ids import Name, Names
from engine.policy.kinds import (
    MOST_PROBLEMS,
    Flag,
    Kind,
    Member,
    Number,
    OneOf,
    Sentences,
    Span,
    suggestion,
)
from engine.policy.pattern_tables import PATTERN_TABLES
from engine.policy.presets import PRESETS, joined
from engine.policy.rule_tables import RULE_TABLES
from engine.policy.rules import asked_in_vain
from engine.policy.tables import Tables
from engine.policy.toml_text import TomlError, table_of
from engine.verdict import Mode

# What a community set itself, by the names of CommunityPolicy.
Choices = Mapping[str, Any]


class DocumentError(DeniedError):
    """A document that cannot be; each problem is a line with its key and its fix."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Key:
    """`field` is what CommunityPolicy calls it."""

    field: str
    kind: Kind
    about: str


# What stands in tables, at the end of a document.
TABLES: Mapping[str, Tables[Any]] = {each.name: each for each in (PATTERN_TABLES, RULE_TABLES)}
_SCORE, _CAP = Number(), Number(most=1_000_000, whole=True)
_LADDERS = get_args(get_type_hints(CommunityPolicy)["ladder"])


KEYS: Mapping[str, Key] = {
    "mode": Key("mode", Member(Mode), "How much Haven does by itself."),
    "ladder": Key("ladder", OneOf(_LADDERS), "Climb with each strike, or weigh the single deed."),
    "light_at": Key("light_at", _SCORE, "Messages from this risk on are weighed."),
    "escalate_at": Key("escalate_at", _SCORE, "From this risk on they get all the thought."),
    "act_at": Key("act_at", _SCORE, "Harm from this score on is acted upon."),
    "hide_at": Key("hide_at", _SCORE, "Words from this score on are also hidden."),
    "strike_half_life_days": Key(
        "strike_half_life",
        Span(timedelta(days=1), Number(most=3650, above=True)),
        "After this many days a strike counts half.",
    ),
    "warning_grace_seconds": Key(
        "warning_grace",
        Span(timedelta(seconds=1), Number(most=86_400)),
        "How long a person has to notice a measure before the next strike counts.",
    ),
    "bans_need_moderator": Key("bans_need_moderator", Flag(), "A ban waits for a moderator."),
    "bans_per_minute": Key(
        "bans_per_minute", _CAP, "More bans than this in a minute are left to a moderator."
    ),
    "destructive_per_ten_minutes": Key(
        "destructive_per_ten_minutes", _CAP, "So are more deletions, time-outs and bans than this."
    ),
    "lock_down_minutes": Key(
        "lock_down_for",
        Span(timedelta(minutes=1), Number(most=10_080, above=True)),
        "How long the barriers stay raised after a raid.",
    ),
    "exempt_roles": Key("exempt_roles", Names(), "Ids of roles whose members are left alone."),
    "exempt_channels": Key("exempt_channels", Names(), "Ids of channels that are left alone."),
    "mod_log": Key("mod_log", Name(), "Id of the channel where moderators are shown cases."),
    "language": Key(
        "language", OneOf(LANGUAGES), "Members are written to, and offered help, in this language."
    ),
    "apologise": Key(
        "apologise", Flag(), "Whoever was wronged is told so once a measure is taken back."
    ),
    "overturn_budget": Key(
        "overturn_budget", _SCORE, "Rules that moderators take back more often than this ask first."
    ),
    "link_accounts": Key(
        "link_accounts", Flag(), "Members may link a Twitch account: both share their strikes."
    ),
    "rules_text": Key(
        "rules_text",
        Sentences(),
        "Your rules in your own words, for a language model to judge by.",
    ),
    # These last, for what follows a table in TOML belongs to it.
    "patterns": Key(
        "patterns", PATTERN_TABLES, "Words that you look out for; see `haven policy vars`."
    ),
    "rules": Key("rules", RULE_TABLES, "Rules of your own, in tables; see `haven policy vars`."),
}
# Taken apart when it is read, so that what holds stays the same when a preset becomes another.
PRESET = "preset"
# All that may stand in a document.
READ: Mapping[str, Key] = {
    PRESET: Key(
        PRESET, OneOf(tuple(PRESETS)), "A policy to begin with; the document's own keys go first."
    ),
    **KEYS,
}
# What can be typed by itself.
TYPED = {name: key for name, key in KEYS.items() if name not in TABLES}
_KEY_OF = {key.field: name for name, key in KEYS.items()}


def parse(text: str, over: CommunityPolicy) -> Choices:
    """What a document sets, fit to stand in place of what `over` says.

    Raises:
        DocumentError: with every problem of it.
    """
    try:
        table = table_of(text)
    except TomlError as error:
        raise DocumentError([str(error)]) from error
    return checked(table, over)


def checked(table: Mapping[str, object], over: CommunityPolicy) -> Choices:
    """Raises DocumentError with every problem of the table."""
    problems: list[str] = []
    choices = _read(table, problems)
    problems += _at_odds(choices, over)
    if "patterns" not in table or "patterns" in choices:
        problems += _asked_in_vain(choices, over)
    if len(problems) > MOST_PROBLEMS:
        problems[MOST_PROBLEMS:] = ["there is more that cannot be; mend these first"]
    if problems:
        raise DocumentError(problems)
    return choices


def typed(name: str, words: str, over: CommunityPolicy) -> Choices:
    """One key, as somebody typed its value. Raises DocumentError."""
    key = READ.get(name)
    return checked({name: key.kind.typed(words.strip()) if key else words}, over)


def key_of(name: str) -> Key:
    """Raises DocumentError for one that there is not."""
    if name not in READ:
        raise DocumentError([_unknown(name)])
    return READ[name]


def fields_of(name: str) -> frozenset[str]:
    """What a key sets, by the names of CommunityPolicy. Raises DocumentError for an unknown one."""
    if name != PRESET:
        return frozenset({key_of(name).field})
    return frozenset(KEYS[each].field for preset in PRESETS.values() for each in preset.table)


def preset_of(policy: CommunityPolicy) -> str:
    """The preset all of which holds; empty for none."""
    return next((name for name in PRESETS if _holds(name, policy)), "")


def _holds(name: str, policy: CommunityPolicy) -> bool:
    choices = _read({PRESET: name}, [])
    rules = frozenset(choices.pop("rules", ()))
    return rules <= frozenset(policy.rules) and applied(choices, policy) == policy


def restored(text: str, over: CommunityPolicy) -> Choices:
    """What an earlier run kept: what cannot be any more is left out."""
    try:
        choices = _read(tomllib.loads(text), [])
    except tomllib.TOMLDecodeError:
        return {}
    return {} if _at_odds(choices, over) else choices


def applied(choices: Choices, over: CommunityPolicy) -> CommunityPolicy:
    return replace(over, **choices)


def toml_of(choices: Choices) -> str:
    return "".join(f"{line}\n" for line in _lines(choices))


def document_of(policy: CommunityPolicy, names: Container[str] = KEYS) -> str:
    """These keys, each with what it is about, to be changed and brought back."""
    pairs = (
        f"# {key.about}\n{name} = {key.kind.write(getattr(policy, key.field))}\n"
        for name, key in TYPED.items()
        if name in names
    )
    tables = (
        f"# {KEYS[name].about}\n{kind.tables(rows)}"
        for name, kind in TABLES.items()
        if name in names and (rows := getattr(policy, name))
    )
    return "\n".join((*pairs, *tables))


def document_of_preset(name: str) -> str:
    """What a preset stands for, to be changed and brought in."""
    policy = applied(_read({PRESET: name}, []), CommunityPolicy())
    return f"# {PRESETS[name].about}\n\n{document_of(policy, PRESETS[name].table)}"


def written(policy: CommunityPolicy, name: str) -> str:
    """One key's value as the document has it."""
    if name == PRESET:
        return READ[name].kind.write(preset_of(policy))
    key = KEYS[name]
    return key.kind.write(getattr(policy, key.field))


def _lines(choices: Choices) -> Iterator[str]:
    for name, key in KEYS.items():
        # Tables go on one line, which the table of another key cannot swallow.
        if key.field in choices:
            yield f"{name} = {key.kind.write(choices[key.field])}"


def _read(table: Mapping[str, object], problems: list[str]) -> dict[str, Any]:
    """What of the table can be used; the rest becomes problems."""
    choices: dict[str, Any] = {}
    for name, value in _spelt_out(table, problems).items():
        if len(problems) > MOST_PROBLEMS:
            break
        key = KEYS.get(name)
        if key is None:
            problems.append(_unknown(name))
            continue
        try:
            choices[key.field] = key.kind.read(value)
        except ValueError as error:
            problems += [f"{name}: {problem}" for problem in str(error).splitlines()]
    return choices


def _spelt_out(table: Mapping[str, object], problems: list[str]) -> Mapping[str, object]:
    """With the preset's keys in the place of its name."""
    own = {name: value for name, value in table.items() if name != PRESET}
    if len(own) == len(table):
        return own
    try:
        chosen = READ[PRESET].kind.read(table[PRESET])
    except ValueError as error:
        problems.append(f"{PRESET}: {error}")
        return own
    return joined(PRESETS[str(chosen)], own)


def _unknown(name: str) -> str:
    guess = suggestion(name, READ) or f"; known are {', '.join(READ)}"
    return f"{name[:60]}: unknown key{guess}"


def _at_odds(choices: Choices, over: CommunityPolicy) -> list[str]:
    """What each key by itself allows and all of them together do not."""
    try:
        applied(choices, over)
    except ValueError as error:
        return [_in_our_words(problem) for problem in str(error).split("; ")]
    return []


def _asked_in_vain(choices: Choices, over: CommunityPolicy) -> Iterator[str]:
    if choices.keys().isdisjoint({"patterns", "rules"}):
        return
    policy = {"patterns": over.patterns, "rules": over.rules, **choices}
    for problem in asked_in_vain(policy["rules"], policy["patterns"]):
        yield f"rules: {problem}"


def _in_our_words(problem: str) -> str:
    return re.sub(r"\w+", lambda word: _KEY_OF.get(word[0], word[0]), problem)

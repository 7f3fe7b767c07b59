"""Rules as a document has them: `[[rules]]` tables, each with a name, a `when` and a `then`."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.policy.kinds import suggestion
from engine.policy.rule import LONGEST_RULE_NAME, MOST_RULES, Effect, Rule
from engine.policy.rules import problems_of

_KEYS = ("name", "when", "then")


@dataclass(frozen=True, slots=True)
class Rules:
    """A kind of value, as `engine.policy.kinds` has them."""

    def read(self, written: object) -> tuple[Rule, ...]:
        return read_rules(written)

    def typed(self, words: str) -> object:
        return words

    def write(self, value: Sequence[Rule]) -> str:
        """On one line, which TOML reads like the tables."""
        return f"[{', '.join(_inline(rule) for rule in value)}]"


def read_rules(written: object) -> tuple[Rule, ...]:
    """Raises ValueError with every problem of every rule, a line for each."""
    if isinstance(written, str) or not isinstance(written, Sequence):
        raise ValueError("must be [[rules]] tables in a document, which /policy import brings in")  # noqa: TRY004
    if len(written) > MOST_RULES:
        raise ValueError(f"must be at most {MOST_RULES}, not {len(written)}")
    problems: list[str] = []
    rules = [
        rule for number, each in enumerate(written, 1) if (rule := _one(each, number, problems))
    ]
    problems += _namesakes(rules)
    if problems:
        raise ValueError("\n".join(problems))
    return tuple(rules)


def tables_of(rules: Sequence[Rule]) -> str:
    """To stand at the end of a document, for what follows a table belongs to it."""
    return "\n".join(
        f"[[rules]]\nname = {_quoted(rule.name)}\nwhen = {_quoted(rule.when)}\n"
        f"then = {_quoted(rule.then)}\n"
        for rule in rules
    )


def _one(written: object, number: int, problems: list[str]) -> Rule | None:
    if isinstance(written, Rule):
        return written
    faults = list(_faults(written))
    if faults or not isinstance(written, dict):
        problems += [f"rule {number}: {fault}" for fault in faults]
        return None
    rule = Rule(name=written["name"], when=written["when"], then=Effect(written["then"]))
    wrong = problems_of(rule)
    problems += [f'rule "{rule.name}": {fault}' for fault in wrong]
    return None if wrong else rule


def _faults(written: object) -> Iterator[str]:
    if not isinstance(written, dict):
        yield 'must be a table with "name", "when" and "then"'
        return
    for key in sorted(set(map(str, written)) - set(_KEYS)):
        yield f"{key[:60]}: unknown key{suggestion(key, _KEYS) or '; known are name, when, then'}"
    for key in _KEYS:
        if not isinstance(written.get(key), str):
            yield f"{key}: must be there, as text in quotes"
    name, then = written.get("name"), written.get("then")
    if isinstance(name, str) and not (0 < len(name) <= LONGEST_RULE_NAME and name.isprintable()):
        yield f"name: must have 1 to {LONGEST_RULE_NAME} printable characters"
    if isinstance(then, str) and then not in set(Effect):
        yield f"then: must be one of {', '.join(Effect)}{suggestion(then, Effect)}"


def _namesakes(rules: Sequence[Rule]) -> list[str]:
    counted = Counter(rule.name for rule in rules)
    return [
        f'rule "{name}": there are {count} of this name'
        for name, count in counted.items()
        if count > 1
    ]


def _inline(rule: Rule) -> str:
    return (
        f"{{name = {_quoted(rule.name)}, when = {_quoted(rule.when)}, then = {_quoted(rule.then)}}}"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")

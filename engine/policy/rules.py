"""Rules in CEL: checked when they are saved, and asked about facts. The one user of `cel`."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.policy.facts import VARIABLES, Facts, samples
from engine.policy.kinds import suggestion
from engine.policy.pattern import TextPattern
from engine.policy.rule import LONGEST_WHEN, Rule

if TYPE_CHECKING:
    import cel

log = logging.getLogger(__name__)

_NAMES = tuple(variable.name for variable in VARIABLES)
_ROOTS = frozenset(name.partition(".")[0] for name in _NAMES)
_GROUPS = frozenset(name.partition(".")[0] for name in _NAMES if "." in name)

# No loops, no patterns and no dates: what is left takes microseconds, whatever is said.
_OPERATORS = "_&&_ _||_ !_ _==_ _!=_ _<_ _<=_ _>_ _>=_ _+_ _-_ _*_ _/_ _%_ -_ _?_:_ @in _[_]"
_NAMED = "size contains startsWith endsWith"
_FUNCTIONS = frozenset(f"{_OPERATORS} {_NAMED}".split(" "))
_LOOPS = re.compile(r"\.\s*(?:all|exists|exists_one|existsOne|map|filter|bind)\s*\(")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_MEMBER = re.compile(rf"(?<![\w.])({'|'.join(sorted(_GROUPS))})\s*(?:\.\s*(\w+)|(\[))")
_ASKED_FOR = re.compile(rf"({_QUOTED.pattern})(\s*in\s+patterns\b)?")
_MAY_BE_MISSING = "may be missing"


def problems_of(rule: Rule) -> list[str]:
    """Everything that is wrong with `when`, each with its fix; empty for a rule that can be."""
    if fault := _fault_of_form(rule.when):
        return [fault]
    try:
        program = _compiled(rule.when)
    except ValueError as error:
        return [f"not an expression: {_first_line(error)}"]
    return _unknown(rule.when, program) or list(dict.fromkeys(_tried(rule.when, program)))[:1]


def asked_in_vain(rules: Sequence[Rule], patterns: Sequence[TextPattern]) -> Iterator[str]:
    """What is wrong with rules that ask for a pattern which there is not."""
    known = [pattern.name for pattern in patterns]
    for rule in rules:
        for name in _patterns_named(rule.when):
            if name not in known:
                guess = suggestion(name, known) or "; write it in [[patterns]]"
                yield f'rule "{rule.name}": there is no pattern "{name}"{guess}'


def _patterns_named(when: str) -> list[str]:
    """The patterns that it asks for, as in 'phone numbers' in patterns."""
    return [found[1][1:-1] for found in _ASKED_FOR.finditer(when) if found[2]]


def fired(rules: Sequence[Rule], facts: Facts) -> tuple[Rule, ...]:
    """A rule that fails counts as not fired."""
    known = _known(facts)
    return tuple(rule for rule in rules if _condition(rule)(known))


def asking(facts: Facts) -> Callable[[str], object]:
    """What any part of a rule comes to there; None where it cannot be worked out."""
    known = _known(facts)

    def asked(expression: str) -> object:
        try:
            return _compiled(expression).execute(known)
        except Exception:  # noqa: BLE001  a missing value, or whatever a part alone cannot be
            return None

    return asked


def _compiled(when: str) -> "cel.Program":
    """Whoever has no rules does without the library: it takes half a second to import."""
    import cel

    return cel.compile(when)


def _known(facts: Facts) -> "cel.Context":
    """Measured: 35 us, and each rule 0.4 us with it, where plain facts take 31 us a rule."""
    import cel

    return cel.Context(variables=dict(facts))


@lru_cache(maxsize=1_024)
def _condition(rule: Rule) -> Callable[["cel.Context"], bool]:
    program = _compiled(rule.when)
    failed: set[str] = set()

    def asked(known: "cel.Context") -> bool:
        try:
            return program.execute(known) is True
        except Exception as error:  # noqa: BLE001  a rule of theirs must not stop the judging
            if not failed:
                log.warning("rule failed", extra={"rule": rule.name, "fault": type(error).__name__})
            failed.add(rule.name)
            return False

    return asked


def _fault_of_form(when: str) -> str:
    if not when.strip():
        return "says nothing; write for example harm > 0.5"
    if len(when) > LONGEST_WHEN:
        return f"is too long: at most {LONGEST_WHEN} characters, not {len(when)}"
    if "\\" in when or "'''" in when or '"""' in when:
        return "has a backslash or tripled quotes; write plain text in single quotes"
    if loop := _LOOPS.search(_bare(when)):
        return f"has a loop, {loop[0].strip('. (')}(), which would be slow; use in or contains()"
    return ""


def _unknown(when: str, program: "cel.Program") -> list[str]:
    found = [_no_such(name, _ROOTS) for name in program.variables() if name not in _ROOTS]
    for group, member, index in _MEMBER.findall(_bare(when)):
        if index:
            found.append(f"{group}[...]: write the name after a full stop, as in {group}.…")
        elif f"{group}.{member}" not in _NAMES:
            found.append(_no_such(f"{group}.{member}", _NAMES))
    odd = sorted(set(program.functions()) - _FUNCTIONS)
    found += [f"{name}: no such function; {_FUNCTIONS_TOLD}" for name in odd]
    return list(dict.fromkeys(found))


_FUNCTIONS_TOLD = "there are has, size, contains, startsWith and endsWith"


def _no_such(name: str, known: frozenset[str] | tuple[str, ...]) -> str:
    guess = suggestion(name, sorted(known)) or "; `haven policy vars` names them all"
    return f"{name}: no such variable{guess}"


def _tried(when: str, program: "cel.Program") -> Iterator[str]:
    """Trial runs. With "and" and "or" exchanged as well, so that no part hides behind another."""
    for each in _trials():
        yield from _trial(program, each)
    exchanged = when.replace("&&", "\0").replace("||", "&&").replace("\0", "||")
    try:
        other = _compiled(exchanged)
    except ValueError:
        return
    for each in _trials():
        yield from (fault for fault in _trial(other, each) if _MAY_BE_MISSING not in fault)


@lru_cache(maxsize=1)
def _trials() -> Sequence["cel.Context"]:
    """They take 1.5 ms to make, which each of fifty rules would."""
    return [_known(facts) for facts in samples()]


def _trial(program: "cel.Program", known: "cel.Context") -> Iterator[str]:
    try:
        concluded = program.execute(known)
    except KeyError as error:
        yield _missing(str(error).strip("'"))
    except TypeError:
        yield "mixes kinds of values: text goes in quotes, and sums of scores need 1.0 for 1"
    except Exception as error:  # noqa: BLE001  whatever the library says, the rule cannot be
        yield f"cannot be worked out: {_first_line(error)}"
    else:
        if not isinstance(concluded, bool):
            yield f"must be true or false, as harm > 0.5 is, not a {type(concluded).__name__}"


def _missing(key: str) -> str:
    group = "author" if key.endswith("_days") else "signals"
    return f"{group}.{key} {_MAY_BE_MISSING}: ask first, as in has({group}.{key}) && …"


def _bare(when: str) -> str:
    """Without what stands in quotes."""
    return _QUOTED.sub("''", when)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]

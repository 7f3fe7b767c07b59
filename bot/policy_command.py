"""haven policy vars | check | schema: the variables of rules, whether a document can be a policy,
and what editors must know of it.
"""

import sys
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Column, Table

from bot.refusals import RefusedUseError
from engine.policy.community import CommunityPolicy
from engine.policy.document import TABLES, DocumentError, applied, parse
from engine.policy.facts import VARIABLES
from engine.policy.pattern_tables import PATTERN_TABLES
from engine.policy.rule import Effect
from engine.policy.schema import schema
from engine.policy.toml_text import LONGEST
from engine.quantities import counted

_MEANT = {
    Effect.HIDE: "the message is hidden; nobody is punished for that alone",
    Effect.ALERT: "moderators are told",
    Effect.ASK: "a moderator must confirm what is done, and is told where nothing would be",
    Effect.EXEMPT: "it is let pass; never a grave threat, hate, or somebody's address",
}


def show_variables() -> int:
    console = Console(highlight=False)
    table = Table(
        "variable", "meaning", Column("example", overflow="fold"), title='What "when" can ask'
    )
    for variable in VARIABLES:
        table.add_row(variable.name, variable.about, variable.example)
    console.print(table, markup=False)
    effects = Table("then", "what follows")
    for effect in Effect:
        effects.add_row(effect.value, _MEANT.get(effect, "a measure at least as harsh as this"))
    console.print(effects, markup=False)
    columns = Table("key", "", "meaning", title=r"What [\[patterns]] hold")
    for column in PATTERN_TABLES.columns:
        columns.add_row(column.name, "" if column.needed else "if you like", column.about)
    console.print(columns, markup=False)
    console.print(
        "Patterns are in RE2's syntax (github.com/google/re2/wiki/Syntax), upper and lower case"
        " alike, and look at every message. Rules are asked about those that a pattern matches and"
        " about messages whose risk is at least light_at. Neither says anything of a"
        " person in danger, of whoever is exempt, of raids, names, and held messages.",
        markup=False,
    )
    return 0


def _beginning(file: Path) -> str:
    """Enough of it to be found too long, should it be."""
    with file.open(encoding="utf-8") as opened:
        return opened.read(LONGEST + 1)


def check_document(file: Path) -> int:
    """Raises RefusedUseError for a file that cannot be read."""
    console = Console(highlight=False)
    try:
        text = _beginning(file)
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedUseError(f"{file}: cannot be read as text ({type(error).__name__})") from error
    usual = CommunityPolicy()
    try:
        policy = applied(parse(text, usual), usual)
    except DocumentError as error:
        for problem in error.problems:
            console.print(f"{file}: {problem}", markup=False, soft_wrap=True)
        return 1
    own = (counted(len(getattr(policy, name)), kind.one) for name, kind in TABLES.items())
    told = f"{file}: good, with {' and '.join(own)}; version {policy.version}"
    console.print(told, markup=False, soft_wrap=True)
    return 0


def show_schema() -> int:
    option = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    sys.stdout.buffer.write(orjson.dumps(schema(), option=option))
    return 0

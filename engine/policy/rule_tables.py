"""Rules as a document has them: `[[rules]]` tables, each with a name, a `when` and a `then`."""

from engine.policy.kinds import Member, Text
from engine.policy.rule import LONGEST_RULE_NAME, MOST_RULES, Effect, Rule
from engine.policy.rules import problems_of
from engine.policy.tables import Column, Tables

NAME = Column("name", Text(LONGEST_RULE_NAME), "What cases call it.")

RULE_TABLES = Tables(
    name="rules",
    one="rule",
    row=Rule,
    columns=(
        NAME,
        Column("when", Text(), "An expression in CEL; `haven policy vars` lists what it can ask."),
        Column("then", Member(Effect), "What follows where it is true."),
    ),
    most=MOST_RULES,
    faults=problems_of,
)

"""The table of promises: an outcome is told as it was, and a gap as a gap."""

from datetime import date
from pathlib import Path

import pytest

from tests.trust.promises import PROMISES
from tests.trust.table import BEGIN, END, Proof, proofs_in, put_into, table

REPORT = """<testsuites><testsuite>
<testcase name="a"><properties><property name="promise" value="S7"/>
<property name="figure" value="0 of 300 | obeyed"/></properties></testcase>
<testcase name="b"><properties><property name="promise" value="S6"/></properties>
<failure>no</failure></testcase>
<testcase name="c"/></testsuite></testsuites>"""


def rows(*proofs: Proof) -> dict[str, str]:
    lines = table(proofs, date(2026, 3, 1)).splitlines()
    return {line.split(" | ")[0].strip("| "): line for line in lines if line.startswith("| ")}


def test_proofs_are_read_from_pytests_report(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(REPORT)
    assert proofs_in(str(file)) == [
        Proof("S7", passed=True, figures=("0 of 300 | obeyed",)),
        Proof("S6", passed=False, figures=()),
    ]


def test_a_figure_stands_beside_its_promise() -> None:
    told = rows(Proof("S7", passed=True, figures=("0 of 300 | obeyed",)))["S7"]
    assert told.endswith("| 1 test | 0 of 300 \\| obeyed |")


def test_a_promise_without_a_proof_is_said_to_have_none() -> None:
    assert all("not proved yet" in rows()[name] for name in PROMISES)


def test_one_failure_among_many_is_told_and_its_figure_is_not() -> None:
    told = rows(Proof("S6", passed=True, figures=()), Proof("S6", passed=False, figures=("9",)))
    assert told["S6"].endswith("| **1 of 2 failed** |  |")


def test_only_the_table_of_a_document_is_replaced() -> None:
    made = table((), date(2026, 3, 1))
    assert put_into(f"before\n{BEGIN}\nold\n{END}\nafter", made) == f"before\n{made}\nafter"


def test_a_document_without_a_place_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the lines"):
        put_into("nothing here", "made")


def test_security_md_has_a_place_for_it() -> None:
    document = (Path(__file__).parents[2] / "SECURITY.md").read_text()
    assert put_into(document, table((), date(2026, 3, 1))).count(BEGIN) == 1

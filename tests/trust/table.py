"""The table of SECURITY.md, out of pytest's report of the proofs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, parse

from engine.quantities import counted
from tests.trust.promises import PROMISES

BEGIN, END = "<!-- made by `make trust`: begin -->", "<!-- made by `make trust`: end -->"
_HEAD = ("| | promise | proved by | figure |", "|---|---|---|---|")


@dataclass(frozen=True, slots=True)
class Proof:
    """One test's outcome for one promise."""

    promise: str
    passed: bool
    figures: tuple[str, ...]


def proofs_in(report: str) -> list[Proof]:
    """`report` is the path of a file in JUnit's XML."""
    cases = parse(report).getroot().iter("testcase")  # noqa: S314 - see above
    return [proof for case in cases for proof in _proofs_of(case)]


def table(proofs: Iterable[Proof], on: date, names: Iterable[str] = PROMISES) -> str:
    """Markdown; of the promises that are named, one without a proof is said to have none."""
    known = list(proofs)
    rows = (_row(name, [each for each in known if each.promise == name]) for name in names)
    return "\n".join((BEGIN, f"Measured on {on:%Y-%m-%d}.", "", *_HEAD, *rows, END))


def put_into(document: str, made: str) -> str:
    """The document with its table replaced.

    Raises:
        ValueError: the document has no place for it.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document lacks the lines {BEGIN} and {END}")
    return before + made + after


def _proofs_of(case: Element) -> Iterator[Proof]:
    told = [(each.get("name"), each.get("value", "")) for each in case.iter("property")]
    passed = not any(case.find(kind) is not None for kind in ("failure", "error", "skipped"))
    figures = tuple(value for name, value in told if name == "figure")
    yield from (Proof(value, passed, figures) for name, value in told if name == "promise")


def _row(name: str, proofs: Sequence[Proof]) -> str:
    return f"| {name} | {PROMISES[name]} | {_proved(proofs)} | {_figures(proofs)} |"


def _proved(proofs: Sequence[Proof]) -> str:
    failed = sum(not proof.passed for proof in proofs)
    if not proofs:
        return "not proved yet"
    if failed:
        return f"**{failed} of {len(proofs)} failed**"
    return counted(len(proofs), "test")


def _figures(proofs: Sequence[Proof]) -> str:
    told = dict.fromkeys(figure for proof in proofs if proof.passed for figure in proof.figures)
    return "; ".join(told).replace("|", "\\|")

"""What a reasoner was shown about a case, in plain words; other people's come harmless."""

from collections.abc import Iterator, Sequence

from cogs.case_wording import named
from cogs.harmless import harmless, spoilered
from engine.cases import Case
from engine.packets import Briefing, KeptPacket, Line
from engine.reasoning.reliability import RULES

# Together they stay below the 4,000 characters of a message: see the test with all at its longest.
_WORDS, _LINE, _RULE, _WHO, _NAME = 500, 90, 320, 20, 60
_EARLIER, _SIGNS, _PRECEDENTS = 8, 5, 3
_NONE = "Nothing is kept of what was read: nobody weighed any words, or it is older than that."
_GONE = "The words that were read are gone: they are kept no longer than messages are."
_FOREIGN = (
    "The words that were read are sealed with another key than Haven's present one. Nothing is"
    " lost: whoever runs Haven can put the former key back."
)
_MARKED = (
    "Some of these words speak to whoever judges them, so no language model could make it milder."
)
_GUARD = "only a guard model had a say, which reads nothing but the message"
_MIGHT = (
    "-# A language model may recommend to leave it, to ask a moderator or to follow the rules."
    " Whom, what and how long is not for it to say."
)


def reading(case: Case, packet: KeptPacket | None) -> Iterator[str]:
    """Paragraphs, each of which says something."""
    yield f"**What was read about {named(case).replace('Case', 'case', 1)}**"
    if packet is None:
        yield _NONE
        return
    yield _by_whom(packet)
    if packet.briefing is None:
        yield _FOREIGN if packet.is_foreign else _GONE
        return
    yield from _shown(packet.briefing)
    yield _MIGHT


def _by_whom(packet: KeptPacket) -> str:
    if (counsel := packet.counsel) is None:
        others = "none had a say" if packet.reasoner == RULES else _GUARD
        return (
            "Haven's own rules judged it. These are the facts they had, in the words in which a"
            f" language model is shown them; {others}."
        )
    model = harmless(counsel.model, longest=_NAME)
    return (
        f"The language model {model} was shown this and called it {counsel.harm:.0%} harmful."
        f" Haven's own rules had found {counsel.ruled:.0%}, which it could move a little."
    )


def _shown(briefing: Briefing) -> Iterator[str]:
    parts: dict[str, list[Line]] = {}
    for line in briefing.lines:
        parts.setdefault(line.part, []).append(line)
    for part, heading in (("message", "The message"), ("name", "The name")):
        for line in parts.get(part, ()):
            yield f"**{heading}:** {spoilered(line.text, longest=_WORDS)}"
    if briefing.is_marked:
        yield _MARKED
    around = [line for part in ("talk", "people", "choice") for line in parts.get(part, ())]
    yield from _listed("Said before", [_said(each) for each in parts.get("earlier", ())], _EARLIER)
    yield from _listed("Around it", [_told(each) for each in around], len(around))
    yield from _listed("Signs", [_told(each) for each in parts.get("signal", ())], _SIGNS)
    known = [_told(each) for each in parts.get("precedent", ())]
    yield from _listed("Remembered", known, _PRECEDENTS)
    rules = [harmless(each.text, longest=_RULE) for each in parts.get("rule", ())]
    yield from _listed("The rules", rules, len(rules))


def _listed(heading: str, lines: Sequence[str], most: int) -> Iterator[str]:
    """The last `most` of them, and how many there were before."""
    if not lines:
        return
    left_out = len(lines) - len(lines[-most:])
    more = f" (and {left_out} more)" if left_out else ""
    yield "\n".join((f"**{heading}**{more}", *(f"- {line}" for line in lines[-most:])))


def _said(line: Line) -> str:
    return f"{harmless(line.who, longest=_WHO)}: {spoilered(line.text, longest=_LINE)}"


def _told(line: Line) -> str:
    return harmless(line.text, longest=_LINE)

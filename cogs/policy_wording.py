"""Policies and previews in words for administrators on Discord."""

from collections.abc import Iterator

from cogs.harmless import harmless
from cogs.rule_wording import own_changes, own_in_words
from engine.charter import Draft
from engine.policy.community import CommunityPolicy
from engine.policy.document import KEYS, TABLES, TYPED, written
from engine.policy.preview import Preview
from engine.quantities import counted
from engine.verdict import Mode

# Discord's limit for a message is 2,000; what stands around a list has its share.
_LONGEST_LIST = 1_300
_LONGEST_VALUE = 200


def policy_in_words(policy: CommunityPolicy) -> str:
    lines = (f"{name} = {_value(policy, name)}" for name in KEYS)
    return f"**The policy here** ({harmless(policy.version, longest=80)})\n{_block(lines)}"


def draft_in_words(draft: Draft, present: CommunityPolicy, seen: Preview) -> str:
    """What would change, and what that would have meant in the last seven days."""
    changes = changes_in_words(draft.policy, present)
    if not changes:
        return "That is the policy already; nothing would change."
    return f"**This would change**\n{changes}\n{preview_in_words(seen, draft.policy)}"


def changes_in_words(coming: CommunityPolicy, present: CommunityPolicy) -> str:
    """Empty where nothing changes."""
    changes = list(_changes(coming, present))
    return _block(changes) if changes else ""


def preview_in_words(seen: Preview, policy: CommunityPolicy) -> str:
    would, mistaken, did = len(seen.would_act), len(seen.mistaken), len(seen.acted)
    later = f", {mistaken} of them later reversed" if mistaken else ""
    return " ".join(
        (
            f"In the last seven days it would have acted on {counted(would, 'message')}{later}.",
            f"The present policy acted on {counted(did, 'message')}.",
            *_remarks(seen, policy),
        )
    )


def _remarks(seen: Preview, policy: CommunityPolicy) -> Iterator[str]:
    match policy.mode:
        case Mode.OBSERVE:
            yield "In observe mode that is only shown."
        case Mode.ASSIST:
            yield "In assist mode a moderator is asked each time."
        case Mode.ENFORCE:
            pass
    if seen.unknown:
        unknown = counted(len(seen.unknown), "message")
        yield f"Of {unknown} nobody knows: they were not weighed until now."
    if seen.cut:
        yield "There were more messages than could be looked at: these are the week's first."


def _changes(coming: CommunityPolicy, present: CommunityPolicy) -> Iterator[str]:
    for name in TYPED:
        old, new = _value(present, name), _value(coming, name)
        if written(present, name) != written(coming, name):
            yield f"{name}: {old} → {new}"
    for name, kind in TABLES.items():
        yield from own_changes(getattr(coming, name), getattr(present, name), kind.one)


def _value(policy: CommunityPolicy, name: str) -> str:
    if name in TABLES:
        return own_in_words(getattr(policy, name), TABLES[name].one)[:_LONGEST_VALUE]
    value = written(policy, name)
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"


def _block(lines: Iterator[str] | list[str]) -> str:
    # Three backticks would end the block; names may hold anything printable.
    text = "\n".join(lines).replace("`", "'")
    text = text if len(text) <= _LONGEST_LIST else f"{text[:_LONGEST_LIST]}…"
    return f"```toml\n{text}\n```"

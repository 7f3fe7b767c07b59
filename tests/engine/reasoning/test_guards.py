"""What each guard model is asked, and what its answers mean."""

import pytest

from engine.reasoning.answer import AnswerError
from engine.reasoning.guards import GuardKind, consult, read_signal, trial_of
from engine.reasoning.model import ModelError
from engine.verdict import Category
from tests.engine.reasoning.served import KINDS, Kind

LLAMA, GEMMA = GuardKind.LLAMA_GUARD, GuardKind.SHIELDGEMMA
GRANITE, SAFEGUARD = GuardKind.GRANITE, GuardKind.SAFEGUARD


@pytest.mark.parametrize(
    ("kind", "written", "category", "score"),
    [
        (LLAMA, "\n\nsafe", Category.NONE, 1.0),
        (LLAMA, "\n\nunsafe\nS10", Category.HATE, 1.0),
        (LLAMA, "unsafe\nS2,S1", Category.THREAT, 1.0),
        (LLAMA, "unsafe\nS7, S12\n", Category.DOXXING, 1.0),
        (GEMMA, "Yes", Category.HARASSMENT, 1.0),
        (GEMMA, "No.", Category.NONE, 1.0),
        (GEMMA, "Yes\n\nThe message names a person.", Category.HARASSMENT, 1.0),
        (GRANITE, "Yes", Category.HARASSMENT, 1.0),
        (GRANITE, "No", Category.NONE, 1.0),
        (GRANITE, "Yes\n<confidence> High </confidence>", Category.HARASSMENT, 1.0),
        (GRANITE, "No\n<confidence> Low </confidence>", Category.NONE, 0.5),
        (GRANITE, "<think>\n</think>\n<score> yes </score>", Category.HARASSMENT, 1.0),
        (GRANITE, "<score> no </score>", Category.NONE, 1.0),
        (SAFEGUARD, "hate", Category.HATE, 1.0),
        (SAFEGUARD, "sexual_harassment\n", Category.SEXUAL_HARASSMENT, 1.0),
        (SAFEGUARD, "none", Category.NONE, 1.0),
    ],
)
def test_a_guards_answer_becomes_a_signal_of_ours(
    kind: GuardKind, written: str, category: Category, score: float
) -> None:
    signal = read_signal(kind, written)
    assert signal
    assert (signal.source, signal.category, signal.score) == ("guard", category, score)
    assert signal.evidence.startswith("A guard model ")


@pytest.mark.parametrize("code", ["S2", "S5", "S6", "S8", "S9", "S11", "S13", "S14", "S11,S13"])
def test_a_hazard_that_is_no_matter_of_ours_speaks_neither_for_harm_nor_against_it(
    code: str,
) -> None:
    assert read_signal(LLAMA, f"unsafe\n{code}") is None


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (LLAMA, "unsafe"),
        (LLAMA, "unsafe\nS15"),
        (LLAMA, "unsafe\nS0"),
        (LLAMA, "unsafe\nS1 because of this"),
        (LLAMA, "safe\nunsafe\nS1"),
        (LLAMA, "It is safe."),
        (GEMMA, "Yesterday"),
        (GEMMA, "Nobody is hurt"),
        (GEMMA, "I think: No"),
        (GRANITE, "Yes and no"),
        (GRANITE, "Yes\n<confidence> Some </confidence>"),
        (GRANITE, "<score> maybe </score>"),
        (SAFEGUARD, "self_harm"),
        (SAFEGUARD, "raid"),
        (SAFEGUARD, "hate, threat"),
        (SAFEGUARD, '{"violation": 1}'),
        *((kind, "") for kind in GuardKind),
        *((kind, "I cannot help with that.") for kind in GuardKind),
    ],
)
def test_any_other_answer_is_none(kind: GuardKind, written: str) -> None:
    with pytest.raises(AnswerError):
        read_signal(kind, written)


@pytest.mark.parametrize("served", KINDS)
@pytest.mark.parametrize("kind", [LLAMA, GEMMA, GRANITE])
async def test_a_guard_is_given_the_bare_message_and_nothing_else(
    kind: GuardKind, served: Kind
) -> None:
    async with served() as (server, model):
        server.reply = lambda _: "safe" if kind is LLAMA else "No"
        await consult(model, kind, "you fool")
    (asked,) = server.chats
    assert asked.messages == [{"role": "user", "content": "you fool"}]
    assert asked.schema == {}


@pytest.mark.parametrize("served", KINDS)
async def test_a_guard_that_follows_a_policy_is_given_ours_and_time_to_think(served: Kind) -> None:
    async with served() as (server, model):
        server.reply = lambda _: "insult"
        signal = await consult(model, SAFEGUARD, "you fool")
    policy, words = server.chats[0].messages
    body = server.chats[0].body
    assert signal
    assert signal.category is Category.INSULT
    assert (policy["role"], words) == ("system", {"role": "user", "content": "you fool"})
    assert body.get("max_tokens", body.get("options", {}).get("num_predict")) == 1_024


@pytest.mark.parametrize("served", KINDS)
async def test_a_model_that_is_no_guard_fails_its_trial(served: Kind) -> None:
    async with served() as (server, model):
        server.reply = lambda _: "Good evening! How can I help you today?"
        with pytest.raises(ModelError, match="none that it has"):
            await trial_of(LLAMA)(model, "")

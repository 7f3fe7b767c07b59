"""A language model as reasoning sees it, whoever serves it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.packets import Briefing, Line
from engine.reasoning.answer import Answer, AnswerError, read_answer
from engine.reasoning.prompt import Prompt, prompt_for


class ModelError(Exception):
    """A model did not answer, or not as asked; the text holds nobody's words."""


class RestError(ModelError):
    """A server that asks to be left alone for some seconds, or that will not serve us anyhow."""

    def __init__(self, told: str, *, seconds: float) -> None:
        super().__init__(told)
        self.seconds = seconds


def named_at(model: str, server: str) -> str:
    """What a model is called that several servers may have."""
    return f"{model} at {server}"


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the talk with a model; `role` is system, user or assistant."""

    role: str
    text: str


class LanguageModel(Protocol):
    @property
    def name(self) -> str: ...

    async def digest(self) -> str:
        """Tells one version of the model's weights from another; quick. Raises ModelError."""
        ...

    async def load(self) -> None:
        """Have it in memory, and for a while. Raises ModelError."""
        ...

    async def say(self, talk: Sequence[Said], prompt: Prompt) -> str:
        """The model's words, which may be anything. Raises ModelError."""
        ...


_REPAIR = "That was not valid: {what}. Answer again, with one JSON object as described and no more."
_TRIAL = Briefing(
    (Line("message", "good evening everybody", "e-a", "author", "message"),), is_marked=False
)


async def ask(model: LanguageModel, prompt: Prompt) -> Answer:
    """One answer and one try to repair it. Raises ModelError."""
    talk = [Said("system", prompt.system), Said("user", prompt.user)]
    written = await model.say(talk, prompt)
    try:
        return read_answer(written, prompt.citable)
    except AnswerError as error:
        repair = _REPAIR.format(what=error)
    talk += [Said("assistant", written[:2_000]), Said("user", repair)]
    try:
        return read_answer(await model.say(talk, prompt), prompt.citable)
    except AnswerError as error:
        raise ModelError(f"{model.name}: {error}") from error


async def within(seconds: float, model: LanguageModel, prompt: Prompt) -> Answer:
    """Raises ModelError, also when time is up."""
    try:
        # Not wait_for: before Python 3.12 it may swallow a cancellation.
        async with asyncio.timeout(seconds):
            return await ask(model, prompt)
    except TimeoutError as error:
        raise ModelError(f"{model.name}: no answer in time") from error


async def self_test(model: LanguageModel, fence: str) -> None:
    """Some models drop the schema; those are found out here. Raises ModelError."""
    await model.load()
    trial = prompt_for(_TRIAL, fence=fence)
    talk = [Said("system", trial.system), Said("user", trial.user)]
    try:
        read_answer(await model.say(talk, trial), trial.citable)
    except AnswerError as error:
        raise ModelError(f"{model.name}: does not keep to the schema ({error})") from error

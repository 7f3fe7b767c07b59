"""Stored events judged anew by a whole Haven with another risk model, in a folder of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app import House, Outside, open_house
from bot.backtesting.trial import Report, Trial
from bot.refusals import RefusedUseError
from bot.screening import Screening
from bot.settings import Settings
from connectors.simulated import SimulatedEnforcer
from engine.changes import Changes, Journaled, Setting
from engine.clock import EventClock
from engine.events import Event, Message, Platform, community_of
from engine.pipeline import nobody_watches
from engine.policy.backtest import Backtest, Compared
from engine.policy.book import MODE, POLICY
from engine.policy.document import Choices, toml_of
from engine.verdict import Category, Verdict

_BLOCK = 64


def with_model(settings: Settings, model: str) -> Settings:
    """`model` is a folder, or the name of one beside the shipped models. Raises RefusedUseError."""
    shipped = settings.screening.folder.parent
    folder = Path(model) if Path(model).is_dir() else shipped / model
    if not folder.is_dir():
        raise RefusedUseError(f"--model {model}: there is no such folder, nor a model of that name")
    screening = settings.screening.model_copy(
        update={"model": str(folder.resolve()), "challenger": ""}
    )
    return settings.model_copy(update={"screening": screening})


async def rescreened(
    settings: Settings,
    trial: Trial,
    choices: Choices,
    report: Report,
    *,
    screening: Screening | None = None,
) -> Backtest:
    """Under other words' risk: all that follows from it is thought and decided anew as well."""
    with TemporaryDirectory(prefix="haven-backtest-") as folder:
        async with _house(settings, Path(folder), screening) as house:
            await _settle(house, trial, choices)
            await _feed(house, trial, report)
            return await _compared(house, trial)


@asynccontextmanager
async def _house(
    settings: Settings, folder: Path, screening: Screening | None
) -> AsyncIterator[House]:
    outside = Outside(
        folder=folder,
        clock=EventClock(),
        enforcers=dict.fromkeys(Platform, SimulatedEnforcer()),
        watch=nobody_watches,
        lockstep=True,
        patience=timedelta(0),
    )
    async with (
        open_house(settings, outside, screening=screening) as house,
        asyncio.TaskGroup() as tasks,
    ):
        dispatching = tasks.create_task(house.dispatcher.run())
        yield house
        await house.dispatcher.drain()
        dispatching.cancel()


async def _settle(house: House, trial: Trial, choices: Choices) -> None:
    """The community as it is, but under the policy that is tried."""
    community, kept = trial.community, {k: v for k, v in choices.items() if k != MODE}
    for setting in await trial.archive.settings(community):
        house.policies.restore(setting)
        house.protections.restore(setting)
    for key, value in ((MODE, trial.policy.mode.value), (POLICY, toml_of(kept))):
        house.policies.restore(Setting(community=community, key=key, value=value))


async def _feed(house: House, trial: Trial, report: Report) -> None:
    done, block = 0, list[Event]()
    async for event, _ in trial.archive.handled(since=trial.since):
        if community_of(event) != trial.community:
            continue
        block.append(event)
        if len(block) == _BLOCK:
            await _judge(house, block)
            done += len(block)
            report(done)
            block.clear()
    await _judge(house, block)


async def _judge(house: House, events: Sequence[Event]) -> None:
    journaled = tuple(map(Journaled, events))
    await house.ledger.commit(Changes(events=journaled))
    await house.pipeline.handle(journaled)
    await house.review.end_due()
    await house.dispatcher.drain()


async def _compared(house: House, trial: Trial) -> Backtest:
    backtest, _ = await trial.known()
    async for message, then in trial.judged():
        now = await house.archive.verdict(trial.community, message.id, at=then.at)
        if now is not None:
            backtest.see(_one(trial, message, then, now))
    return backtest


def _one(trial: Trial, message: Message, then: Verdict, now: Verdict) -> Compared:
    decided = now.decision or then.decision
    forgotten = not message.text and not message.attachments
    return Compared(
        message=message.id,
        at=then.at,
        category=decided.category if decided else Category.NONE,
        harm=now.assessment.harm_score if now.assessment else now.prediction.risk_score,
        then=then.decision,
        now=now.decision,
        why=_why(then, now),
        text=trial.text_of(message),
        unknown=forgotten,
        prevented=then.prevented or now.prevented or forgotten,
    )


def _why(then: Verdict, now: Verdict) -> str:
    before, after = then.prediction, now.prediction
    return (
        f"risk {after.risk_score:.2f} as {after.category}, was {before.risk_score:.2f}"
        f" as {before.category}"
    )

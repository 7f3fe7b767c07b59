"""haven train screening: sources in, a calibrated candidate model and its card out."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from bot.refusals import RefusedUseError

if TYPE_CHECKING:
    from engine.training.recipe import Recipe
    from engine.training.screening import Reports, Trained

console = Console(highlight=False)
SWEEPS = "sweeps"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest:
    """As the command line says it. `changes` and `sweep` are "key=value[,value…]" of the recipe."""

    manifest: Path
    work: Path
    target: Path
    without: Sequence[str] = ()
    changes: Sequence[str] = ()
    sweep: Sequence[str] = ()


def train_screening(request: TrainRequest) -> int:
    """Train, or go on where the work folder stands; exit code 0.

    Raises:
        RefusedUseError: the extra `train` is missing, or an option makes no sense.
        CorpusError: the data cannot be read.
    """
    try:
        # Imports all that the extra brings, so that what is missing is named before work begins.
        from engine.training.recipe import Recipe
        from engine.training.screening import train as _train_with_torch  # noqa: F401
    except ModuleNotFoundError as missing:
        raise RefusedUseError(
            f"haven train needs the extra `train` ({missing.name} is not installed): "
            "run it from the environment that `make test-train` makes"
        ) from missing
    recipe = changed(Recipe(), request.changes)
    request.work.mkdir(parents=True, exist_ok=True)
    with _reports() as reports:
        if request.sweep:
            return _sweep(request, recipe, reports)
        return _train(request, recipe, reports)


def _train(request: TrainRequest, recipe: "Recipe", reports: "Reports") -> int:
    from bot.candidate import Labour, make_candidate
    from engine.training.card import CARD, card

    started = perf_counter()
    trained = _fitted(request, recipe, request.work, reports)
    spent = {"training_seconds": round(perf_counter() - started)}
    record = {"recipe": recipe.as_dict(), "without": sorted(request.without), **spent}
    labour = Labour(trained, record, recipe.seed)
    # Beside the target, so that it can be moved there in one step.
    request.target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=request.target.parent, prefix=".draft-") as draft:
        folder = Path(draft) / request.target.name
        manifest = make_candidate(folder, labour, work=request.work, reports=reports)
        (folder / CARD).write_text(card(manifest), encoding="utf-8")
        if request.target.exists():
            request.target.rename(Path(draft) / "former")
        folder.rename(request.target)
    console.print(f"{request.target}: {manifest.model_id}")
    console.print(f"Promote it by its gates: haven train promote {request.target}", markup=False)
    return 0


def _fitted(request: TrainRequest, recipe: "Recipe", work: Path, reports: "Reports") -> "Trained":
    from bot.training import own_lessons, reading
    from engine.training.screening import corpus_of, train

    corpus = corpus_of(
        request.manifest,
        own_lessons(recipe.seed),
        work=request.work,
        seed=recipe.seed,
        read=reading(),
        without=frozenset(request.without),
        stage=reports.stage,
    )
    work.mkdir(parents=True, exist_ok=True)
    return train(corpus, recipe, work=work, reports=reports)


def _sweep(request: TrainRequest, recipe: "Recipe", reports: "Reports") -> int:
    """Every combination of the values, each a training of its own, compared on the same texts."""
    from engine.training.screening import development_auc

    found: list[Mapping[str, Any]] = []
    for combination in combinations(request.sweep):
        reports.stage(f"sweep: {' '.join(combination)}")
        work = request.work / SWEEPS / "-".join(combination).replace("=", "_")
        trained = _fitted(request, changed(recipe, combination), work, reports)
        by_source = development_auc(trained)
        mean = sum(by_source.values()) / len(by_source)
        found.append({"recipe": list(combination), "mean_auc": mean, "auc": by_source})
        (work / "auc.json").write_bytes(orjson.dumps(found[-1], option=orjson.OPT_INDENT_2))
    console.print(_compared(found))
    return 0


def combinations(sweep: Sequence[str]) -> Iterator[tuple[str, ...]]:
    choices = []
    for option in sweep:
        key, _, values = option.partition("=")
        choices.append([f"{key}={value}" for value in values.split(",")])
    yield from product(*choices)


def _compared(found: Sequence[Mapping[str, Any]]) -> Table:
    table = Table("recipe", "mean AUC of the development texts", title="Sweep")
    for one in sorted(found, key=lambda each: -each["mean_auc"]):
        table.add_row(" ".join(one["recipe"]), f"{one['mean_auc']:.4f}")
    return table


def changed(recipe: "Recipe", changes: Sequence[str]) -> "Recipe":
    """The recipe with "key=value" put in; a key or a value that it has not is refused."""
    known = recipe.as_dict()
    for change in changes:
        key, sign, value = change.partition("=")
        if not sign or key not in known:
            raise RefusedUseError(f"{change}: not key=value; the keys are {', '.join(known)}")
        try:
            recipe = replace(recipe, **{key: type(known[key])(value)})
        except ValueError as error:
            raise RefusedUseError(f"{change}: {key} is a {type(known[key]).__name__}") from error
    return recipe


@contextmanager
def _reports() -> "Iterator[Reports]":
    from engine.training.fitting import Step
    from engine.training.screening import Reports

    columns = (
        TextColumn("fine-tuning"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("loss {task.fields[loss]:.3f}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("steps", total=None, visible=False, loss=0.0)

        def show(step: Step) -> None:
            bar.update(task, completed=step.number, total=step.of, loss=step.loss, visible=True)

        yield Reports(stage=lambda stage: bar.console.print(stage, markup=False), step=show)

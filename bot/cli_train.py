"""haven train …: the commands that make models and decide which one is used."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.options import ConfigOption, finish, settings_from

training = typer.Typer(help="Make the shipped models (extra `train`).", no_args_is_help=True)


@training.command("screening")
def train_screening(
    manifest: Annotated[Path, typer.Option(help="MANIFEST.json of the labelled sources.")],
    work: Annotated[
        Path, typer.Option(help="Keeps every stage's outcome; the same call goes on from there.")
    ] = Path("state/training"),
    target: Annotated[Path, typer.Option(help="The folder for the candidate.")] = Path(
        "state/training/candidate"
    ),
    without: Annotated[list[str] | None, typer.Option(help="A source to leave out.")] = None,
    change: Annotated[
        list[str] | None, typer.Option("--set", help="key=value of the recipe, such as epochs=1.")
    ] = None,
    sweep: Annotated[
        list[str] | None, typer.Option(help="key=value,value…: compare recipes; makes no model.")
    ] = None,
) -> None:
    """Train the screening model on two cores; resumable, about 40 minutes."""
    from bot.train_command import TrainRequest
    from bot.train_command import train_screening as train

    request = TrainRequest(
        manifest=manifest,
        work=work,
        target=target,
        without=without or (),
        changes=change or (),
        sweep=sweep or (),
    )
    sys.exit(train(request))


@training.command("forecast")
def train_forecast(
    manifest: Annotated[Path, typer.Option(help="MANIFEST.json of the labelled sources.")],
    target: Annotated[Path, typer.Option(help="The folder for the model.")] = Path(
        "state/training/forecast"
    ),
) -> None:
    """Train the forecast of personal attacks and measure it; five minutes on two cores."""
    from bot.forecast_command import train_forecast as train

    sys.exit(train(manifest, target))


@training.command("crisis")
def train_crisis(
    manifest: Annotated[Path, typer.Option(help="MANIFEST.json of the labelled sources.")],
    target: Annotated[Path, typer.Option(help="The folder for the model.")] = Path(
        "state/training/distress"
    ),
) -> None:
    """Train the model that hears people in danger and measure it; ten minutes on two cores."""
    from bot.crisis_command import train_crisis as train

    sys.exit(train(manifest, target))


@training.command("language")
def train_language(
    target: Annotated[Path, typer.Argument(help="Where the model and its manifest are written.")],
) -> None:
    """Reduce py3langid's model to the languages of chat in Latin letters."""
    from engine.training.language import export

    export(target)


@training.command("words")
def train_words(
    target: Annotated[Path, typer.Argument(help="Where the list and its manifest are written.")],
) -> None:
    """Reduce wordfreq's list of English words to what mending garbled words needs."""
    from engine.training.words import export

    export(target)


@training.command("patterns")
def train_patterns(
    model: Annotated[
        Path | None, typer.Argument(help="The folder of the model; the shipped one by default.")
    ] = None,
) -> None:
    """Embed the shipped patterns anew, after a change of data/packs/patterns.toml."""
    from bot.promote_command import models_folder
    from bot.promotion import CHAMPION
    from bot.stocking import stock_patterns

    typer.echo(stock_patterns(model or models_folder() / CHAMPION).model_id)


@training.command("promote")
def train_promote(
    candidate: Annotated[Path, typer.Argument(help="The folder of the model.")],
    config: ConfigOption = None,
    gate: Annotated[
        Path | None, typer.Option(help="The gate file; data/models/gate.toml by default.")
    ] = None,
    sets: Annotated[Path | None, typer.Option(help="The folder of its labelled sets.")] = None,
) -> None:
    """Make a model the champion if it passes every gate; exit 1 if one fails."""
    from bot.promote_command import promote_model

    finish(promote_model(settings_from(config), candidate, gate=gate, sets=sets))


@training.command("restore")
def train_restore() -> None:
    """Make the model before this one the champion again."""
    from bot.promote_command import restore_model

    sys.exit(restore_model())

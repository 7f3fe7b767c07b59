"""haven backtest, as typer reads it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.options import ConfigOption, JsonFlag, StateOption, finish, settings_from

CommunityOption = Annotated[
    str | None,
    typer.Option(help="Which one, as in discord:1234; needed where there are several."),
]


def backtest(
    file: Annotated[
        Path | None,
        typer.Argument(help="A chat file, as for replay; the state folder's events by default."),
    ] = None,
    config: ConfigOption = None,
    state: StateOption = None,
    policy: Annotated[
        Path | None, typer.Option(help="A document, as `/policy export` gives it.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="A risk model's folder: the stored words are screened anew.")
    ] = None,
    since: Annotated[str, typer.Option(help="How far back: 90m, 12h, 7d, 4w.")] = "7d",
    community: CommunityOption = None,
    as_json: JsonFlag = False,
    words: Annotated[
        bool, typer.Option("--words", help="Show what members wrote as well, not only ids.")
    ] = False,
) -> None:
    """Tell what another policy or model would have decided; nothing is done or written."""
    from bot.backtesting.command import BacktestRequest
    from bot.backtesting.command import backtest as compare

    settings = settings_from(config)
    request = BacktestRequest(
        folder=state or settings.state.folder,
        file=file,
        policy=policy,
        model=model,
        since=since,
        community=community,
        as_json=as_json,
        with_words=words,
    )
    finish(compare(settings, request))

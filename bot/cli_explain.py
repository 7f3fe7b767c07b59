"""haven explain, as typer reads it."""

from typing import Annotated

import typer

from bot.options import ConfigOption, JsonFlag, StateOption, finish, settings_from


def explain(
    named: Annotated[
        str, typer.Argument(metavar="CASE|MESSAGE", help="A case's number, or a message's id.")
    ],
    config: ConfigOption = None,
    state: StateOption = None,
    community: Annotated[
        str | None,
        typer.Option(help="Which one, as in discord:1234; needed where there are several."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell which thresholds and rules a message did not reach, and how far it was from each.

    Nothing is written, and Haven may run meanwhile. What members wrote is not shown.
    """
    from bot.explain_command import ExplainRequest, explain_one

    settings = settings_from(config)
    request = ExplainRequest(
        folder=state or settings.state.folder,
        named=named,
        community=community,
        as_json=as_json,
    )
    finish(explain_one(settings, request))

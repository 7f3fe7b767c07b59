"""haven reason: what reasoners think of cases there were."""

from typing import Annotated

import typer

from bot.options import ConfigOption, JsonFlag, StateOption, complain, finish, settings_from


def reason(
    *,
    compare: Annotated[
        tuple[str, str],
        typer.Option(
            "--compare",
            metavar="A B",
            help='deterministic, a model of Ollama, or "MODEL at ENDPOINT".',
        ),
    ],
    config: ConfigOption = None,
    state: StateOption = None,
    since: Annotated[str, typer.Option(help="How far back, as in 12h, 7d or 2w.")] = "7d",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many cases.")] = 200,
    as_json: JsonFlag = False,
) -> None:
    """Compare two reasoners on the packets that are kept with cases; changes nothing.

    A model is asked anew, with the very words that were kept, and bounded as when it advises. What
    "deterministic" found is read, not run again: its figure is kept with each case. Cases whose
    words are gone are left out where a model is asked.
    """
    from bot.reason_command import ReasonRequest, compare_reasoners
    from cogs.lengths import length_of
    from engine.authority import DeniedError

    settings = settings_from(config)
    try:
        length = length_of(since)
    except DeniedError as denial:
        complain(f"--since: {denial}")
    request = ReasonRequest(
        folder=state or settings.state.folder,
        names=compare,
        since=length,
        limit=limit,
        as_json=as_json,
    )
    finish(compare_reasoners(settings, request))

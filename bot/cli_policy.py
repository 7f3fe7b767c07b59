"""haven policy …: what administrators need while they write a community's document."""

from pathlib import Path
from typing import Annotated

import typer

policy = typer.Typer(help="A community's own policy.", no_args_is_help=True)


@policy.command("vars")
def policy_variables() -> None:
    """Print what rules can ask about, with an example of each."""
    from bot.policy_command import show_variables

    raise typer.Exit(show_variables())


@policy.command("check")
def policy_check(
    file: Annotated[Path, typer.Argument(help="A document, as `/policy export` gives it.")],
) -> None:
    """Say whether a document can be a policy; exit 1 and name every problem if not."""
    from bot.policy_command import check_document

    raise typer.Exit(check_document(file))


@policy.command("schema")
def policy_schema() -> None:
    """Print a JSON Schema of the document, so that editors complete and check it.

    Keep it beside the document: haven policy schema > haven-policy.schema.json. Editors with Taplo
    (Even Better TOML in VS Code) take it once the document's first line is
    #:schema ./haven-policy.schema.json
    """
    from bot.policy_command import show_schema

    raise typer.Exit(show_schema())


@policy.command("presets")
def policy_presets(
    name: Annotated[
        str, typer.Argument(help="Print this one as a document that can be edited.")
    ] = "",
) -> None:
    """Print the presets and where each differs from the usual policy; a document takes one by
    preset = "family", and its own keys go before it.
    """
    from bot.preset_command import show_preset, show_presets

    raise typer.Exit(show_preset(name) if name else show_presets())

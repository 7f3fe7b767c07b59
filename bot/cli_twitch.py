"""haven twitch …: the accounts it acts for."""

from typing import Annotated

import typer

from bot.options import ConfigOption, finish, settings_from

twitch = typer.Typer(help="Accounts on Twitch.", no_args_is_help=True)


@twitch.callback()
def twitch_accounts() -> None:
    """Accounts on Twitch."""


@twitch.command("authorise")
def twitch_authorise(
    config: ConfigOption = None,
    streamer: Annotated[
        bool, typer.Option("--streamer", help="A streamer lets the bot hear through a conduit.")
    ] = False,
) -> None:
    """Print a link, wait for the bot's account to consent, and keep its tokens."""
    from bot.authorise import authorise

    finish(authorise(settings_from(config), streamer=streamer))

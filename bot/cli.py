"""The command line: each command parses, calls one function and chooses the exit code.

0 good, 1 a check failed, 2 wrong use or a state that cannot be used.
"""

import sys
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli_backtest import backtest
from bot.cli_explain import explain
from bot.cli_policy import policy
from bot.cli_reason import reason
from bot.cli_state import audit, database
from bot.cli_train import training
from bot.cli_twitch import twitch
from bot.options import ConfigOption, JsonFlag, StateOption, complain, finish, settings_from

app = typer.Typer(
    help="Haven protects people in Discord servers and Twitch channels.",
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(audit, name="audit")
app.add_typer(database, name="db")
app.add_typer(policy, name="policy")
app.add_typer(training, name="train")
app.add_typer(twitch, name="twitch")


@app.callback()
def haven(
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Haven protects people in Discord servers and Twitch channels."""
    if version:
        typer.echo(f"haven {metadata.version('haven')}")
        raise typer.Exit


class ReplayMode(StrEnum):
    OBSERVE = "observe"
    ASSIST = "assist"
    ENFORCE = "enforce"


def main() -> NoReturn:
    """Run the command line; one clear line for each thing that can be expected to go wrong."""
    from bot.refusals import REFUSALS

    try:
        app(prog_name="haven")
    except REFUSALS as refusal:
        complain(str(refusal))
    except BaseExceptionGroup as group:
        complain(*_only_refusals(group, REFUSALS))
    sys.exit(0)


def _only_refusals(
    group: BaseExceptionGroup[BaseException], refusals: tuple[type[Exception], ...]
) -> list[str]:
    """What a task group gathered, if it is nothing worse than refusals."""
    expected, others = group.split(refusals)
    if expected is None or others is not None:
        raise group
    return sorted({str(refusal) for refusal in _leaves(expected)})


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for part in group.exceptions:
        if isinstance(part, BaseExceptionGroup):
            yield from _leaves(part)
        else:
            yield part


@app.command()
def run(config: ConfigOption = None) -> None:
    """Start the bot on the configured platforms."""
    from bot.live import live

    settings = settings_from(config)
    if missing := settings.missing():
        complain("Nothing to run yet. What is missing:", *(f"  {line}" for line in missing))
    finish(live(settings))


@app.command()
def invite(config: ConfigOption = None) -> None:
    """Check the Discord token and print the link that lets Haven into a server."""
    from bot.invite_command import invite as print_link

    finish(print_link(settings_from(config)))


@app.command()
def demo(
    config: ConfigOption = None,
    pace: Annotated[
        bool, typer.Option("--pace/--no-pace", help="Slow enough to watch, or as fast as it goes.")
    ] = True,
) -> None:
    """Play the shipped chat through the engine; needs no account."""
    from bot.demo import show

    finish(show(settings_from(config), paced=pace and sys.stdout.isatty()))


@app.command()
def replay(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Chat files.")],
    config: ConfigOption = None,
    speed: Annotated[str, typer.Option(help="max, realtime, or a factor such as 20x.")] = "max",
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write everything to this file.")
    ] = None,
    mode: Annotated[ReplayMode, typer.Option(help="What Haven may do.")] = ReplayMode.ENFORCE,
    state: StateOption = None,
    resume: Annotated[bool, typer.Option(help="Go on where an interrupted run stopped.")] = False,
) -> None:
    """Play recorded chat through the engine with a simulated enforcer."""
    from bot.replay_command import ReplayRequest, replay_files

    request = ReplayRequest(
        files=files, speed=speed, json_out=json_out, mode=mode.value, state=state, resume=resume
    )
    finish(replay_files(settings_from(config), request))


@app.command()
def screen(
    text: Annotated[str, typer.Argument(help="A message, or - to read it from stdin.")] = "-",
    config: ConfigOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Screen one text and show every signal and weight."""
    from bot.screen_command import screen_text

    words = sys.stdin.read() if text == "-" else text
    finish(screen_text(settings_from(config), words, as_json=as_json))


@app.command()
def doctor(
    config: ConfigOption = None,
    quick: Annotated[bool, typer.Option("--quick", help="Only what takes no second.")] = False,
) -> None:
    """Check configuration, state folder, database, models and packs."""
    from bot.doctor_command import examine

    finish(examine(config, quick=quick))


@app.command("eval")
def evaluate(
    file: Annotated[
        Path | None, typer.Argument(help="JSONL or .gz with text and label.", show_default=False)
    ] = None,
    config: ConfigOption = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Flag from this risk on; by default the model's own."),
    ] = None,
    as_json: JsonFlag = False,
    gate: Annotated[
        Path | None,
        typer.Option(help="Instead of a file: the gates of this TOML file; exit 1 if one fails."),
    ] = None,
    sets: Annotated[
        Path | None, typer.Option(help="With --gate: the folder of its labelled sets.")
    ] = None,
    crisis: Annotated[
        bool, typer.Option("--crisis", help="Measure how people in danger are heard instead.")
    ] = False,
) -> None:
    """Measure the screening on labelled texts, or whether it passes its gates."""
    settings = settings_from(config)
    if crisis and (gate is not None or threshold is not None):
        complain("--crisis goes with neither --gate nor --threshold")
    if gate is not None:
        if file is not None or threshold is not None:
            complain("--gate goes with neither a file nor --threshold")
        from bot.gates.command import GateRequest, pass_gates

        finish(pass_gates(settings, GateRequest(file=gate, sets=sets, as_json=as_json)))
    if file is None or sets is not None:
        complain("name a file of labelled texts, or gates with --gate; --sets goes with --gate")
    if crisis:
        from bot.crisis_figures import measure_crisis

        finish(measure_crisis(settings, file, as_json=as_json))
    from bot.evaluate import evaluate_file

    finish(evaluate_file(settings, file, threshold=threshold, as_json=as_json))


@app.command()
def bench(
    config: ConfigOption = None,
    seconds: Annotated[float, typer.Option(min=1, help="How long each load lasts.")] = 10.0,
    as_json: JsonFlag = False,
    peers: Annotated[
        bool, typer.Option("--peers", help="Compare with other libraries instead (extra `bench`).")
    ] = False,
    sets: Annotated[
        Path, typer.Option(help="With --peers: the folder of the labelled sets.")
    ] = Path("tests/quality"),
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="With --peers: print the table for the README.")
    ] = False,
    target: Annotated[
        Path | None,
        typer.Option("--write", help="With --peers: put that table between this file's markers."),
    ] = None,
    sessions: Annotated[
        int, typer.Option(min=0, help="Measure so many live conversations instead.")
    ] = 0,
    events: Annotated[
        int, typer.Option("--backtest", min=0, help="Backtest so many stored events instead.")
    ] = 0,
) -> None:
    """Measure speed and memory with growing load, everything switched on."""
    settings = settings_from(config)
    if sessions:
        from bot.bench_sessions import measure_sessions

        sys.exit(measure_sessions(sessions, as_json=as_json))
    if events:
        from bot.bench_backtest import measure_backtest

        sys.exit(measure_backtest(settings, events, as_json=as_json))
    if not peers:
        if as_markdown or target:
            complain("--markdown and --write need --peers")
        from bot.bench import measure

        finish(measure(settings, seconds=seconds, as_json=as_json))
    from bot.peers.command import PeersRequest, compare_peers

    request = PeersRequest(
        sets=sets, seconds=seconds, as_json=as_json, as_markdown=as_markdown, target=target
    )
    sys.exit(compare_peers(settings, request))


@app.command()
def report(
    config: ConfigOption = None,
    state: StateOption = None,
    community: Annotated[
        str | None,
        typer.Option(help="Which one, as in discord:1234; needed where there are several."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many, the last one included.")] = 7,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The last day (UTC); today by default."),
    ] = None,
    as_json: JsonFlag = False,
    png: Annotated[Path | None, typer.Option(help="Draw it into this file too.")] = None,
) -> None:
    """Tell how a community fared: cases, mistakes, who was hurt, how soon help came."""
    from bot.report_command import ReportRequest, report_week

    request = ReportRequest(
        folder=state or settings_from(config).state.folder,
        community=community,
        days=days,
        last_day=until.date() if until else None,
        as_json=as_json,
        png=png,
    )
    finish(report_week(request))


@app.command()
def chaos(
    kills: Annotated[int, typer.Option(min=1, help="How often to kill it.")] = 200,
    seed: Annotated[int, typer.Option(help="Chooses the moments, words and faults.")] = 20_261_128,
) -> None:
    """Kill the bot at odd moments on a Discord of our own, and count what was lost or doubled."""
    from bot.chaos_command import kill_often

    sys.exit(kill_often(kills, seed))


# After those of every day, in the order that `haven --help` shows.
for command in (explain, backtest, reason):
    app.command()(command)

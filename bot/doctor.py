"""Is this Haven well? Each check says what it found and, where need be, what mends it."""

import asyncio
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile

from bot.checks import Check, Health, Patient, Probe
from bot.config import ConfigError
from bot.doctor_endpoints import examine_endpoints
from bot.doctor_twitch import examine_twitch
from bot.match import Match
from bot.settings import Settings
from data.database import FILE, check_readable, claimed, warnings
from data.faults import StateError, StateInUseError, StateMissingError
from data.packs import PackError, load_packs
from data.reader import Reader
from engine.language import name_of
from engine.screening.manifest import ModelError, read, verify

HEARTBEAT = "heartbeat"
LONGEST_SILENCE = timedelta(seconds=60)  # Six missed beats of the ten seconds between them.
SCARCE, TOO_LITTLE = 500_000_000, 50_000_000  # bytes free where the state is kept
OLLAMA_SECONDS = 2.0
# Clocks of two file systems differ by seconds at most; what lies further ahead was not now.
AHEAD = timedelta(minutes=5)


async def checkup(
    settings: Settings, *, quick: bool, now: datetime | None = None
) -> tuple[Check, ...]:
    """All checks, or for the container's health check those that take no time and no model."""
    patient = Patient(settings=settings, quick=quick, now=now or datetime.now(UTC))
    if quick:
        return tuple([await probe(patient) for probe in QUICK])
    thorough = [await probe(patient) for probe in QUICK + THOROUGH]
    return (*thorough, *await examine_endpoints(patient))


def is_well(checks: Sequence[Check]) -> bool:
    """Warnings do not make a patient ill."""
    return all(check.state is not Health.FAILED for check in checks)


def refused(error: ConfigError) -> Check:
    """The one check there is where the configuration cannot even be read."""
    return Check("configuration", Health.FAILED, "\n".join(error.problems), "mend the keys named")


def heartbeat(folder: Path) -> None:
    """A sign of life, given by the running bot every ten seconds; it blocks on the disk."""
    (folder / HEARTBEAT).touch()


def last_heartbeat(folder: Path) -> None:
    """Whoever stops well leaves no sign of life behind."""
    (folder / HEARTBEAT).unlink(missing_ok=True)


async def _configuration(patient: Patient) -> Check:
    settings = patient.settings
    if missing := settings.missing():
        said = "not every platform that is switched on has what it needs"
        if not (settings.discord.enabled or settings.twitch.enabled):
            said = "no platform is configured"
        return Check("configuration", Health.WARNING, said, "\n".join(missing))
    return Check("configuration", Health.OK, f"for {', '.join(settings.platforms())}")


async def _state_folder(patient: Patient) -> Check:
    try:
        return await asyncio.to_thread(_look_into, patient.folder)
    except OSError as error:
        said = f"{patient.folder}: cannot be written ({error.strerror})"
        return Check("state folder", Health.FAILED, said, "check path, rights and free space")


def _look_into(folder: Path) -> Check:
    if not folder.exists():
        return _not_there_yet(folder)
    with TemporaryFile(dir=folder) as attempt:
        attempt.write(b"Haven was here.")
    free = shutil.disk_usage(folder).free
    said = f"{folder}: {free / 1e9:.1f} GB free"
    if free < TOO_LITTLE:
        return Check("state folder", Health.FAILED, said, "make room, or nothing can be recorded")
    if free < SCARCE:
        return Check("state folder", Health.WARNING, said, "make room soon")
    return Check("state folder", Health.OK, said)


def _not_there_yet(folder: Path) -> Check:
    above = next(parent for parent in folder.absolute().parents if parent.exists())
    if above.is_dir() and os.access(above, os.W_OK):
        return Check("state folder", Health.OK, f"{folder}: will be made at the first start")
    said = f"{folder}: cannot be made in {above}"
    return Check("state folder", Health.FAILED, said, "check path and rights")


async def _running(patient: Patient) -> Check:
    return await asyncio.to_thread(_listen, patient.folder, patient.now)


def _listen(folder: Path, now: datetime) -> Check:
    silence = _since_heartbeat(folder, now)
    if silence is not None and silence < LONGEST_SILENCE:
        return Check("bot", Health.OK, "the state folder is in use by a running bot")
    if not _is_claimed(folder):
        return Check("bot", Health.OK, "not running")
    if silence is None:
        return Check("bot", Health.OK, "the state folder is in use by a running bot, just started")
    said = f"running, but without a sign of life for {silence.total_seconds():.0f} s"
    return Check("bot", Health.FAILED, said, "restart it, and look at its last log lines")


def _since_heartbeat(folder: Path, now: datetime) -> timedelta | None:
    try:
        return now - _changed_at(folder / HEARTBEAT)
    except OSError:
        return None


def _is_claimed(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    try:
        with claimed(folder):
            return False
    except StateInUseError:
        return True
    except StateError:  # Rights: the state folder's own check tells of them.
        return False


async def _database(patient: Patient) -> Check:
    file = patient.folder / FILE
    try:
        await asyncio.to_thread(check_readable, file)
        flaws = [] if patient.quick else await _flaws(file)
    except StateMissingError:
        return Check("database", Health.OK, "will be made at the first start")
    except StateError as error:
        return _told("database", error)
    if flaws:
        return Check("database", Health.FAILED, f"{file}: {flaws[0]}", "restore a backup")
    return _with_sqlites_warnings(file)


async def _flaws(file: Path) -> Sequence[str]:
    reader = Reader(file)
    try:
        return await reader.flaws()
    finally:
        await reader.close()


def _with_sqlites_warnings(file: Path) -> Check:
    for warning in warnings():
        said, _, fix = warning.partition("; ")
        return Check("database", Health.WARNING, said, fix)
    return Check("database", Health.OK, f"{file}: opens, and its schema is the newest")


async def _model(patient: Patient) -> Check:
    folder = patient.settings.screening.folder
    try:
        if patient.quick:
            manifest = await asyncio.to_thread(read, folder)
            return Check("model", Health.OK, f"{manifest.model_id} is there")
        return await _embed(folder)
    except ModelError as error:
        return _told("model", error)


async def _embed(folder: Path) -> Check:
    # Here only, so that a quick check does not load onnxruntime.
    from engine.screening.encoder import Encoder

    encoder = await asyncio.to_thread(Encoder.load, folder, workers=1)
    try:
        ((*vector,),) = await encoder.embed(["Is anybody there?"])
    finally:
        encoder.close()
    length = sum(float(part) ** 2 for part in vector)
    if abs(length - 1) < 0.01:  # A vector of unit length is what the memory was built for.
        return Check("model", Health.OK, f"{encoder.model_id}: hashes match, and it embeds")
    said = f"{encoder.model_id}: its vectors have a length of {length:.2f}, not 1"
    return Check("model", Health.FAILED, said, "install Haven anew")


async def _challenger(patient: Patient) -> Check:
    screening = patient.settings.screening
    if not screening.challenger:
        return Check("challenger", Health.OK, "none is configured")
    try:
        manifest = await asyncio.to_thread(verify, screening.challenger_folder)
    except ModelError as error:
        said, _, fix = str(error).partition("; ")
        return Check("challenger", Health.WARNING, said, fix)
    match = await asyncio.to_thread(Match.read, patient.folder)
    if match is None or match.challenger != manifest.model_id:
        return Check("challenger", Health.OK, f"{manifest.model_id}: nothing compared yet")
    return Check("challenger", Health.OK, str(match))


async def _packs(_: Patient) -> Check:
    try:
        packs = await asyncio.to_thread(load_packs)
    except PackError as error:
        return Check("packs", Health.FAILED, str(error), "install Haven anew")
    counted = f"{len(packs.patterns)} patterns, {len(packs.lexicon)} groups of English words"
    covered = ", ".join(map(name_of, packs.languages))
    return Check("packs", Health.OK, f"{counted}; words alone of {covered}")


async def _ollama(patient: Patient) -> Check:
    address = patient.settings.reasoning.ollama_url
    if not address:
        others = "" if patient.settings.reasoning.endpoints else "; Haven's own rules decide"
        return Check("ollama", Health.OK, f"not configured{others}")
    import httpx  # 100 ms that only those pay who have a model server

    try:
        async with httpx.AsyncClient(timeout=OLLAMA_SECONDS, trust_env=False) as client:
            answer = await client.get(f"{address.rstrip('/')}/api/version")
            version = answer.raise_for_status().json()["version"]
            listed = await client.get(f"{address.rstrip('/')}/api/tags")
            pulled = {model["name"] for model in listed.raise_for_status().json()["models"]}
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        said = f"{address}: no Ollama answers there ({type(error).__name__})"
        return Check("ollama", Health.WARNING, said, "start it, or empty reasoning.ollama_url")
    said = f"{address}: version {str(version)[:20]}"
    lacking = [name for name in patient.settings.reasoning.models if name not in pulled]
    if not lacking:
        return Check("ollama", Health.OK, f"{said}; its models are there")
    fix = f"`ollama pull {lacking[0]}`, or take it out of reasoning.models"
    return Check("ollama", Health.WARNING, f"{said}; it lacks {', '.join(lacking)}", fix)


async def _discord(patient: Patient) -> Check:
    discord = patient.settings.discord
    if not discord.enabled:
        return Check("discord", Health.OK, "not switched on")
    if discord.token.get_secret_value():
        # Here only: discord.py takes half a second to import.
        from bot.doctor_discord import examine

        return await examine(discord)
    if discord.message_content:
        return Check("discord", Health.OK, "every message is read")
    said = "without message content: only what mentions Haven or what it is asked about is read"
    fix = "switch on Message Content Intent in the portal; discord.message_content = true"
    return Check("discord", Health.WARNING, said, fix)


async def _clock(patient: Patient) -> Check:
    return await asyncio.to_thread(_compare, patient.folder, patient.now)


def _compare(folder: Path, now: datetime) -> Check:
    """Time cannot lie before what has been written already."""
    known = (Path(__file__), folder / FILE, folder / HEARTBEAT)
    latest = max(_changed_at(path) for path in known if path.exists())
    if latest - now <= AHEAD:
        return Check("clock", Health.OK, f"{now:%Y-%m-%d %H:%M} UTC")
    said = f"{now:%Y-%m-%d %H:%M} UTC lies before the last record, {latest:%Y-%m-%d %H:%M}"
    return Check("clock", Health.FAILED, said, "set the clock, or timeouts end at wrong times")


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _told(name: str, error: Exception) -> Check:
    """Our own errors put the remedy behind a semicolon."""
    said, _, fix = str(error).partition("; ")
    return Check(name, Health.FAILED, said, fix)


QUICK: tuple[Probe, ...] = (_configuration, _state_folder, _running, _database, _model, _clock)
THOROUGH: tuple[Probe, ...] = (_challenger, _packs, _ollama, _discord, examine_twitch)

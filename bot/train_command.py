"""haven train encoder: the export, with the shipped chat as the sentences it is measured on."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console

from data.packs import scene_paths

console = Console()


async def export_encoder(target: Path) -> int:
    try:
        from engine.training.encoder import export
    except ModuleNotFoundError as missing:
        console.print(
            f"haven train needs the extra `train` ({missing.name} is not installed): "
            "run it from the environment that `make test-train` makes."
        )
        return 2
    manifest = export(
        target,
        sentences=_sentences(),
        exported_on=datetime.now(UTC).date(),
        progress=console.print,
    )
    console.print(f"{target}: {manifest.model_id}, mean cosine {manifest.cosine_mean} to fp32")
    return 0


def _sentences() -> list[str]:
    lines = [line for path in scene_paths().values() for line in path.read_text().splitlines()]
    records = [orjson.loads(line) for line in lines]
    return [record["text"] for record in records if "text" in record]

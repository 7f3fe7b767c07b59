"""The vectors of the shipped patterns, put beside the model that makes them."""

from dataclasses import replace
from pathlib import Path

from bot.reading import reader_for
from data.packs import load_packs
from engine.memory.stock import STOCK, write_stock
from engine.screening.encoder import Encoder
from engine.screening.manifest import Manifest, file_sha256, write


def stock_patterns(folder: Path) -> Manifest:
    """Write the stock of the model in `folder`, and its hash into the manifest.

    Raises:
        ModelError: the model is missing or damaged.
    """
    packs = load_packs()
    read = reader_for(packs)
    texts = list(dict.fromkeys(read(pattern.text).screened for pattern in packs.patterns))
    encoder = Encoder.load(folder)
    write_stock(folder / STOCK, texts, encoder.read_blocking(texts).vectors)
    encoder.close()
    stocked = {**encoder.manifest.files, STOCK: file_sha256(folder / STOCK)}
    manifest = replace(encoder.manifest, files=stocked)
    write(manifest, folder)
    return manifest

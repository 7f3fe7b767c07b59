"""The vectors of the shipped patterns, put beside the model that makes them."""

from dataclasses import replace
from pathlib import Path

from bot.reading import reader_for
from data.packs import load_packs
from engine.memory.stock import STOCK, write_stock
from engine.screening.encoder import Encoder
from engine.screening.manifest import Manifest, file_sha256, write
from engine.screening.manifest import read as read_manifest


def stock_patterns(folder: Path) -> Manifest:
    """Write the stock of the model in `folder`, and its hash into the manifest.

    Raises:
        ModelError: the model is missing or damaged.
    """
    packs = load_packs()
    read = reader_for(packs)
    texts = list(dict.fromkeys(read(pattern.text).screened for pattern in packs.patterns))
    # A kill between any two steps leaves a model that loads, at worst without its stock.
    bare = _without_stock(folder)
    encoder = Encoder.load(folder)
    try:
        write_stock(folder / STOCK, texts, encoder.read_blocking(texts).vectors)
    finally:
        encoder.close()
    manifest = replace(bare, files={**bare.files, STOCK: file_sha256(folder / STOCK)})
    write(manifest, folder)
    return manifest


def _without_stock(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    files = {name: sha256 for name, sha256 in manifest.files.items() if name != STOCK}
    bare = replace(manifest, files=files)
    write(bare, folder)
    return bare

"""The vectors that ship with the model are those of the patterns that ship with Haven."""

import shutil
from pathlib import Path

import numpy as np

from bot.reading import reader_for
from bot.settings import Settings
from bot.stocking import stock_patterns
from data.packs import load_packs
from engine.memory.stock import STOCK, read_stock
from engine.screening.encoder import Encoder
from engine.screening.manifest import verify

SHIPPED = Settings().screening.folder


def test_every_shipped_pattern_is_in_stock() -> None:
    packs = load_packs()
    read = reader_for(packs)
    stock = read_stock(SHIPPED / STOCK)

    lacking = [p.id for p in packs.patterns if read(p.text).screened not in stock]

    assert lacking == [], "run `haven train patterns`"


def test_the_shipped_vectors_are_the_shipped_models() -> None:
    stock = read_stock(SHIPPED / STOCK)
    texts = list(stock)[::10]
    encoder = Encoder.load(SHIPPED)
    vectors = encoder.read_blocking(texts).vectors
    encoder.close()

    cosines = (vectors * np.stack([stock[text] for text in texts])).sum(axis=1)

    assert cosines.min() > 0.999


def test_stocking_a_model_keeps_its_manifest_true(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    (folder / STOCK).write_bytes(b"damaged")

    stock_patterns(folder)

    assert STOCK in verify(folder).files
    assert read_stock(folder / STOCK).keys() == read_stock(SHIPPED / STOCK).keys()

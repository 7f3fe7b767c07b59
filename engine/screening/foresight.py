"""The forecast's model: how a talk was and how a message argues in, a calibrated chance out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from engine.screening.manifest import MANIFEST, MODEL, ModelError, file_sha256
from engine.sessions.forecast import Outlook, Rule
from engine.sessions.rhetoric import FEATURES, manner

if TYPE_CHECKING:
    from engine.screening.runtime import InferenceSession

_OUTPUTS = ["remembered", "chance", "push"]
_MEND = "reinstall haven, or write the model anew with `haven train forecast`"

# What moderators are told of features that push the chance up; what is not here goes unsaid.
_REASONS: Mapping[str, Sequence[str]] = {
    "swearing": ("swearing",),
    "harsh words": ("rude", "bad"),
    "talk of the other person rather than the matter": ("you", "accusing", "opens_you"),
    "flat contradiction": ("negation", "contesting", "opens_no", "mere"),
    "picking at the other's words": ("quoting", "inverted_commas", "stress", "saying"),
    "pointed questions": ("asking_words", "pressing", "question", "opens_so"),
    "sweeping claims": ("sweeping", "certainty", "others"),
    "hardly a softening word": ("softened", "hedge", "opens_self", "self"),
    "nothing conceded": ("conceding", "thanks", "contrast", "opens_why"),
    "mockery": ("laughter", "company"),
}
_MOST_REASONS = 3
# In log-odds; below this a reason is none.
_WORTH_SAYING = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastManifest:
    """`features` are those that it was made for, `rule` says when to warn; `training` is the record
    of how it came about: sources with their hashes and licences, and all figures.
    """

    model: str
    licence: str
    files: Mapping[str, str]
    features: tuple[str, ...]
    rule: Rule
    tools: Mapping[str, str]
    training: Mapping[str, Any] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        return f"{self.model}@{self.files[MODEL][:12]}"


class OnnxForesight:
    """A memory is the near and the peak manner of a talk in 16 bits: 208 bytes."""

    def __init__(self, manifest: ForecastManifest, session: "InferenceSession") -> None:
        self.manifest = manifest
        self._session = session
        places = {name: place for place, name in enumerate(manifest.features)}
        self._groups = [(said, [places[n] for n in names]) for said, names in _REASONS.items()]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read and verify the model of `folder`.

        Raises:
            ModelError: a file is missing or damaged, or made for other features.
        """
        from engine.screening.runtime import open_session

        manifest = read_manifest(folder)
        if manifest.features != FEATURES:
            raise ModelError(f"{folder}: made for other figures of manner than these; {_MEND}")
        if file_sha256(folder / MODEL) != manifest.files.get(MODEL):
            raise ModelError(f"{folder / MODEL}: damaged or exchanged; {_MEND}")
        return cls(manifest, open_session(folder / MODEL))

    @property
    def rule(self) -> Rule:
        return self.manifest.rule

    def weigh(self, text: str, memory: bytes) -> Outlook:
        present = np.array([manner(text)], np.float32)
        before = (
            np.frombuffer(memory, np.float16).astype(np.float32)[None, :]
            if memory
            else np.hstack([present, present])
        )
        feed = {"manner": present, "memory": before}
        remembered, chance, push = self._session.run(_OUTPUTS, feed)
        kept = remembered.astype(np.float16).tobytes()
        likely = float(chance[0, 0])
        return Outlook(kept, likely, self._reasons(push) if likely >= self.rule.at else ())

    def _reasons(self, push: NDArray[np.float32]) -> tuple[str, ...]:
        shares = [(float(push[places].sum()), said) for said, places in self._groups]
        told = sorted((share, said) for share, said in shares if share >= _WORTH_SAYING)
        return tuple(said for _, said in reversed(told[-_MOST_REASONS:]))


def read_manifest(folder: Path) -> ForecastManifest:
    path = folder / MANIFEST
    try:
        written = json.loads(path.read_bytes())
        parts = {"features": tuple(written["features"]), "rule": Rule(**written["rule"])}
        return ForecastManifest(**written | parts)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ModelError(f"{path}: not a forecast's manifest ({error}); {_MEND}") from error


def write_manifest(manifest: ForecastManifest, folder: Path) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")

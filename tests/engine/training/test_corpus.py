import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from engine.training.corpus import OWN, Corpus, CorpusError, OwnText, key_of, read_corpus
from engine.training.labels import Labels

TEXTS = [f"message number {number} about the harbour map" for number in range(200)]


def shelve(folder: Path, *, source: str = "benign_irc_ubuntu", **changed: object) -> Path:
    """A manifest and one source, in the layout of the data's folder."""
    (folder / "train").mkdir()
    lines = [json.dumps({"text": text, "label": 0, "labels": {}, **changed}) for text in TEXTS]
    (folder / "train" / f"{source}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    manifest = folder / "MANIFEST.json"
    manifest.write_text(json.dumps({source: {"licence": "CC BY 4.0"}}))
    return manifest


def corpus(folder: Path, **options: object) -> Corpus:
    return read_corpus(shelve(folder), [OwnText("our own line", Labels(1.0))], seed=3, **options)


def test_our_own_texts_come_after_the_sources(tmp_path: Path) -> None:
    read = corpus(tmp_path)
    assert (len(read), read.names[-1], read.texts[-1]) == (201, OWN, "our own line")


def test_the_split_is_decided_by_the_text_alone(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    again = read_corpus(shelve(tmp_path / "other"), [], seed=99)
    assert corpus(tmp_path).development[:200].tolist() == again.development.tolist()


def test_a_conversation_is_never_split(tmp_path: Path) -> None:
    read = read_corpus(shelve(tmp_path, conversation_id="c1"), [], seed=3)
    assert len(set(read.development.tolist())) == 1


def test_some_harmless_texts_are_obfuscated_too(tmp_path: Path) -> None:
    assert 20 < sum(map(bool, corpus(tmp_path).variants)) < 120


def test_a_source_can_be_left_out(tmp_path: Path) -> None:
    assert corpus(tmp_path, without=frozenset({"benign_irc_ubuntu"})).names == (OWN,)


def test_the_licence_comes_from_the_datas_own_manifest(tmp_path: Path) -> None:
    assert corpus(tmp_path).licences == {"benign_irc_ubuntu": "CC BY 4.0"}


def test_a_corpus_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    read = corpus(tmp_path)
    read.save(tmp_path / "corpus.npz")
    kept = Corpus.load(tmp_path / "corpus.npz")
    assert (kept.texts, kept.variants, kept.sha256) == (read.texts, read.variants, read.sha256)
    assert np.array_equal(kept.targets, read.targets)


def test_a_source_that_is_missing_is_named(tmp_path: Path) -> None:
    manifest = shelve(tmp_path)
    (tmp_path / "train" / "benign_irc_ubuntu.jsonl.gz").unlink()
    with pytest.raises(CorpusError, match="benign_irc_ubuntu"):
        read_corpus(manifest, [], seed=3)


def test_a_broken_line_is_named_by_file_and_number(tmp_path: Path) -> None:
    manifest = shelve(tmp_path)
    path = tmp_path / "train" / "benign_irc_ubuntu.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"text": "fine", "label": 0, "labels": {}}\n{"text": 7}'))
    with pytest.raises(CorpusError, match="line 2"):
        read_corpus(manifest, [], seed=3)


def test_other_options_make_another_corpus(tmp_path: Path) -> None:
    manifest, own = shelve(tmp_path), [OwnText("our own line", Labels(1.0))]
    nothing: frozenset[str] = frozenset()
    keys = {
        key_of(manifest, own, seed=1, without=nothing),
        key_of(manifest, own, seed=2, without=nothing),
        key_of(manifest, own, seed=1, without=frozenset({"benign_irc_ubuntu"})),
        key_of(manifest, [], seed=1, without=nothing),
    }
    assert len(keys) == 4


def test_the_same_options_make_the_same_corpus(tmp_path: Path) -> None:
    manifest = shelve(tmp_path)
    nothing: frozenset[str] = frozenset()
    first, second = (key_of(manifest, [], seed=1, without=nothing) for _ in range(2))
    assert first == second


def test_what_is_no_manifest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "MANIFEST.json").write_text("[]")
    with pytest.raises(CorpusError, match="not a manifest"):
        read_corpus(tmp_path / "MANIFEST.json", [], seed=3)

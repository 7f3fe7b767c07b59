import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.memory.patterns import Calibration
from engine.screening.cascade import Band
from engine.screening.fused import Fused, Terms
from engine.screening.manifest import ModelError
from engine.screening.risk import Factors
from engine.verdict import Polarity

FUSED = Fused(
    read=Terms(-1.0, {"encoder": 0.8, "lexicon": 2.0, "semantic": 1.0}),
    spared=Terms(-1.0, {"linear": 0.9}),
    ruling=4.0,
    behaviour=2.0,
    flag_at=0.6,
    band=Band(-3.0, -2.0),
    memory=Calibration(slope=20.0, offset=0.1, usual_fine=0.3),
)
CALM = Factors(0.0, 0.0, 0.0, heads={"harmful": 0.0})


def risk(**changed: object) -> float:
    return FUSED.assess(replace(CALM, **changed)).score  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more", [{"semantic": 1.0}, {"behaviour": 0.5}, {"lexicon": 0.7}, {"heads": {"harmful": 2.0}}]
)
def test_more_evidence_of_harm_is_more_risk(more: dict[str, object]) -> None:
    assert risk(**more) > risk()


def test_a_text_that_was_spared_the_encoder_is_weighed_without_it() -> None:
    assert risk(heads=None, linear=4.0) > 0.9 > 0.5 > risk(heads=None, linear=-4.0)


def test_what_the_detector_of_adverts_flags_is_flagged() -> None:
    strict = replace(FUSED, flag_at=0.75)
    risks = [strict.assess(replace(CALM, spam=spam)).score for spam in (0.59, 0.6, 0.9)]
    assert risks == [0.59, 0.75, 0.9]


def test_the_terms_add_up_to_the_scores_log_odds() -> None:
    found = FUSED.assess(replace(CALM, lexicon=0.5, behaviour=0.25))
    assert sum(weight.value * weight.weight for weight in found.weights) == pytest.approx(0.5)
    assert found.score == pytest.approx(0.6225, abs=1e-4)


def test_who_writes_does_not_change_what_the_words_are() -> None:
    bad_record = FUSED.assess(replace(CALM, behaviour=0.5))
    assert bad_record.words == FUSED.assess(CALM).words


def test_a_bad_record_leaves_plain_talk_what_it_is() -> None:
    assert risk(heads={"harmful": -6.0}, behaviour=0.5) < 0.05


def test_a_moderators_ruling_on_the_same_words_outweighs_doubt() -> None:
    assert risk(ruling=Polarity.FINE) < 0.05 < 0.9 < risk(ruling=Polarity.HARMFUL)


def test_an_advert_in_friendly_words_is_risky() -> None:
    assert risk(heads={"harmful": -6.0}, spam=0.8) == 0.8


def test_odds_beyond_all_measure_stay_within_bounds() -> None:
    assert 0.0 <= risk(heads={"harmful": -1e9}) < risk(heads={"harmful": 1e9}) <= 1.0


def test_what_training_wrote_is_read(tmp_path: Path) -> None:
    path = tmp_path / "risk.json"
    terms = {"bias": -1.0, "weights": {"linear": 0.9}}
    kept: dict[str, object] = {
        "ruling": 4.0,
        "behaviour": 2.0,
        "flag_at": 0.6,
        "cascade": {"low": -3.0, "high": -2.0},
    }
    kept["memory"] = {"slope": 20.0, "offset": 0.1, "usual_fine": 0.3}
    path.write_text(json.dumps({"read": terms, "spared": terms, **kept}))
    assert Fused.load(path).spared == FUSED.spared


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"read": 1}'])
def test_a_damaged_file_is_refused_by_its_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "risk.json"
    path.write_text(content)
    with pytest.raises(ModelError, match=r"risk\.json"):
        Fused.load(path)

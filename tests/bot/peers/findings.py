"""Findings and sets as a comparison would make them."""

from bot.labelled import Labelled
from bot.peers.comparison import Absent, Findings, Measured
from bot.peers.fresh import Failure
from bot.peers.protocol import Measurement
from bot.peers.quality import Quality
from bot.peers.sets import NAMES, Sets


def said(text: str, *, harmful: bool) -> Labelled:
    return Labelled(text, harmful, {})


def disguised(text: str, *, harmful: bool, clear: str, way: str) -> Labelled:
    return Labelled(text, harmful, {"way": way}, clear)


SETS: Sets = {name: [said("bread", harmful=False)] for name in NAMES}

MEASURED = Measured(
    Measurement(
        version="1.2.3",
        flag_at=0.5,
        load_seconds=0.25,
        rss_mb=160.0,
        messages_per_second=1234.5,
        cpu_ms_per_message=1.6,
        single_p95_ms=None,
        scores=[0.5],
    ),
    Quality(
        functional=0.9,
        functional_harmful=0.95,
        functional_harmless=0.85,
        ordinary_fpr=0.003,
        identity_fpr=None,
        obfuscation_lost_mean=0.01,
        obfuscation_lost_worst=0.03,
        game_chat_auc=0.92,
    ),
)
FINDINGS: Findings = {
    "quick": MEASURED,
    "far": Absent(("far", "away")),
    "broken": Failure("a | b"),
}

"""The labelled sources: what each one's scheme means in our words, and how far it is trusted.

The sources disagree about what they label (hate only, abuse in a thread, insults in a game), so
none is taken as it is. Each has a weight, a reading of its own scheme, and, where its bar lies
elsewhere than ours, a bar of its own that the network learns (see engine.training.network).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.training.labels import Labels, harmless, only
from engine.verdict import Category

Record = Mapping[str, Any]
Reading = Callable[[Record], Labels | None]

_C = Category
_CHAT = (_C.INSULT, _C.THREAT, _C.HATE)


@dataclass(frozen=True, slots=True)
class Source:
    """`weight` scales each text's loss. `own_bar` lets the network learn where this source's
    annotators drew the line; ordinary talk and one-sided sources must not have one, since it
    could explain their labels away. The `remark` is for the model card.
    """

    name: str
    attribution: str
    weight: float
    read: Reading
    own_bar: bool = True
    remark: str = ""


def _hate(record: Record) -> Labels | None:
    """A source that labels hate alone: what is not hate may still be an insult."""
    label = record["label"]
    if label is None:
        return None
    if label:
        return Labels(1.0, {_C.HATE: 1.0, _C.SPAM: 0.0}, person=1.0)
    return Labels(0.0, {_C.HATE: 0.0, _C.SPAM: 0.0})


def _gametox(record: Record) -> Labels | None:
    match record["labels"]["intent"]:
        case "non_toxic":
            return harmless()
        case "insults_flaming":
            return Labels(1.0, {_C.INSULT: 1.0, _C.HATE: 0.0, _C.SPAM: 0.0}, 1.0, 0.5)
        case "hate_harassment" | "extremism":
            return Labels(1.0, {_C.HATE: 1.0, _C.SPAM: 0.0}, 1.0, 0.8)
        case "threats":
            return only(_C.THREAT, among=_CHAT, severity=0.8)
        case _:  # "other_offensive" is largely bare profanity: neither label is safe
            return Labels(0.7, {_C.SPAM: 0.0})


def _davidson(record: Record) -> Labels | None:
    """Much of what is called offensive is harmless African American English: clear votes only."""
    votes = record["labels"]["votes"]
    total = sum(votes.values())
    match record["labels"]["class"]:
        case "hate":
            return Labels(1.0, {_C.HATE: 1.0, _C.SPAM: 0.0}, 1.0, 0.7)
        case "offensive":
            unsure = votes["offensive"] < total
            return Labels(0.6 if unsure else 0.8, {_C.HATE: 0.0, _C.SPAM: 0.0})
        case _:
            return harmless()


def _hatexplain(record: Record) -> Labels | None:
    match record["labels"]["class"]:
        case "hatespeech":
            return Labels(1.0, {_C.HATE: 1.0, _C.SPAM: 0.0}, 1.0)
        case "offensive":
            return Labels(0.85, {_C.SPAM: 0.0})
        case _:
            return Labels(0.0, {_C.HATE: 0.0, _C.SPAM: 0.0})


def _cad(record: Record) -> Labels | None:
    primary = set(record["labels"]["primary"])
    abuse = primary - {"Neutral", "CounterSpeech"}
    told = {
        _C.HATE: float("IdentityDirectedAbuse" in abuse),
        _C.INSULT: float("PersonDirectedAbuse" in abuse),
        _C.SPAM: 0.0,
    }
    if not abuse:
        return Labels(0.0, told)
    return Labels(1.0, told, float(bool(abuse - {"AffiliationDirectedAbuse"})))


def _edos(record: Record) -> Labels | None:
    labels = record["labels"]
    if labels["category"] == "none":
        return Labels(0.0, {_C.SPAM: 0.0, _C.THREAT: 0.0})
    threat = labels["category"].startswith("1.")
    told = {_C.HATE: 1.0, _C.THREAT: float(threat), _C.SPAM: 0.0}
    if labels["vector"].startswith("2.3"):
        told[_C.SEXUAL_HARASSMENT] = 1.0
    mild = labels["category"].startswith("4.") or labels["vector"][:3] in {"3.2", "3.3", "3.4"}
    return Labels(0.8 if mild else 1.0, told, 1.0, 0.8 if threat else None)


def _emoji(record: Record) -> Labels | None:
    kind = record["labels"]["type"]
    if kind == "none":
        return Labels(0.0, {_C.HATE: 0.0, _C.THREAT: 0.0, _C.SPAM: 0.0})
    threat = float(kind == "threateninglanguage")
    return Labels(1.0, {_C.HATE: 1.0, _C.THREAT: threat, _C.SPAM: 0.0}, 1.0)


def _diasafety(record: Record) -> Labels | None:
    if record["labels"]["category"] != "Offending User":
        return None
    return Labels(float(record["label"]), {_C.SPAM: 0.0})


def _convabuse(record: Record) -> Labels | None:
    labels = record["labels"]
    if not record["label"]:
        mean = sum(labels["scores"]) / len(labels["scores"])
        return harmless() if mean > 0.5 else Labels(0.2, {_C.SPAM: 0.0})  # some raters objected
    kinds = set(labels["types"])
    told = {
        _C.SEXUAL_HARASSMENT: float("sex_harassment" in kinds),
        _C.HATE: float(bool(kinds & {"racist", "homophobic", "transphobic", "sexist", "ableist"})),
        _C.SPAM: 0.0,
    }
    if "intellectual" in kinds:
        told[_C.INSULT] = 1.0
    severity = min(1.0, max(0.3, -min(labels["scores"]) / 3))
    return Labels(1.0, told, 1.0, severity)


def _jigsaw_six(record: Record) -> Labels | None:
    labels = record["labels"]
    told = {
        _C.INSULT: float(labels["insult"]),
        _C.THREAT: float(labels["threat"]),
        _C.HATE: float(labels["identity_hate"]),
        _C.SPAM: 0.0,
    }
    return Labels(float(record["label"]), told, severity=0.9 if labels["severe_toxic"] else None)


def _toxic(record: Record) -> Labels | None:
    return Labels(float(record["label"]), {_C.SPAM: 0.0})


def _misogyny(record: Record) -> Labels | None:
    labels = record["labels"]
    if labels["l2"] == "Nonmisogynistic_personal_attack":
        return Labels(1.0, {_C.HATE: 0.0, _C.INSULT: 1.0, _C.SPAM: 0.0}, 1.0)
    return _hate(record)


def _incivility(record: Record) -> Labels | None:
    """Only what matters for moderation is harm; frustration and impatience are left unlabelled."""
    match record["labels"]["tbdf"]:
        case "None":
            return harmless()
        case "Insulting":
            return Labels(1.0, {_C.INSULT: 1.0, _C.SPAM: 0.0}, 1.0)
        case "Threat":
            return Labels(1.0, {_C.THREAT: 1.0, _C.SPAM: 0.0}, 1.0)
        case kind if kind.startswith("Identity"):
            return Labels(1.0, {_C.SPAM: 0.0}, 1.0)
        case _:
            return None


def _ordinary(_record: Record) -> Labels | None:
    return harmless()


def _likely_fine(record: Record) -> Labels | None:
    """Where every emotion is friendly or open; texts with angry ones stay unlabelled."""
    return None if record["label"] is None else harmless(weak=True)


def _spam(record: Record) -> Labels | None:
    """Unwanted adverts are a kind of their own: they say nothing about harm to a person."""
    if record["label"]:
        return Labels(None, {_C.SPAM: 1.0})
    return harmless()


_GAMETOX = (
    "gametox_80: its repository states no licence, its paper is CC BY-SA 4.0. It is used because "
    "chat is measurably worse without it: the n-gram model, fitted without and with it, has an AUC "
    "of 0.798 and 0.911 on its held-out part and of 0.885 and 0.913 on talk with chatbots; our own "
    "game chat is the same to 0.001."
)

SOURCES: tuple[Source, ...] = (
    Source("dghs_dynamic_hate", "Vidgen et al. 2021", 1.0, _hate),
    Source("hatemojibuild", "Kirk et al. 2022", 1.0, _emoji),
    Source("kennedy20_mhs_binary", "Kennedy et al. 2020", 0.8, _hate),
    Source("hatexplain_majority", "Mathew et al. 2021", 0.7, _hatexplain),
    Source("davidson_hsol", "Davidson et al. 2017", 0.35, _davidson),
    Source("cad_reddit_v1_1", "Vidgen et al. 2021 (CAD)", 0.8, _cad),
    Source("edos_sexism", "Kirk et al. 2023", 0.7, _edos),
    Source("guest_misogyny_reddit", "Guest et al. 2021", 0.5, _misogyny),
    Source("vicomtech_stormfront", "de Gibert et al. 2018", 0.5, _hate),
    Source("foxnews_comment_threads", "Gao and Huang 2017", 0.5, _hate),
    Source("gametox_80", "GameTox 2025", 1.0, _gametox, remark=_GAMETOX),
    Source("convabuse", "Cercas Curry et al. 2021", 1.5, _convabuse),
    Source("jigsaw_subset_ak", "Jigsaw 2018", 1.5, _toxic),
    Source("jigsaw_subset_amodh", "Jigsaw 2018", 1.5, _jigsaw_six),
    Source("wiki_toxicity_fuzzed_pairs", "Jigsaw / fuzzed pairs", 1.0, _toxic),
    Source("github_incivility_70", "Ehsani et al.", 0.7, _incivility),
    Source("diasafety_context", "Sun et al. 2022", 0.5, _diasafety),
    Source("toxic_spans_semeval21", "Pavlopoulos et al. 2021", 0.35, _toxic, own_bar=False),
    Source("goemotions_reddit", "Demszky et al. 2020", 0.6, _likely_fine, own_bar=False),
    Source("benign_irc_ubuntu", "Kummerfeld et al. 2019", 1.0, _ordinary, own_bar=False),
    Source("benign_dailydialogpp", "Sai et al. 2020", 0.7, _ordinary, own_bar=False),
    Source("sms_spam", "Almeida and Hidalgo 2011", 1.0, _spam, own_bar=False),
    Source("youtube_spam_shakira", "Alberto and Lochter 2015", 1.0, _spam, own_bar=False),
)
# cga_cmv_valid is left out: whether a whole conversation was later removed says too little about
# one turn of it. It serves the forecast of a session's course.

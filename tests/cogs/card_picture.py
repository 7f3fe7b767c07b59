"""The README's picture of a card: `make card-picture` draws it from what the bot would send."""

import json
from dataclasses import asdict
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cogs.case_card import PICTURE, card_of
from cogs.charts import Painter
from engine.actions import Timeout
from engine.cases import Status
from engine.dossier import CaseView
from engine.queries import Beat
from engine.verdict import Category, Evidence, Polarity, Precedent
from tests.builders import NOON, message, minutes, prediction, verdict
from tests.cogs.picture import picture_of
from tests.cogs.views import HALL, MIKA, VEX, discord_case

FILE = Path(__file__).with_name("card.png")
_SOURCE = "source"
FERN, JULES = "100000000000000004", "100000000000000005"
NAMES = {VEX: "vex", MIKA: "mika", FERN: "fern", JULES: "jules", "9002": "lounge"}
PAIR = (
    "3 of 3 messages to the same person in this session were rough, and hardly any went the other "
    "way."
)
TALKED = "This conversation so far: 11 messages by 4 people; heat 70%."
READS = "The model reads the words as harassment (98% sure of harm)."

# As the shipped model, memory and rules judged this talk, figures rounded.
TALK = (
    (FERN, 0.0, "movie night on friday, who is in", 0.01, 0.0),
    (JULES, 0.5, "me! please not the horror one again", 0.01, 0.0),
    (MIKA, 1.0, "i will bring the popcorn machine", 0.01, 0.0),
    (FERN, 1.5, "great, that makes five of us", 0.02, 0.0),
    (MIKA, 2.0, "i could also help with the projector", 0.0, 0.0),
    (VEX, 2.5, "@mika nobody asked you", 0.61, 0.38),
    (MIKA, 3.0, "ok, sorry, just offering", 0.01, 0.34),
    (FERN, 3.3, "it was a kind offer, thanks mika", 0.01, 0.32),
    (VEX, 3.6, "she always has to push herself in", 0.32, 0.41),
    (JULES, 3.8, "come on, leave her alone", 0.04, 0.39),
    (VEX, 4.2, "you always ruin everything, stay away from us", 0.98, 0.7),
)
PRECEDENTS = (
    ("insult-worth-13", 0.62, Polarity.HARMFUL, "Calls a person worthless."),
    (
        "harassment-exclusion-07",
        0.51,
        Polarity.HARMFUL,
        "Tells a person that nobody wants them here.",
    ),
    ("fine-trash-talk-01", 0.38, Polarity.FINE, "Competitive talk about the game between players."),
)


def shown() -> CaseView:
    opened = NOON + minutes(TALK[-1][1])
    known = tuple(
        Precedent(name, alike, Category.HARASSMENT, 0.6, polarity, why)
        for name, alike, polarity, why in PRECEDENTS
    )
    case = discord_case(
        1,
        opened_at=opened,
        category=Category.HARASSMENT,
        reason=f"{READS} It is like a remembered case: {PRECEDENTS[0][3]} {PAIR}",
        evidence=(
            Evidence("signal:classifier", READS),
            Evidence("signal:escalation", PAIR),
            Evidence("signal:heuristics", "The way it is written: speaks to a person about them."),
            Evidence("session", TALKED),
        ),
        harm_score=0.64,
        risk_score=0.98,
        actions=(Timeout(user=VEX, duration=minutes(10)),),
        rung="timeout_10_minutes",
        status=Status.APPLIED,
        expires_at=opened + minutes(10),
        policy="graduated@c7f48661",
    )
    said = message(TALK[-1][2], by=VEX, at=opened, place=HALL, targets=(MIKA,))
    judged = verdict(said, prediction=prediction(precedents=known))
    course = tuple(
        Beat(author=by, text=text, at=NOON + minutes(after), risk=risk, escalation=heat)
        for by, after, text, risk, heat in TALK
    )
    return CaseView(case=case, words=said.text, verdict=judged, course=course)


def source(view: CaseView) -> str:
    """What the picture shows, in short: alike as long as it need not be drawn anew."""
    drawn = [card_of(view).to_components(), [asdict(beat) for beat in view.course], NAMES]
    return sha256(json.dumps(drawn, sort_keys=True, default=str).encode()).hexdigest()


def drawn_from(picture: bytes) -> str:
    """The `source` of the view that this picture was drawn from."""
    with Image.open(BytesIO(picture)) as opened:
        return str(opened.info[_SOURCE])


def drawn(view: CaseView) -> bytes:
    """A PNG in 256 colours, of which a card has fewer."""
    chart = Painter().paint(view.course, author=view.case.author)
    sent = f"{view.case.opened_at:%d/%m/%Y, %H:%M}"
    picture = picture_of(card_of(view), names=NAMES, files={PICTURE: chart}, sent=sent)
    told, written = PngInfo(), BytesIO()
    told.add_text(_SOURCE, source(view))
    picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        written, format="png", optimize=True, pnginfo=told
    )
    return written.getvalue()


if __name__ == "__main__":
    FILE.write_bytes(drawn(shown()))
    print(f"Wrote {FILE}")  # noqa: T201 - this is what the caller reads

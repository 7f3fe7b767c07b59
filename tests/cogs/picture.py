"""A message of components drawn as Discord's dark theme shows it, for who reads about Haven."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from discord import ButtonStyle, ui
from PIL import Image, ImageDraw, ImageFont

from tests.cogs.markdown import Kind, Line, Look, Run, lines_of

# Everything is drawn twice as large as Discord shows it, to be sharp on dense screens.
SCALE = 2
WIDTH, INSET, PAD, AVATAR = 680 * SCALE, 72 * SCALE, 16 * SCALE, 40 * SCALE
INNER = WIDTH - INSET - PAD
GROUND, CARD, EDGE, RULE = "#1a1a1e", "#242429", "#34343b", "#3b3b42"
TEXT, BRIGHT, FAINT = "#dfe0e2", "#fbfbfb", "#95969e"
MENTION, ON_MENTION, TIME, SPOILER, BLURPLE = "#2f3366", "#c9cdfb", "#34343c", "#4a4a52", "#5865f2"
BUTTONS = {
    ButtonStyle.success: "#00863a",
    ButtonStyle.primary: BLURPLE,
    ButtonStyle.secondary: "#3e3e45",
    ButtonStyle.danger: "#d22d39",
}
_SIZES = {Kind.HEADING: 18, Kind.BODY: 14, Kind.BULLET: 14, Kind.SMALL: 11.5}
_LEADING = 1.45
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


def font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(_FONTS / name, round(size * SCALE))


def picture_of(
    sheet: ui.LayoutView, *, names: Mapping[str, str], files: Mapping[str, bytes], sent: str
) -> Image.Image:
    """The message; `files` are those sent along, by name, and `sent` is when it was."""
    (container,) = sheet.children
    assert isinstance(container, ui.Container)
    card = _Easel(names, files).drawn(container)
    whole = Image.new("RGB", (WIDTH, card.height + 56 * SCALE), GROUND)
    _sign(ImageDraw.Draw(whole), sent)
    rounded = Image.new("L", card.size)
    ImageDraw.Draw(rounded).rounded_rectangle((0, 0, card.width, card.height), 8 * SCALE, fill=255)
    whole.paste(card, (INSET, 40 * SCALE), rounded)
    return whole


def _sign(draw: ImageDraw.ImageDraw, sent: str) -> None:
    """Who wrote it: an application, and when."""
    left, top = PAD, 16 * SCALE
    draw.ellipse((left, top, left + AVATAR, top + AVATAR), fill=BLURPLE)
    middle = (left + AVATAR // 2, top + AVATAR // 2)
    draw.text(middle, "H", font=font(20, bold=True), fill="white", anchor="mm")
    x, line = INSET, 26 * SCALE
    draw.text((x, line), "Haven", font=font(14, bold=True), fill=BRIGHT, anchor="lm")
    x += round(font(14, bold=True).getlength("Haven")) + 6 * SCALE
    badge = (x, line - 8 * SCALE, x + 34 * SCALE, line + 8 * SCALE)
    draw.rounded_rectangle(badge, 4 * SCALE, fill=BLURPLE)
    draw.text((x + 17 * SCALE, line), "APP", font=font(10, bold=True), fill="white", anchor="mm")
    draw.text((x + 42 * SCALE, line), sent, font=font(10.5), fill=FAINT, anchor="lm")


@dataclass(frozen=True, slots=True)
class _Word:
    """A piece that stays on one line, `left` of the line's begin; a spoiler's have no gaps."""

    run: Run
    left: float
    width: float


class _Easel:
    """Draws part below part on a card that is cut to its height in the end."""

    def __init__(self, names: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        self._names = names
        self._files = files
        self._image = Image.new("RGB", (INNER, 4000 * SCALE), CARD)
        self._draw = ImageDraw.Draw(self._image)
        self._y = 14 * SCALE

    def drawn(self, container: ui.Container[Any]) -> Image.Image:
        for part in container.children:
            self._part(part)
        card = self._image.crop((0, 0, INNER, self._y + 8 * SCALE))
        draw = ImageDraw.Draw(card)
        frame = (0, 0, card.width - 1, card.height - 1)
        draw.rounded_rectangle(frame, 8 * SCALE, outline=EDGE, width=SCALE)
        colour = container.accent_colour
        draw.rectangle((0, 0, 4 * SCALE, card.height), fill=str(colour or EDGE))
        return card

    def _part(self, part: ui.Item[Any]) -> None:
        match part:
            case ui.TextDisplay():
                for line in lines_of(part.content, self._names):
                    self._line(line)
                self._y += 6 * SCALE
            case ui.Separator():
                middle = self._y + 6 * SCALE
                self._draw.line((PAD, middle, INNER - PAD, middle), fill=RULE, width=SCALE)
                self._y += 14 * SCALE
            case ui.MediaGallery():
                for item in part.items:
                    self._media(item.media.url.removeprefix("attachment://"))
            case ui.ActionRow():
                self._buttons(part.children)
            case _:
                raise TypeError(f"cards have no {type(part).__name__} yet")

    def _line(self, line: Line) -> None:
        indent = 18 * SCALE if line.kind is Kind.BULLET else 0
        face = font(_SIZES[line.kind], bold=line.kind is Kind.HEADING)
        height = round(face.size * _LEADING)
        if indent:
            self._draw.text((PAD + 3 * SCALE, self._y), "•", font=face, fill=TEXT)
        for row in _wrapped(line, INNER - 2 * PAD - indent):
            for word in row:
                self._word(word, line.kind, x=PAD + indent + word.left, height=height)
            self._y += height

    def _word(self, word: _Word, kind: Kind, *, x: float, height: int) -> None:
        right = x + word.width + (0 if _air(word.run.look) else 2 * SCALE)
        around = (x - 2 * SCALE, self._y - SCALE, right, self._y + height - 3 * SCALE)
        match word.run.look:
            case Look.SPOILER:
                self._draw.rounded_rectangle(around, 4 * SCALE, fill=SPOILER)
                return
            case Look.MENTION:
                self._draw.rounded_rectangle(around, 3 * SCALE, fill=MENTION)
            case Look.TIME:
                self._draw.rounded_rectangle(around, 3 * SCALE, fill=TIME)
        place = (x, self._y + height / 2 - 2 * SCALE)
        face, colour = _face(word.run, kind), _colour(word.run, kind)
        self._draw.text(place, word.run.text, font=face, fill=colour, anchor="lm")

    def _media(self, name: str) -> None:
        media = Image.open(BytesIO(self._files[name])).convert("RGB")
        width = INNER - 2 * PAD
        media = media.resize((width, media.height * width // media.width), Image.Resampling.LANCZOS)
        rounded = Image.new("L", media.size)
        ImageDraw.Draw(rounded).rounded_rectangle((0, 0, *media.size), 8 * SCALE, fill=255)
        self._image.paste(media, (PAD, self._y + 2 * SCALE), rounded)
        self._y += media.height + 12 * SCALE

    def _buttons(self, row: Iterable[ui.Item[Any]]) -> None:
        x, height = PAD, 32 * SCALE
        for button in row:
            assert isinstance(button, ui.Button)
            face = font(12.5, bold=True)
            width = round(face.getlength(button.label or "")) + 26 * SCALE
            box = (x, self._y, x + width, self._y + height)
            fill = _faded(BUTTONS[button.style]) if button.disabled else BUTTONS[button.style]
            self._draw.rounded_rectangle(box, 8 * SCALE, fill=fill)
            middle = (x + width // 2, self._y + height // 2)
            ink = FAINT if button.disabled else "white"
            self._draw.text(middle, button.label or "", font=face, fill=ink, anchor="mm")
            x += width + 8 * SCALE
        self._y += height + 8 * SCALE


def _wrapped(line: Line, width: float) -> Iterator[list[_Word]]:
    """Rows of words; what touches on a row and looks alike has become one."""
    row: list[_Word] = []
    x = 0.0
    for run in line.runs:
        face = _face(run, line.kind)
        for piece in _pieces(run):
            long = face.getlength(piece.text) + _air(run.look)
            if row and x + face.getlength(piece.text.rstrip()) > width:
                yield row
                row, x = [], 0.0
            if row and row[-1].run.look is run.look:
                joined = replace(row[-1].run, text=row[-1].run.text + piece.text)
                row[-1] = _Word(joined, row[-1].left, row[-1].width + long)
            else:
                row.append(_Word(piece, x, long))
            x += long
    yield row


def _air(look: Look) -> float:
    """What a ground of its own needs beside the words."""
    return 3.0 * SCALE if look in {Look.MENTION, Look.TIME} else 0.0


def _pieces(run: Run) -> Iterator[Run]:
    """Words with the blanks behind them; a mention and a time stay whole."""
    if run.look in {Look.MENTION, Look.TIME}:
        yield run
        return
    rest = run.text
    while rest:
        blank = rest.find(" ", 1)
        cut = blank + 1 if blank >= 0 else len(rest)
        yield replace(run, text=rest[:cut])
        rest = rest[cut:]


def _face(run: Run, kind: Kind) -> ImageFont.FreeTypeFont:
    return font(_SIZES[kind], bold=run.look is Look.BOLD or kind is Kind.HEADING)


def _colour(run: Run, kind: Kind) -> str:
    if run.look is Look.MENTION:
        return ON_MENTION
    if kind is Kind.SMALL:
        return FAINT
    return BRIGHT if run.look is Look.BOLD or kind is Kind.HEADING else TEXT


def _faded(colour: str) -> tuple[int, ...]:
    """Half gone into the card, as Discord shows what cannot be pressed."""
    one, other = (bytes.fromhex(each[1:]) for each in (colour, CARD))
    return tuple((a + b) // 2 for a, b in zip(one, other, strict=True))

"""What the models see in a text, looked up before it is looked at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf

from engine.ports import TextReader
from engine.screening.cache import DISTRESS, Reading, VerdictCache
from engine.screening.cascade import Cascade
from engine.screening.linear import Linear
from engine.screening.windows import windows

# Log-odds of harm in what has no words, such as a picture.
_NOTHING = Reading(linear=-8.0)


class Readings:
    """Without a `linear` model there is no cascade. Unless it `remembers`, nobody asks for vectors,
    and an encoder without heads need not look.
    """

    def __init__(
        self,
        reader: TextReader,
        *,
        cache: VerdictCache,
        linear: Linear | None,
        cascade: Cascade | None,
        remembers: bool,
    ) -> None:
        self._reader = reader
        self._cache = cache
        self._linear = linear
        self._cascade = cascade if linear else None
        self._is_asked = remembers or bool(reader.heads)

    async def prepare(self, texts: Sequence[str], *, is_evident: Callable[[int], bool]) -> int:
        """Read a block in one go, but for those that the cascade spares: how many. `is_evident`
        tells by its place whether there is other evidence against a message.
        """
        unread = self._unread(texts)
        self._cache.misses += len(unread)
        self._cache.hits += sum(map(bool, texts)) - len(unread)
        log_odds = self._log_odds(unread)
        spared = self._spared(texts, log_odds, is_evident)
        for text in spared:
            self._cache.keep(text, Reading(log_odds[text], spared=True))
        await self._look_at({text: odds for text, odds in log_odds.items() if text not in spared})
        return len(spared)

    async def of(self, screened: str) -> Reading:
        """Of an empty text there is nothing to be seen."""
        if not screened:
            return _NOTHING
        reading = self._cache.reading(screened)
        if reading is None:
            self._cache.misses += 1
            await self._look_at(self._log_odds([screened]))
            reading = self._cache.reading(screened)
        return reading or _NOTHING

    def eyes(self, reading: Reading) -> str:
        """The name of the model whose reading it is."""
        return "linear" if reading.spared else self._reader.model_id

    def _unread(self, texts: Iterable[str]) -> list[str]:
        """Texts, each once, that nothing is known of or that were spared the encoder before."""
        known = {text: self._cache.reading(text) for text in texts if text}
        return [text for text, reading in known.items() if reading is None or reading.spared]

    def _log_odds(self, texts: Sequence[str]) -> dict[str, float]:
        """Of each text's worst piece."""
        if self._linear is None:
            return dict.fromkeys(texts, 0.0)
        pieces = [(text, piece) for text in texts for piece in windows(text)]
        worst: dict[str, float] = {}
        odds = self._linear.log_odds([piece for _, piece in pieces]).tolist() if pieces else []
        for (text, _), harmful in zip(pieces, odds, strict=True):
            worst[text] = max(harmful, worst.get(text, -inf))
        return worst

    def _spared(
        self,
        texts: Sequence[str],
        log_odds: Mapping[str, float],
        is_evident: Callable[[int], bool],
    ) -> set[str]:
        """Texts on the harmless side of the bar, unless there is any other evidence."""
        bar = self._cascade.bar(len(log_odds)) if self._cascade else -inf
        spared = {text for text, odds in log_odds.items() if odds < bar}
        if not spared:
            return spared
        for place, text in enumerate(texts):
            if text in spared and is_evident(place):
                spared.remove(text)
        return spared

    async def _look_at(self, log_odds: Mapping[str, float]) -> None:
        """Have the encoder read the texts, if anybody wants to know, and keep what it sees."""
        if not self._is_asked:
            for text, odds in log_odds.items():
                self._cache.keep(text, Reading(odds))
            return
        pieces = [(text, piece) for text in log_odds for piece in windows(text)]
        if not pieces:
            return
        heads, read = self._reader.heads, await self._reader.read([piece for _, piece in pieces])
        worst: dict[str, Reading] = {}
        rows = zip(pieces, read.vectors, read.logits.tolist(), strict=True)
        for (text, _), vector, logits in rows:
            by_head = dict(zip(heads, logits, strict=True))
            danger = by_head.pop(DISTRESS, -inf)
            piece = Reading(log_odds[text], vector, by_head or None, danger=danger)
            worst[text] = worst[text].joined(piece) if text in worst else piece
        for text, reading in worst.items():
            self._cache.keep(text, reading)

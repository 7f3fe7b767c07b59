"""Long texts in pieces that the models can read: an attack behind a page of talk is still one."""

# Words: a piece has about the 64 tokens that the encoder reads; what is cut at the end of one is
# whole in the next.
_PIECE, _STEP = 48, 36
# Of a text that is but a little longer, the beginning tells harm apart better than the worst of two
# pieces: measured on comments from 72 words on.
_LONG = 100


def windows(text: str) -> list[str]:
    """The text itself if it is short, else overlapping pieces that cover all of it."""
    words = text.split(" ")
    if len(words) <= _LONG:
        return [text]
    starts = range(0, len(words) - _PIECE + _STEP, _STEP)
    return [" ".join(words[start : start + _PIECE]) for start in starts]

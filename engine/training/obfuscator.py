"""Spelling tricks as people use them, put on training texts for a model to read through them."""

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from random import Random


class Way(StrEnum):
    """One way of hiding a word; a slip of the finger counts, for models stumble over those too."""

    LEETSPEAK = "leetspeak"
    HOMOGLYPH = "homoglyph"
    ZERO_WIDTH = "zero_width"
    SPACING = "spacing"
    SPLIT_WORD = "split_word"
    DOTS = "dots"
    HYPHENS = "hyphens"
    UNDERSCORES = "underscores"
    DIACRITICS = "diacritics"
    REPEATS = "repeats"
    EMOJI_SPLIT = "emoji_split"
    DROPPED_VOWELS = "dropped_vowels"
    ASTERISKS = "asterisks"
    SWAPPED_LETTERS = "swapped_letters"
    DROPPED_LETTER = "dropped_letter"
    DOUBLED_LETTER = "doubled_letter"
    KEYBOARD_TYPO = "keyboard_typo"
    FULLWIDTH = "fullwidth"
    STYLED = "styled"
    MIXED_CASE = "mixed_case"
    JOINED_WORDS = "joined_words"
    PHONETIC = "phonetic"


Disguise = Callable[[str, Random], str]

# A word with its punctuation. What holds a digit, a slash, an inner full stop, an at sign, a colon
# in front or a bracket is a link, a mention, an emote or markup, and stays as it is.
_WORD = re.compile(r"([\"'“‘(*~_.…-]{0,3})([^\W\d_](?:[’']?[^\W\d_])+)([^\w\s@/#<>]{0,5})")

# The share of the words that one text has changed lies between these.
_FEWEST, _MOST = 0.2, 0.6


def obfuscate(text: str, way: Way, *, random: Random) -> str:
    """The text with some words disguised, long ones first; links and mentions stay.

    A text without a word that can be disguised this way comes back as it was.
    """
    tokens = text.split(" ")
    words = _words_of(tokens)
    if not words:
        return text
    wanted = max(1, round(len(words) * random.uniform(_FEWEST, _MOST)))
    if way is Way.JOINED_WORDS:
        return _joined(tokens, words, wanted=wanted, random=random)
    disguise = _DISGUISES[way]
    for place in _long_ones_first(words, random):
        before, word, after = words[place].groups()
        disguised = disguise(word, random)
        if disguised == word:
            continue
        tokens[place] = f"{before}{disguised}{after}"
        wanted -= 1
        if not wanted:
            break
    return " ".join(tokens)


def _words_of(tokens: Sequence[str]) -> Mapping[int, re.Match[str]]:
    matches = enumerate(map(_WORD.fullmatch, tokens))
    return {place: match for place, match in matches if match}


def _long_ones_first(words: Mapping[int, re.Match[str]], random: Random) -> Sequence[int]:
    """A draw without replacement in which a word's chance grows with the square of its length."""
    luck = {place: random.random() ** (1 / len(word[2]) ** 2) for place, word in words.items()}
    return sorted(luck, key=luck.__getitem__, reverse=True)


def _joined(
    tokens: Sequence[str], words: Mapping[int, re.Match[str]], *, wanted: int, random: Random
) -> str:
    places = [place for place in words if place + 1 in words and not words[place][3]]
    # Every seam changes two words.
    chosen = frozenset(random.sample(places, min((wanted + 1) // 2, len(places))))
    glue = ("" if place in chosen else " " for place in range(len(tokens) - 1))
    return "".join(part for pair in zip(tokens, [*glue, ""], strict=True) for part in pair)


# ---------------------------------------------------------------- other letters

_LEET = {
    "a": ("4", "@"), "b": ("8",), "e": ("3",), "g": ("9", "6"), "i": ("1", "!"), "l": ("1", "|"),
    "o": ("0",), "s": ("5", "$"), "t": ("7", "+"), "z": ("2",),
}  # fmt: skip
_HOMOGLYPHS = {
    "a": "аɑα", "b": "Ьƅ", "c": "сϲ", "d": "ԁ", "e": "еҽ", "g": "ɡց", "h": "һ", "i": "іι",
    "j": "ј", "k": "кκ", "l": "ӏⅼ", "m": "м", "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "r": "г",
    "s": "ѕ", "t": "тτ", "u": "υս", "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уү", "z": "ᴢ",
}  # fmt: skip
_ACCENTED = {
    "a": "àáâäãå", "c": "çć", "d": "ď", "e": "èéêëē", "g": "ğ", "i": "ìíîï", "k": "ķ", "l": "ĺļ",
    "n": "ñńň", "o": "òóôöõ", "r": "ŕř", "s": "śšş", "t": "ţť", "u": "ùúûü", "y": "ýÿ", "z": "źžż",
}  # fmt: skip
_PILED = "\u0300\u0301\u0302\u0303\u0308\u030a\u0323\u0330\u0332\u0336"
_NEIGHBOURS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sfe", "e": "wrd", "f": "dgr", "g": "fht", "h": "gjy",
    "i": "uok", "j": "hku", "k": "jli", "l": "kop", "m": "nj", "n": "bm", "o": "ipl", "p": "ol",
    "q": "wa", "r": "etf", "s": "adw", "t": "ryg", "u": "yij", "v": "cb", "w": "qes", "x": "zc",
    "y": "tuh", "z": "xa",
}  # fmt: skip
# The first letter of each run of mathematical letters: bold, italic, script, Fraktur, double-struck
# and so on. Only alphabets without holes are here, so every offset is a letter.
_ALPHABETS = (0x1D400, 0x1D468, 0x1D4D0, 0x1D56C, 0x1D5A0, 0x1D5D4, 0x1D608, 0x1D63C, 0x1D670)


def _swapped_for(table: Mapping[str, Sequence[str]], *, share: float) -> Disguise:
    """Letters replaced from the table, each with the given chance and at least one of them."""

    def disguise(word: str, random: Random) -> str:
        places = [place for place, letter in enumerate(word) if letter.lower() in table]
        if not places:
            return word
        letters = list(word)
        sure = random.choice(places)
        for place in places:
            if place == sure or random.random() < share:
                letters[place] = random.choice(table[letters[place].lower()])
        return "".join(letters)

    return disguise


def _mistyped(word: str, random: Random) -> str:
    return _swapped_for(_NEIGHBOURS, share=0.0)(word, random)


def _marked(word: str, random: Random) -> str:
    """Accents on some letters; now and then marks piled on every letter."""
    if random.random() < 0.7:
        return _swapped_for(_ACCENTED, share=0.5)(word, random)
    return "".join(letter + random.choice(_PILED) for letter in word)


def _fullwidth(word: str, _random: Random) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() else letter for letter in word)


def _styled(word: str, random: Random) -> str:
    first = random.choice(_ALPHABETS)
    return "".join(_in_alphabet(letter, first) for letter in word)


def _in_alphabet(letter: str, first: int) -> str:
    if not (letter.isascii() and letter.isalpha()):
        return letter
    return chr(first + ord(letter.lower()) - ord("a") + 26 * letter.islower())


def _mixed_case(word: str, random: Random) -> str:
    """Every other letter upper case; one word in three at random instead."""
    if random.random() < 1 / 3:
        return "".join(random.choice((letter.lower(), letter.upper())) for letter in word)
    return "".join(
        letter.upper() if place % 2 else letter.lower() for place, letter in enumerate(word)
    )


# ---------------------------------------------------------------- things between letters

_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_EMOJI = ("🔥", "💀", "😂", "🙂", "❤️", "👏", "✨", "🤡", "💯", "😭", "🐸", "⭐", "🖤", "🥀")


def _parted(marks: Sequence[str]) -> Disguise:
    """The same mark between all letters."""

    def disguise(word: str, random: Random) -> str:
        return random.choice(marks).join(word)

    return disguise


def _pierced(marks: Sequence[str]) -> Disguise:
    """A mark at one or two places inside the word."""

    def disguise(word: str, random: Random) -> str:
        cut = random.randrange(1, len(word))
        again = random.randrange(cut, len(word))
        first, second = random.choice(marks), random.choice(marks)
        if again == cut or random.random() < 0.5:
            return f"{word[:cut]}{first}{word[cut:]}"
        return f"{word[:cut]}{first}{word[cut:again]}{second}{word[again:]}"

    return disguise


def _either(often: Disguise, seldom: Disguise) -> Disguise:
    def disguise(word: str, random: Random) -> str:
        return (often if random.random() < 2 / 3 else seldom)(word, random)

    return disguise


def _split_word(word: str, random: Random) -> str:
    cut = random.randrange(1, len(word))
    return f"{word[:cut]} {word[cut:]}"


# ---------------------------------------------------------------- letters gone, doubled, moved

_VOWEL = re.compile(r"(?<=\w)[aeiou](?=\w)", re.IGNORECASE)
_PHONETIC = tuple(
    (re.compile(sound, re.IGNORECASE), spelling)
    for sound, spelling in (
        (r"^you$", "u"), (r"^your$", "ur"), (r"^are$", "r"), (r"^for$", "4"), (r"^what", "wut"),
        (r"^the", "da"), (r"^th", "d"), (r"th$", "f"), (r"ph", "f"), (r"ck", "k"), (r"ck", "cc"),
        (r"ing$", "in"), (r"ers$", "az"), (r"er$", "a"), (r"or$", "er"), (r"(?<=[^s])s$", "z"),
        (r"ies$", "eez"), (r"c(?=[aouklr])", "k"), (r"c(?=[ei])", "s"), (r"qu", "kw"),
        (r"tion$", "shun"), (r"^ex", "x"), (r"igh", "y"), (r"ee", "ea"), (r"ea", "ee"),
        (r"oo", "u"), (r"u(?=[^aeiou]+$)", "oo"), (r"i(?=[^aeiou])", "y"), (r"y$", "ee"),
        (r"le$", "ul"), (r"wh", "w"), (r"^kn", "n"), (r"dge?", "j"), (r"([^aeiou])\1", r"\1"),
    )
)  # fmt: skip


def _without_vowels(word: str, random: Random) -> str:
    if random.random() < 0.5:
        return _VOWEL.sub("", word)
    return _VOWEL.sub("", word, count=random.randint(1, 2))


def _masked(word: str, random: Random) -> str:
    """The inner vowels, one of them, or the whole middle behind asterisks."""
    kind = random.random()
    if kind < 0.45:
        return _VOWEL.sub("*", word)
    if kind < 0.75 or len(word) > 6:
        place = random.randrange(1, len(word))
        return f"{word[:place]}*{word[place + 1 :]}"
    return f"{word[0]}{'*' * (len(word) - 2)}{word[-1]}" if len(word) > 2 else word


def _repeated(word: str, random: Random) -> str:
    place = random.randrange(len(word))
    return f"{word[:place]}{word[place] * random.randint(3, 6)}{word[place + 1 :]}"


def _swapped_letters(word: str, random: Random) -> str:
    """Two neighbours inside the word change places; the first letter stays, as in real slips."""
    place = random.randrange(min(1, len(word) - 2), len(word) - 1)
    return f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"


def _dropped_letter(word: str, random: Random) -> str:
    place = random.randrange(1, len(word))
    return word if len(word) < 3 else f"{word[:place]}{word[place + 1 :]}"


def _doubled_letter(word: str, random: Random) -> str:
    place = random.randrange(len(word))
    return f"{word[:place]}{word[place]}{word[place:]}"


def _as_it_sounds(word: str, random: Random) -> str:
    """One or two of the respellings that fit the word."""
    fitting = [rule for rule in _PHONETIC if rule[0].search(word)]
    for sound, spelling in random.sample(fitting, min(len(fitting), random.randint(1, 2))):
        word = sound.sub(spelling, word, count=1)
    return word


_DISGUISES: Mapping[Way, Disguise] = {
    Way.LEETSPEAK: _swapped_for(_LEET, share=0.6),
    Way.HOMOGLYPH: _swapped_for(_HOMOGLYPHS, share=0.5),
    Way.ZERO_WIDTH: _either(_pierced(_UNSEEN), _parted(_UNSEEN)),
    Way.SPACING: _parted((" ", " ", "  ")),
    Way.SPLIT_WORD: _split_word,
    Way.DOTS: _either(_parted((".", "·", "•")), _pierced((".", "·", ","))),
    Way.HYPHENS: _either(_parted(("-", "–")), _pierced(("-", "~", "/"))),
    Way.UNDERSCORES: _either(_parted(("_",)), _pierced(("_", "|"))),
    Way.DIACRITICS: _marked,
    Way.REPEATS: _repeated,
    Way.EMOJI_SPLIT: _either(_pierced(_EMOJI), _parted(_EMOJI)),
    Way.DROPPED_VOWELS: _without_vowels,
    Way.ASTERISKS: _masked,
    Way.SWAPPED_LETTERS: _swapped_letters,
    Way.DROPPED_LETTER: _dropped_letter,
    Way.DOUBLED_LETTER: _doubled_letter,
    Way.KEYBOARD_TYPO: _mistyped,
    Way.FULLWIDTH: _fullwidth,
    Way.STYLED: _styled,
    Way.MIXED_CASE: _mixed_case,
    Way.PHONETIC: _as_it_sounds,
}

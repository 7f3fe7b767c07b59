"""Chat spellings of the small words in which people speak of themselves: "i jst wana", "jsuis"."""

from collections.abc import Sequence

from engine.sessions.phrases import Words

# One spelling stands for all, in the lists as in what is said, so only sameness matters. A spelling
# that is a word of another language is left out: those lists would lose it.
_ONE_SPELLING = {
    "want to": "wanna wana wnna wannna",
    "going to": "gonna gunna gona gon",
    "got to": "gotta",
    "tonight": "tonite tonigt",
    "tomorrow": "tmrw tmr tomorow tommorow tommorrow tmrrw",
    "people": "ppl peeps",
    "everyone": "every1 everybody evryone evry1 everyones everybodys",
    "no one": "noone no1 nobody nobodys noones",
    "someone": "somebody sum1 some1",
    "mum": "mom mama mommy mummy mums moms",
    "dont": "dnt",
    "cant": "cannot cnt",
    "living": "livin livng",
    "dying": "dyin",
    "existing": "existin exsisting exsting",
    "exist": "exsist",
    "myself": "meself mysef myslef mself",
    "anymore": "animore anymor nomore",
    "suicidal": "sucidal suicdal suisidal",
    "suicide": "sucide suicde suiside",
    "because": "cuz coz bc cause",
    "goodbye": "gudbye goodby farewell",
    "life": "lyf lfe",
    "je suis": "jsuis chui chuis jsui",
    "je veux": "jveux jveu",
    "je vais": "jvais jvai",
    "j ai": "jai",
    "je peux": "jpeux jpeu",
    "quiero": "kiero kero",
    "que": "ke",
    "porque": "pq porq porke",
    "estoy": "toy",
    "hoje": "hj oje",
    "quero": "qro",
    "nicht": "nich nix ned",
    "habe": "hab",
    "bringe": "bring",
    "heute": "heut",
    "waren": "waeren",
    "ware": "waere waer",
    "mochte": "moechte",
    "mude": "muede",
    "fur": "fuer",
    "wurde": "wuerde",
    "gluck": "glueck",
}
_SPELT = {
    variant: tuple(spelling.split())
    for spelling, variants in _ONE_SPELLING.items()
    for variant in variants.split()
}


def alike(words: Sequence[str]) -> Words:
    """The words in the one spelling that the lists are kept in."""
    if _SPELT.keys().isdisjoint(words):
        return tuple(words)
    return tuple(part for word in words for part in _SPELT.get(word, (word,)))

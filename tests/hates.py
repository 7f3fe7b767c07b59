"""Crowds that borrow the looks of joy to hurt somebody: each must lead to a case."""

from collections.abc import Callable

from tests.crowds import Stage, reworded
from tests.joys import ENDINGS, FRIENDS, chant

SHOUTED = (
    "KILL YOURSELF MIKA",
    "KILL YOURSELF",
    "GO DIE MIKA",
    "NOBODY WANTS YOU HERE KYS",
    "KYS KYS KYS",
    "DIE UGLY BITCH",
    "QUIT STREAMING AND DIE",
)
VILE = (
    "Mika is a fat disgusting pig and everybody in this chat knows it. She should quit "
    "streaming tonight, delete her channel and kill herself. Nobody would miss her. Her "
    "viewers are pathetic losers who pay a worthless whore. Copy this until she cries."
)
COLD = (
    "Trans people are mentally ill freaks and this streamer is one of them. Do not let your "
    "children watch this filth. They are groomers, every single one of them, and they should "
    "be wiped out. Copy this so that everybody reads it."
)
LANGUAGES = {
    "spanish": (
        "matate puta",
        "muérete zorra",
        "suicídate asquerosa",
        "puta de mierda vete a morir",
    ),
    "portuguese": (
        "se mata vadia",
        "morre sua puta",
        "se mata logo sua nojenta",
        "vai morrer vagabunda",
    ),
    "german": (
        "bring dich um du hure",
        "stirb du schlampe",
        "verrecke du fotze",
        "häng dich auf du missgeburt",
    ),
    "french": (
        "suicide toi sale pute",
        "crève sale pute",
        "va mourir connasse",
        "va te pendre salope",
    ),
}
EMOTED = (
    "KEKW kill yourself KEKW",
    "LUL kill yourself mika LUL",
    "😂😂 kys mika 😂😂",
    "PogChamp kys PogChamp",
    "mossyHype kill yourself mossyHype",
)
CHEERED = (
    "LETS GO kill yourself mika LETS GO",
    "POG kys mika POG",
    "lets go kys",
    "hype hype kill yourself hype hype",
    "W kys mika W",
)
GIFTED = (
    "@owlbert keep your money you fat loser",
    "@owlbert you disgusting simp kill yourself",
    "@owlbert nobody likes you pathetic loser",
    "@owlbert kys simp",
)
PILED = (
    "@saltmarsh you are a pathetic loser",
    "@saltmarsh nobody likes you, leave",
    "@saltmarsh shut up you ugly idiot",
    "@saltmarsh kill yourself",
    "saltmarsh is a disgusting freak",
    "@saltmarsh cry more loser",
)
HEARTED = (
    "<3 kill yourself <3",
    "💜 kys mika 💜",
    "we love you dead mika, kill yourself <3",
    "love you <3 now kill yourself",
)
POLLED = (
    "+1 if mika should kill herself",
    "+1 mika should die",
    "+1 kill yourself",
    "-1 for this ugly bitch",
    "1 = mika should kill herself",
)


def announced(*lines: str) -> Callable[[], Stage]:
    """The platform tells of visitors, who turn out to be anything but friendly."""

    def played() -> Stage:
        stage = Stage()
        stage.small_talk()
        stage.announce(200)
        stage.crowd(lines, people=60, called="raider")
        return stage

    return played


def thirty_of_many() -> Stage:
    """1,500 come to say hello; thirty of them have come for one person."""
    stage = Stage()
    stage.small_talk()
    stage.announce(1_500)
    stage.crowd(FRIENDS, people=500, after=0.05, called="owl")
    friends = iter(FRIENDS * 100)
    for number in range(60):
        stage.say(f"bully{number % 30}", PILED[number % len(PILED)], after=0.1)
        for friend in range(16):
            stage.say(f"late{16 * number + friend}", next(friends), after=0.05)
    return stage


HATES = {
    "shouted": chant(*SHOUTED),
    "vile": chant(*reworded(VILE, count=40, endings=ENDINGS), each=1),
    "cold": chant(*reworded(COLD, count=40, endings=ENDINGS), each=1),
    **{name: chant(*lines, each=1) for name, lines in LANGUAGES.items()},
    "emoted": chant(*EMOTED),
    "cheered": chant(*CHEERED),
    "gifted": chant(*GIFTED),
    "hearted": chant(*HEARTED),
    "polled": chant(*POLLED),
    "announced": announced(*SHOUTED, *FRIENDS),
    "announced_only": announced(*SHOUTED),
}

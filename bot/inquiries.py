"""What an inquiry needs of a house, or of whoever only looks into its archive."""

from bot.backtesting.choices import Chosen
from bot.choices import Choices
from data.archive import Archive
from engine.hindsight import Hindsight
from engine.inquiry import Inquiry
from engine.text import Normalise


def inquiry_into(archive: Archive, chosen: Choices | Chosen, normalise: Normalise) -> Inquiry:
    looking = Hindsight(
        archive=archive,
        policies=chosen.policies.of,
        protected=chosen.protections.of,
        links=chosen.links,
        normalise=normalise,
    )
    return Inquiry(judgements=archive.judgements, looking=looking)

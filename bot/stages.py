"""What each message goes through, put together."""

from bot.challenger import Challenge
from bot.choices import Choices
from bot.door import Door
from bot.screening import Screening
from bot.settings import Settings
from data.state import State
from engine.heeding import Heeding
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.packs import Packs
from engine.petitions import Petitions
from engine.pipeline import HelpText, Stages
from engine.policy.book import PolicyBook
from engine.reasoning.packet import Reasoner
from engine.sessions.tracker import Surroundings


def stages_of(
    settings: Settings,
    state: State,
    screening: Screening,
    choices: Choices,
    door: Door,
    challenge: Challenge | None,
    reasoner: Reasoner,
) -> Stages:
    actors, targets = Actors(choices.links.shared_with), Targets()
    return Stages(
        screener=screening.screener,
        actors=actors,
        targets=targets,
        surroundings=Surroundings(
            screening.packs.phrases,
            actors=actors,
            targets=targets,
            switched_off=settings.screening.switched_off,
        ),
        reasoner=reasoner,
        policies=choices.policies.of,
        docket=door.docket,
        moderator=door.moderator,
        help_text=_help_text(screening.packs, choices.policies),
        protected=choices.protections.of,
        petition=Petitions(archive=state.archive, appeals=door.appeals).hear,
        heed=Heeding(archive=state.archive, review=door.review).heed,
        shadow=challenge.shadow if challenge else None,
    )


def _help_text(packs: Packs, policies: PolicyBook) -> HelpText:
    """What a person in danger is offered, in their community's language."""
    pages = {page.language: "\n".join((page.message, *page.lines)) for page in packs.help_pages}
    return lambda community: pages.get(policies.of(community).language, pages["en"])

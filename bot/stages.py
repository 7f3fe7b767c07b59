"""What each message goes through, put together."""

from importlib.resources import files
from pathlib import Path

from bot.advisers import Advisers
from bot.choices import Choices
from bot.door import Door
from bot.screening import Screening
from bot.settings import Settings
from data.state import State
from engine.events import Community
from engine.heeding import Heeding
from engine.language import ENGLISH
from engine.memory.actors import Actors
from engine.memory.targets import Targets
from engine.packs import Packs
from engine.petitions import Petitions
from engine.pipeline import HelpText, Stages
from engine.policy.book import PolicyBook
from engine.policy.rival import Rival
from engine.screening.foresight import OnnxForesight
from engine.sessions.tracker import Surroundings


def stages_of(
    settings: Settings,
    state: State,
    screening: Screening,
    choices: Choices,
    door: Door,
    advisers: Advisers,
    rival: Rival | None,
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
            foresight=_foresight(settings),
            switched_off=settings.screening.switched_off,
            languages=[pack.phrases for pack in screening.packs.languages.values()],
        ),
        reasoner=advisers.reasoner,
        policies=choices.policies.of,
        docket=door.docket,
        moderator=door.moderator,
        help_text=_help_text(screening.packs, choices.policies),
        protected=choices.protections.of,
        petition=Petitions(archive=state.archive, appeals=door.appeals).hear,
        heed=Heeding(archive=state.archive, review=door.review).heed,
        shadow=advisers.challenge.shadow if advisers.challenge else None,
        rival=rival,
    )


def _foresight(settings: Settings) -> OnnxForesight | None:
    if "forecast" in settings.screening.switched_off:
        return None
    return OnnxForesight.load(Path(str(files("data.models"))) / "forecast")


def _help_text(packs: Packs, policies: PolicyBook) -> HelpText:
    """What a person in danger is offered: in the language of their words. English is written
    everywhere, so it and what could not be told are answered in the community's language.
    """
    pages = {page.language: "\n".join((page.message, *page.lines)) for page in packs.help_pages}

    def text(community: Community, spoken: str) -> str:
        usual = pages.get(policies.of(community).language, pages["en"])
        return usual if spoken == ENGLISH else pages.get(spoken, usual)

    return text

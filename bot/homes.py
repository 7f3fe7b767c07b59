"""Twitch channels that a Discord server looks after: which ones, and how its moderators hear."""

from collections.abc import Awaitable, Callable

from bot.settings import Settings
from connectors.twitch.alerts import Alert, in_the_log
from engine.actions import Order, Outcome
from engine.events import Community, Platform
from engine.homes import Homes

# Tells a server's moderators of another community's case; raises as an enforcer does.
Tell = Callable[[Community, Order], Awaitable[Outcome]]


def homes_in(settings: Settings) -> Homes:
    """Without Twitch there is nobody to act there, and nothing to be looked after."""
    return named_homes(settings) if Platform.TWITCH in settings.platforms() else Homes()


def named_homes(settings: Settings) -> Homes:
    """Whether or not Twitch is switched on: what people agreed to there outlives a pause."""
    channels = (Community(Platform.TWITCH, each) for each in sorted(settings.twitch.servers))
    return Homes({channel: home for channel in channels if (home := settings.home_of(channel))})


def alert_at_home(homes: Homes, tell: Tell) -> Alert:
    async def alert(order: Order) -> Outcome:
        """What moderators could not be told at home stands in the log at least."""
        community = order.place.community
        home = homes.of(community)
        if home is None:
            return await in_the_log(order)
        outcome = await tell(home, order)
        if outcome is not Outcome.APPLIED:
            await in_the_log(order)
        return outcome

    return alert

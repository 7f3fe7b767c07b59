"""What keeps people silent where that is one state: Twitch has one entry for each person, which a
time-out, a mute and a ban all write, and which taking any of them back removes.
"""

from engine.actions import Action, Inverse, Unban, Unmute, Untimeout
from engine.events import Platform

# From the mildest to the harshest.
_ORDER = ("timeout", "mute", "ban")
_ENDS = (Untimeout, Unmute, Unban)


def is_one_state(platform: Platform) -> bool:
    return platform is Platform.TWITCH


def ends_silence(action: Action | Inverse) -> bool:
    return isinstance(action, _ENDS)


def covering(action: Action | Inverse, platform: Platform) -> tuple[str, ...]:
    """The types of what would be lost with `action`, were it taken back: itself, and there whatever
    keeps the same person as silent or more so.
    """
    if action.type not in _ORDER or not is_one_state(platform):
        return (action.type,)
    return _ORDER[_ORDER.index(action.type) :]

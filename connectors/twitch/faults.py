"""What Twitch will not do before a person lends a hand."""


class NeedsHandError(Exception):
    """Trying again is of no use until somebody does what the message says."""

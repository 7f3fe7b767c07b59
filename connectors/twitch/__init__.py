"""Twitch: what happens in a channel becomes events, and orders become calls."""

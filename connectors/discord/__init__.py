"""Discord: what happens there becomes events, and orders become calls."""

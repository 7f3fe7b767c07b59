"""Guards against what twitchio 3.3.2 does; the only place that reaches into its insides."""

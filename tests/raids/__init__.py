"""Two hundred made-up gatherings, hostile and harmless: does Haven tell a raid from a party?

`make bench-raids` plays them through a whole Haven and prints how many were seen, how soon, and how
many harmless ones were taken for a raid. Texts and seeds of the development half were looked at
while the engine was tuned; those of the test half were not.
"""

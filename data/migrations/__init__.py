"""The ways from one schema to the next, and which is the newest."""

HEAD = "0006"

"""What Haven promises: reliability (R) and security (S). R8 and R9 belong to a distributed form."""

from collections.abc import Mapping

PROMISES: Mapping[str, str] = {
    "R1": "Killed at any moment, it loses no action and doubles none",
    "R2": "Whichever call fails, the end is that of a run without faults",
    "R3": "A simulated day breaks no invariant, and a seed tells the same story twice",
    "R4": "Cases, database and platform agree after any life of warnings, appeals and restarts",
    "R5": "More evidence never means less, caps hold, protected people are never touched",
    "R6": "Errors and 429s of a platform are waited out, at its own pace, and nothing is lost",
    "R7": "Ten times the load is refused politely at the edge, and nothing accepted is lost",
    "R10": "A gateway that repeats, reorders and refuses to resume changes nothing",
    "R11": "SIGTERM under load ends it well and in time",
    "R12": "A full disk, a broken migration, a cut model or a wrong clock is survived and named",
    "S1": "Secrets stay out of logs, errors and the database",
    "S2": "Keys of the HTTP interface are hashed, scoped and expire",
    "S3": "Whoever clicks or commands needs the right and the rank at that moment",
    "S4": "No community reads another's rows",
    "S5": "Automation has a small blast radius, and mass actions take two moderators",
    "S6": "The audit log only grows, and an altered line is named",
    "S7": "The language model only advises, whatever is written to it",
    "S8": "Administrators' patterns run in linear time",
    "S9": "Size, depth and encoding are limited before anything is parsed",
    "S10": "Nothing that is sent mentions anybody or carries live mark-up of others",
    "S11": "Logs are one line an event, without control characters or personal data",
    "S12": "No link of a member is ever fetched",
    "S13": "The memory cannot be poisoned, and forgets exactly",
    "S14": "What is kept of a person is listed, expires, and can be erased",
    "S15": "Words are encrypted at rest, by a key of each community",
}

"""Notices in English."""

from engine.notices.phrasebook import Phrasebook
from engine.verdict import Category

ENGLISH = Phrasebook(
    warned="You have been warned in **{server}**.",
    timed_out="You cannot write in **{server}** until {until}.",
    muted="You cannot write in **{server}** until its moderators let you.",
    kicked="You have been removed from **{server}**.",
    banned="You have been banned from **{server}**.",
    void="A warning that you got in **{server}** was a mistake: it is void and does not count.",
    why="**Why:** {why}",
    reasons={
        Category.HARASSMENT: "What you wrote was read as harassment of somebody.",
        Category.INSULT: "What you wrote was read as an insult.",
        Category.THREAT: "What you wrote was read as a threat.",
        Category.HATE: "What you wrote was read as hatred of people for who they are.",
        Category.SEXUAL_HARASSMENT: "What you wrote was read as sexual harassment.",
        Category.DOGPILING: "You were seen as one of many who turned on one person.",
        Category.DOXXING: "What you wrote was read as giving away somebody's private details.",
        Category.SPAM: "What you wrote was read as spam.",
        Category.SCAM: "What you wrote was read as an attempt to cheat people.",
        Category.RAID: "You were seen as one of many who came to disturb the server.",
    },
    how_to_appeal=(
        "This is case {case}. If you think that it is wrong, appeal with the button below, or with "
        "`/appeal` in the server. Another moderator than the one who acted will read what you "
        "write."
    ),
    appeal="Appeal",
    form_title="Appeal of case {case}",
    form_question="What should moderators know?",
    form_sent="Another moderator than the one who acted will answer you.",
    upheld="Case {case}: your appeal was read, and the decision stands.",
    overturned="Case {case}: your appeal was read, and the decision is taken back.",
    apology="What was done to you in case {case} was a mistake: it is taken back and does not "
    "count against you.",
    sorry="We are sorry.",
    aimed_hidden="A message here that is aimed at you was hidden; you need not read it.",
    aimed_found="A message here that is aimed at you was found harmful.",
)

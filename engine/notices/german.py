"""Notices in German."""

from engine.notices.phrasebook import Phrasebook
from engine.verdict import Category

GERMAN = Phrasebook(
    warned="Du wurdest auf **{server}** verwarnt.",
    timed_out="Du kannst auf **{server}** nicht mehr schreiben. Das gilt bis {until}.",
    muted="Du kannst auf **{server}** nicht mehr schreiben, bis die Moderation es dir erlaubt.",
    kicked="Du wurdest von **{server}** entfernt.",
    banned="Du wurdest von **{server}** gebannt.",
    void="Eine Verwarnung, die du auf **{server}** bekommen hast, war ein Fehler: Sie ist "
    "aufgehoben und zählt nicht.",
    why="**Grund:** {why}",
    reasons={
        Category.HARASSMENT: "Was du geschrieben hast, wurde als Belästigung verstanden.",
        Category.INSULT: "Was du geschrieben hast, wurde als Beleidigung verstanden.",
        Category.THREAT: "Was du geschrieben hast, wurde als Drohung verstanden.",
        Category.HATE: "Was du geschrieben hast, wurde als Hass auf Menschen dafür verstanden, wer "
        "sie sind.",
        Category.SEXUAL_HARASSMENT: "Was du geschrieben hast, wurde als sexuelle Belästigung "
        "verstanden.",
        Category.DOGPILING: "Es sah so aus, als wärst du mit vielen anderen auf eine Person "
        "losgegangen.",
        Category.DOXXING: "Was du geschrieben hast, gibt wohl private Daten von jemandem preis.",
        Category.SPAM: "Was du geschrieben hast, wurde als Spam verstanden.",
        Category.SCAM: "Was du geschrieben hast, wurde als Betrugsversuch verstanden.",
        Category.RAID: "Es sah so aus, als wärst du mit vielen anderen gekommen, um den Server zu "
        "stören.",
    },
    how_to_appeal=(
        "Das ist Fall {case}. Wenn du das für falsch hältst, lege mit dem Knopf unten oder auf dem "
        "Server mit `/appeal` Einspruch ein. Jemand anderes aus der Moderation als die Person, die "
        "gehandelt hat, wird ihn lesen."
    ),
    appeal="Einspruch einlegen",
    form_title="Einspruch gegen Fall {case}",
    form_question="Was sollte die Moderation wissen?",
    form_sent="Jemand anderes aus der Moderation wird dir antworten.",
    upheld="Fall {case}: Dein Einspruch wurde gelesen, und die Entscheidung bleibt bestehen.",
    overturned="Fall {case}: Dein Einspruch wurde gelesen, und die Entscheidung ist aufgehoben.",
    apology="Was in Fall {case} gegen dich unternommen wurde, war ein Fehler: Es ist "
    "aufgehoben und zählt nicht gegen dich.",
    sorry="Es tut uns leid.",
    aimed_hidden="Eine Nachricht, die sich gegen dich richtet, wurde ausgeblendet; du musst sie "
    "nicht lesen.",
    aimed_found="Eine Nachricht, die sich gegen dich richtet, wurde als schädlich erkannt.",
)

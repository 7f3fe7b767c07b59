"""Notices in Spanish."""

from engine.notices.phrasebook import Phrasebook
from engine.verdict import Category

SPANISH = Phrasebook(
    warned="Has recibido una advertencia en **{server}**.",
    timed_out="No puedes escribir en **{server}** hasta {until}.",
    muted="No puedes escribir en **{server}** hasta que sus moderadores te lo permitan.",
    kicked="Te han expulsado de **{server}**.",
    banned="Te han vetado en **{server}**.",
    void="La advertencia que recibiste en **{server}** fue un error: queda anulada y no cuenta.",
    why="**Motivo:** {why}",
    reasons={
        Category.HARASSMENT: "Lo que escribiste se entendió como acoso a alguien.",
        Category.INSULT: "Lo que escribiste se entendió como un insulto.",
        Category.THREAT: "Lo que escribiste se entendió como una amenaza.",
        Category.HATE: "Lo que escribiste se entendió como odio hacia otras personas por ser "
        "quienes son.",
        Category.SEXUAL_HARASSMENT: "Lo que escribiste se entendió como acoso sexual.",
        Category.DOGPILING: "Parece que fuiste una de las muchas personas que atacaron a alguien.",
        Category.DOXXING: "Lo que escribiste parece revelar datos privados de alguien.",
        Category.SPAM: "Lo que escribiste se entendió como spam.",
        Category.SCAM: "Lo que escribiste se entendió como un intento de estafa.",
        Category.RAID: "Parece que viniste con muchas otras personas a perturbar el servidor.",
    },
    how_to_appeal=(
        "Es el caso {case}. Si crees que es un error, apela con el botón de abajo o con `/appeal` "
        "en el servidor. Leerá lo que escribas un moderador distinto del que actuó."
    ),
    appeal="Apelar",
    form_title="Apelación del caso {case}",
    form_question="¿Qué deberían saber los moderadores?",
    form_sent="Te responderá un moderador distinto del que actuó.",
    upheld="Caso {case}: hemos leído tu apelación y la decisión se mantiene.",
    overturned="Caso {case}: hemos leído tu apelación y la decisión queda anulada.",
    apology="Lo que se te hizo en el caso {case} fue un error: se ha revertido y no cuenta "
    "en tu contra.",
    sorry="Lo sentimos.",
    aimed_hidden="Se ha ocultado un mensaje dirigido a ti; no hace falta que lo leas.",
    aimed_found="Se ha detectado un mensaje dañino dirigido a ti.",
)

"""Notices in French."""

from engine.notices.phrasebook import Phrasebook
from engine.verdict import Category

FRENCH = Phrasebook(
    warned="Tu as reçu un avertissement sur **{server}**.",
    timed_out="Tu ne peux plus écrire sur **{server}** jusqu'à cette date : {until}.",
    muted="Tu ne peux plus écrire sur **{server}** tant que ses modérateurs ne t'y autorisent pas.",
    kicked="Tu as été expulsé(e) de **{server}**.",
    banned="Tu as été banni(e) de **{server}**.",
    void="L'avertissement que tu as reçu sur **{server}** était une erreur : il est annulé et ne "
    "compte pas.",
    why="**Motif :** {why}",
    reasons={
        Category.HARASSMENT: "Ton message a été compris comme du harcèlement.",
        Category.INSULT: "Ton message a été compris comme une insulte.",
        Category.THREAT: "Ton message a été compris comme une menace.",
        Category.HATE: "Ton message a été compris comme de la haine envers des personnes pour ce "
        "qu'elles sont.",
        Category.SEXUAL_HARASSMENT: "Ton message a été compris comme du harcèlement sexuel.",
        Category.DOGPILING: "Tu sembles avoir participé à une attaque à plusieurs contre une seule "
        "personne.",
        Category.DOXXING: "Ton message semble révéler les données privées de quelqu'un.",
        Category.SPAM: "Ton message a été compris comme du spam.",
        Category.SCAM: "Ton message a été compris comme une tentative d'escroquerie.",
        Category.RAID: "Tu sembles être venu(e) à plusieurs pour perturber le serveur.",
    },
    how_to_appeal=(
        "C'est le cas {case}. Si tu penses que c'est une erreur, fais appel avec le bouton "
        "ci-dessous ou avec `/appeal` sur le serveur. Un autre modérateur que celui qui a agi lira "
        "ce que tu écris."
    ),
    appeal="Faire appel",
    form_title="Appel du cas {case}",
    form_question="Que devraient savoir les modérateurs ?",
    form_sent="Un autre modérateur que celui qui a agi te répondra.",
    upheld="Cas {case} : ton appel a été lu et la décision est maintenue.",
    overturned="Cas {case} : ton appel a été lu et la décision est annulée.",
    apology="La mesure prise contre toi dans le cas {case} était une erreur : elle est annulée "
    "et ne compte pas contre toi.",
    sorry="Nous sommes désolés.",
    aimed_hidden="Un message qui te visait a été masqué ; tu n'as pas besoin de le lire.",
    aimed_found="Un message qui te vise a été jugé nuisible.",
)

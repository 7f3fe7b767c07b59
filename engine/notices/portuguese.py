"""Notices in Portuguese."""

from engine.notices.phrasebook import Phrasebook
from engine.verdict import Category

PORTUGUESE = Phrasebook(
    warned="Você recebeu um aviso em **{server}**.",
    timed_out="Você não pode escrever em **{server}** até {until}.",
    muted="Você não pode escrever em **{server}** até que a moderação permita.",
    kicked="Você foi removido(a) de **{server}**.",
    banned="Você foi banido(a) de **{server}**.",
    void="O aviso que você recebeu em **{server}** foi um erro: ele está anulado e não conta.",
    why="**Motivo:** {why}",
    reasons={
        Category.HARASSMENT: "O que você escreveu foi entendido como assédio a alguém.",
        Category.INSULT: "O que você escreveu foi entendido como um insulto.",
        Category.THREAT: "O que você escreveu foi entendido como uma ameaça.",
        Category.HATE: "O que você escreveu foi entendido como ódio a pessoas por serem quem são.",
        Category.SEXUAL_HARASSMENT: "O que você escreveu foi entendido como assédio sexual.",
        Category.DOGPILING: "Parece que você e muitas outras pessoas atacaram alguém.",
        Category.DOXXING: "O que você escreveu parece revelar dados pessoais de alguém.",
        Category.SPAM: "O que você escreveu foi entendido como spam.",
        Category.SCAM: "O que você escreveu foi entendido como uma tentativa de golpe.",
        Category.RAID: "Parece que você veio com muitas outras pessoas para perturbar o servidor.",
    },
    how_to_appeal=(
        "Este é o caso {case}. Se você acha que houve um erro, recorra com o botão abaixo ou com "
        "`/appeal` no servidor. Outra pessoa da moderação, que não agiu neste caso, vai ler o que "
        "você escrever."
    ),
    appeal="Recorrer",
    form_title="Recurso do caso {case}",
    form_question="O que a moderação deveria saber?",
    form_sent="Outra pessoa da moderação, que não agiu neste caso, vai responder.",
    upheld="Caso {case}: lemos o seu recurso e a decisão foi mantida.",
    overturned="Caso {case}: lemos o seu recurso e a decisão foi revertida.",
    apology="O que foi feito com você no caso {case} foi um erro: foi revertido e não conta "
    "contra você.",
    sorry="Pedimos desculpas.",
    aimed_hidden="Uma mensagem dirigida a você foi ocultada; você não precisa ler.",
    aimed_found="Uma mensagem dirigida a você foi considerada nociva.",
)

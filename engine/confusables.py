"""Letters that are drawn like Latin ones, as they stand after NFKC and casefold.

`TWINS` look the same even in lower case, so a word made of nothing else may be a disguise.
`COUSINS` resemble a Latin letter by shape or only as capitals; they count in words that mix
scripts. `SHAPES` are stylised Latin letters, folded wherever they stand. `ACCENTED` are letters
of living alphabets that no decomposition reduces to their base.
"""


def _table(pairs: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in pairs.split()}


TWINS = _table(
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw ѵv ӏl үy ҽe "  # Cyrillic
    "οo νv ιi κk αa υu ρp ϳj "  # Greek
    "օo ոn սu ցg հh "  # Armenian
)

COUSINS = TWINS | _table(
    "бb вb гr зe иn йn кk мm нh пn тt цu шw щw ьb эe яr ёe їi єe ќk ўy ђh ћh ґr "  # Cyrillic
    "βb γy δd εe ζz ηn θo μm ξe ςs σo τt χx ωw πn "  # Greek
    "աw ղn տs քp ֆf "  # Armenian
)

SHAPES = _table(
    "ɑa ɡg ɩi ᴀa ʙb ᴄc ᴅd ᴇe ғf ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ǫq ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz "
    "ƒf ɓb ɗd ɛe ɨi ɯm ɲn ɵo ʂs ʈt ʉu ʋv ʍw ʐz "
    "🅰a 🅱b 🅲c 🅳d 🅴e 🅵f 🅶g 🅷h 🅸i 🅹j 🅺k 🅻l 🅼m 🅽n 🅾o 🅿p 🆀q 🆁r 🆂s 🆃t 🆄u 🆅v 🆆w 🆇x 🆈y 🆉z"
)

ACCENTED = _table("øo đd łl ŧt ħh ıi æae œoe")

"""How a word that no dictionary has probably sounds: from its spelling, in the phones of PocketSphinx (ARPAbet)."""

SOUNDS = {
    "tion": "SH AH N", "igh": "AY", "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K", "ng": "NG",
    "qu": "K W", "ee": "IY", "ea": "IY", "oo": "UW", "ou": "AW", "ow": "OW", "ai": "EY", "ay": "EY", "oa": "OW",
    "uh": "AH", "ah": "AA", "eh": "EH", "oh": "OW", "mm": "M", "hm": "HH M", "er": "ER", "or": "AO R", "ar": "AA R",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K",
    "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V",
    "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""The commonest sound of each group of letters in English; longer groups first."""


def spelled_out(word: str) -> str:
    """Return the phones of the word, parted by spaces; letters without a sound of their own are left out."""
    phones: list[str] = []
    rest = word.lower()
    while rest:
        group = next((letters for letters in SOUNDS if rest.startswith(letters)), None)
        if group is not None:
            phones.append(SOUNDS[group])
        rest = rest[len(group or rest[0]) :]
    return " ".join(phones) or "AH"

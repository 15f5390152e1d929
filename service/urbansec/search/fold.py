"""What is left of a name when the way of writing it no longer matters: case, accents, scripts, punctuation."""
# ruff: noqa: RUF001 - letters of other scripts are what this is about

import re
import unicodedata

LONGEST = 400
"""No name is longer; of a longer text only so many characters are looked at."""

# Letters that Unicode does not take for a letter with an accent, and what those write who lack the key.
_PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e", "ς": "σ"})
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("μπ", "mp"), ("ντ", "nt"))
_LETTER_BY_LETTER = ("αβγδεζηικλμνοπρστυφωабвгдезиклмнопрстуфыэіґј", "avgdeziiklmnoprstyfoabvgdeziklmnoprstufyeigj")
_MORE_LETTERS = {
    "θ": "th",
    "ξ": "x",
    "χ": "ch",
    "ψ": "ps",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "є": "ye",
    "ђ": "dj",
    "ћ": "c",
    "љ": "lj",
    "њ": "nj",
    "џ": "dz",
}
_LATIN = str.maketrans(dict(zip(*_LETTER_BY_LETTER, strict=True)) | _MORE_LETTERS)
_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th|er|e|eme|ste)\b")
_NO_LETTER = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """``text`` in small letters without accents, each run of other signs as one space; the script stays.

    ``Straßburg`` becomes ``strassburg``, ``L'Aquila`` becomes ``l aquila``, ``7th`` and ``7.`` become ``7``.
    """
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return _ORDINAL.sub(r"\1", _NO_LETTER.sub(" ", letters.translate(_PLAIN)).strip())


def spellings(text: str) -> tuple[str, ...]:
    """All folded forms of ``text``, the plain one first: ``Köln`` gives ``koln`` and ``koeln``, ``Αθήνα`` gives ``αθηνα`` and ``athina``."""
    plain = fold(text)
    found = {plain: None}
    composed = unicodedata.normalize("NFC", text[:LONGEST]).casefold()
    spelled_out = composed.translate(_SPELLED_OUT)
    if spelled_out != composed:
        found[fold(spelled_out)] = None
    if not plain.isascii():
        latin = plain
        for pair, letters in _GREEK_PAIRS:
            latin = latin.replace(pair, letters)
        found[fold(latin.translate(_LATIN))] = None
    return tuple(form for form in found if form)

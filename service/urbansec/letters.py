"""Letters without what people leave out when they type, and words that are spelled alike."""

import unicodedata
from collections.abc import Iterable

_LONGEST = 100


def bare(text: str) -> str:
    """``text`` without accents and case."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)).casefold()


def spelled_like(text: str, known: Iterable[str], *, most: int = 3, close: float = 0.6) -> list[str]:
    """Those of ``known`` that somebody may have meant who typed ``text``, the likeliest first, at most ``most``.

    ``close`` is how much they have in common at least, from 0 to 1. Of a long text only the beginning is compared: comparing takes
    time, and who types it may be anybody.
    """
    import difflib  # noqa: PLC0415 - only where something is wrong

    return difflib.get_close_matches(text[:_LONGEST], list(known), n=most, cutoff=close)

"""Letters without what people leave out when they type."""

import unicodedata


def bare(text: str) -> str:
    """``text`` without accents and case."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)).casefold()

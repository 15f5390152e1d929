"""A name as people write it in a table: with what it needs to be told from others behind it, as in ``Essen (Germany)`` or ``Paris, France``."""

import re
from dataclasses import dataclass

from urbansec.search.fold import LONGEST, fold, spellings

_BRACKETS = re.compile(r"^(?P<main>[^()\[\]]+)[(\[](?P<behind>[^()\[\]]+)[)\]]\s*$")
_SEPARATOR = re.compile(r"\s*[,;/|]\s*|\s+[-\u2013\u2014]\s+")


@dataclass(frozen=True)
class Query:
    """What was typed. ``forms`` are its spellings, the plain one first; ``words`` those of the plain one.

    ``main`` are the spellings of what stands before a bracket or the first comma, ``behind`` the folded parts after it; empty if it has none.
    """

    text: str
    forms: tuple[str, ...]
    words: tuple[str, ...]
    main: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def read_query(text: str) -> Query:
    """``text`` taken apart; of a text that is longer than any name only the beginning."""
    typed = " ".join(text[:LONGEST].split())
    forms = spellings(typed)
    words = tuple(forms[0].split()) if forms else ()
    bracket = _BRACKETS.match(typed)
    parts = [bracket["main"], *_SEPARATOR.split(bracket["behind"])] if bracket else _SEPARATOR.split(typed)
    behind = tuple(filter(None, map(fold, parts[1:])))
    return Query(typed, forms, words, spellings(parts[0]) if behind else (), behind)

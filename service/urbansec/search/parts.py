"""A name as people write it in a table: with what it needs to be told from others behind it, as in ``Essen (Germany)`` or ``Paris, France``."""

import re
from dataclasses import dataclass

from urbansec.search.fold import LONGEST, fold, spellings

_BRACKETS = re.compile(r"^(?P<main>[^()\[\]]+)[(\[](?P<behind>[^()\[\]]+)[)\]]\s*$")
_SEPARATOR = re.compile(r"\s*[,;/|]\s*|\s+[-\u2013\u2014]\s+")
_SAINTS = {"st": ("saint", "sankt", "sint"), "ste": ("sainte",), "s": ("sao", "san", "saint"), "sta": ("santa",)}


@dataclass(frozen=True)
class Query:
    """What was typed. ``forms`` are its spellings, the plain one first; ``words`` those of the plain one.

    ``main`` are the spellings of what stands before a bracket or the first comma, ``behind`` the folded parts after it; empty if it has none.
    ``turned`` is ``Thomas Kufen`` for ``Kufen, Thomas``, else empty.
    """

    text: str
    forms: tuple[str, ...]
    words: tuple[str, ...]
    main: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    turned: str = ""


def read_query(text: str) -> Query:
    """``text`` taken apart; of a text that is longer than any name only the beginning."""
    typed = " ".join(text[:LONGEST].split())
    forms = spellings(typed)
    words = tuple(forms[0].split()) if forms else ()
    bracket = _BRACKETS.match(typed)
    parts = [bracket["main"], *_SEPARATOR.split(bracket["behind"])] if bracket else _SEPARATOR.split(typed)
    behind = tuple(filter(None, map(fold, parts[1:])))
    turned = f"{behind[0]} {fold(parts[0])}" if len(behind) == 1 and not bracket else ""
    return Query(typed, (*forms, *_saints(forms)), words, spellings(parts[0]) if behind else (), behind, turned)


def _saints(forms: tuple[str, ...]) -> list[str]:
    """``St. Malo`` as ``saint malo``, in the languages that shorten it so."""
    words = forms[0].split() if forms else []
    return [" ".join([saint, *words[1:]]) for saint in _SAINTS.get(words[0], ())] if len(words) > 1 else []

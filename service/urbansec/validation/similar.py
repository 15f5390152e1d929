"""Did you mean: the name that somebody who made a slip most probably had in mind."""

import re
from collections.abc import Iterable

_NOT_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def local_name(iri: str) -> str:
    """The last part of an IRI: what people type after the prefix."""
    return re.split(r"[/#:]", iri.rstrip("/#"))[-1]


def namespace(iri: str) -> str:
    """What stands before the last part of an IRI."""
    whole = iri.rstrip("/#")
    return whole[: len(whole) - len(local_name(iri))]


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs from ``name`` by case, punctuation or a few letters; ``None`` if none is near enough to be meant.

    Names that differ in a number are different things (``event-2019``, ``event-2020``), and so are short codes (``de``, ``dk``).
    Of candidates equally near, the first in the alphabet.
    """
    from rapidfuzz import process  # noqa: PLC0415 (costs its time only where something is wrong)
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    digits = _DIGITS.findall(name)
    fitting = sorted({candidate for candidate in candidates if candidate != name and _DIGITS.findall(candidate) == digits})
    plain = _plain(name)
    if same := [candidate for candidate in fitting if plain and _plain(candidate) == plain]:
        return same[0]
    # Two neighbouring letters exchanged count as one slip, as does a letter too many, too few or wrong.
    found = process.extractOne(name.casefold(), {c: c.casefold() for c in fitting}, scorer=OSA.distance, score_cutoff=_allowed(name))
    return None if found is None else str(found[2])


def closest_iri(iri: str, candidates: Iterable[str]) -> str | None:
    """The same for IRIs: one in the same namespace with a similar last part, else one with that last part or a similar IRI as a whole."""
    known = set(candidates) - {iri}
    name, space = local_name(iri), namespace(iri)
    beside = {local_name(other): other for other in sorted(known, reverse=True) if namespace(other) == space}
    if (found := closest(name, beside)) is not None:
        return beside[found]
    namesakes = sorted(other for other in known if local_name(other) == name)
    return namesakes[0] if len(namesakes) == 1 else None


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).casefold()


def _allowed(name: str) -> int:
    """How many slips a name of this length may hold and still be recognised."""
    return (0, 0, 0, 1, 1, 1, 2, 2, 2)[len(name)] if len(name) < 9 else 3

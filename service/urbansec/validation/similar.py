"""Did you mean: the name that somebody who made a slip most probably had in mind."""

import re
from collections.abc import Iterable

_NOT_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def local_name(iri: str) -> str:
    """The last part of an IRI: what people type after the prefix."""
    whole = iri.rstrip("/#")
    return whole[max(whole.rfind("/"), whole.rfind("#"), whole.rfind(":")) + 1 :]


def namespace(iri: str) -> str:
    """What stands before the last part of an IRI."""
    whole = iri.rstrip("/#")
    return whole[: len(whole) - len(local_name(iri))]


class Names:
    """Names to be meant, laid out so that many slips can be asked about."""

    def __init__(self, candidates: Iterable[str]) -> None:
        self._by_digits: dict[tuple[str, ...], dict[str, str]] = {}
        self._plain: dict[str, list[str]] = {}
        for name in sorted(set(candidates), reverse=True):  # the first in the alphabet is written last and stays
            self._by_digits.setdefault(_digits(name), {})[name.casefold()] = name
            self._plain.setdefault(_plain(name), []).append(name)

    def closest(self, name: str) -> str | None:
        """See :func:`closest`."""
        from rapidfuzz import process  # noqa: PLC0415 (costs its time only where something is wrong)
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        plain = _plain(name)
        same = [other for other in self._plain.get(plain, ()) if other != name and plain and _digits(other) == _digits(name)]
        if same:
            return same[-1]
        fitting = {folded: folded for folded, other in self._by_digits.get(_digits(name), {}).items() if other != name}
        # Two neighbouring letters exchanged count as one slip, as does a letter too many, too few or wrong.
        found = process.extract(name.casefold(), fitting, scorer=OSA.distance, score_cutoff=_allowed(name), limit=None) if _allowed(name) else []
        best = min(((distance, folded) for folded, distance, _ in found), default=None)
        return None if best is None else self._by_digits[_digits(name)][best[1]]


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that differs from ``name`` by case, punctuation or a few letters; ``None`` if none is near enough to be meant.

    Names that differ in a number are different things (``event-2019``, ``event-2020``), and so are short codes (``de``, ``dk``).
    Of candidates equally near, the first in the alphabet.
    """
    return Names(candidates).closest(name)


class Iris:
    """IRIs to be meant, laid out so that many slips can be asked about."""

    def __init__(self, candidates: Iterable[str]) -> None:
        self._spaces: dict[str, dict[str, str]] = {}
        self._namesakes: dict[str, list[str]] = {}
        for iri in sorted(set(candidates), reverse=True):
            self._spaces.setdefault(namespace(iri), {})[local_name(iri)] = iri
            self._namesakes.setdefault(local_name(iri), []).append(iri)
        self._names: dict[str, Names] = {}

    def closest(self, iri: str) -> str | None:
        """See :func:`closest_iri`."""
        name, space = local_name(iri), namespace(iri)
        beside = self._spaces.get(space, {})
        if space not in self._names:
            self._names[space] = Names(beside)
        found = self._names[space].closest(name)
        if found is not None:
            return beside[found]
        others = [other for other in self._namesakes.get(name, ()) if other != iri]
        return others[0] if len(others) == 1 else None


def closest_iri(iri: str, candidates: Iterable[str]) -> str | None:
    """The IRI in the same namespace with a similar last part, else the only one that has this last part in another namespace."""
    return Iris(candidates).closest(iri)


def _digits(name: str) -> tuple[str, ...]:
    return tuple(_DIGITS.findall(name))


def _plain(name: str) -> str:
    return _NOT_LETTERS.sub("", name).casefold()


def _allowed(name: str) -> int:
    """How many slips a name of this length may hold and still be recognised."""
    return (0, 0, 0, 1, 1, 1, 2, 2, 2)[len(name)] if len(name) < 9 else 3

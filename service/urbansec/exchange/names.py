"""Find resources by the names people give them: slug, label, other label, abbreviation, in any language."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from urbansec.exchange.curated import PREF_LABEL, Curated, short, slug_of, urb
from urbansec.exchange.tables import RefusedError
from urbansec.letters import spelled_like
from urbansec.namespaces import PREFIXES

_LABELS = (
    PREF_LABEL,
    ox.NamedNode(f"{PREFIXES['skos']}altLabel"),
    ox.NamedNode(f"{PREFIXES['skos']}notation"),
    urb("abbreviation"),
    urb("formerName"),
)
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LETTERS = str.maketrans({"ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d"})


def fold(text: str) -> str:
    """What two spellings of a name have in common: case, white space, the form of apostrophes and accents aside."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())


def slug(text: str, *, german: bool = False) -> str:
    """ASCII letters, digits and hyphens; German umlauts become two letters if asked for."""
    lower = unicodedata.normalize("NFC", text).lower()
    plain = unicodedata.normalize("NFKD", (lower.translate(_GERMAN) if german else lower).translate(_LETTERS))
    ascii_only = "".join(c if c.isascii() and c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return "-".join(ascii_only.split())


@dataclass(frozen=True)
class Directory:
    """Resources that a column may name; ``what`` is the word for them in messages."""

    curated: Curated
    what: str
    nodes: tuple[ox.NamedNode, ...]
    advice: str = ""

    def find(self, column: str, text: str) -> list[ox.NamedNode]:
        """All that go by a name; :class:`RefusedError` with names that come near if there is none."""
        found = self._by_name.get(fold(text), [])
        if not found:
            names = spelled_like(fold(text), self._shown, most=6, close=0.65)
            near = {self._by_name[name][0]: self._shown[name] for name in reversed(names)}
            reason = " ".join(filter(None, (f"No {self.what} goes by this name.", self.advice)))
            raise RefusedError(column, text, reason, list(reversed(near.values()))[:3])
        return found

    def one(self, column: str, text: str) -> ox.NamedNode:
        """The one that goes by a name; if several do, the one whose slug is made from it."""
        return only(column, text, self.find(column, text), self.what)

    def name(self, node: ox.NamedNode, among: Iterable[ox.NamedNode] | None = None) -> str:
        """The name by which :meth:`one` finds a resource again, if the label its slug is made of serves; else its slug.

        ``among`` limits what the name must tell it apart from, where other columns help to find it.
        """
        rivals = set(self.nodes if among is None else among)
        labels = [label for predicate in _LABELS for label in self.curated.values(node, predicate) if isinstance(label, ox.Literal)]
        own = [label.value for label in labels if slug_of(node) in (slug(label.value), slug(label.value, german=True))]
        english = [label.value for label in labels if label.language == "en"]
        for label in dict.fromkeys(own + english):
            found = [other for other in self._by_name.get(fold(label), []) if other in rivals]
            if found == [node] or (len(found) > 1 and _best(label, found) == [node]):
                return label
        return slug_of(node)

    @cached_property
    def _by_name(self) -> dict[str, list[ox.NamedNode]]:
        names: dict[str, list[ox.NamedNode]] = {}
        for node in self.nodes:
            for name in {fold(text) for text in self._names_of(node)}:
                names.setdefault(name, []).append(node)
        return names

    @cached_property
    def _shown(self) -> dict[str, str]:
        """What to show for a name that comes near: the label, or the slug."""
        return {fold(text): text for node in self.nodes for text in self._names_of(node)[1:]}

    def _names_of(self, node: ox.NamedNode) -> list[str]:
        labels = [label.value for predicate in _LABELS for label in self.curated.values(node, predicate) if isinstance(label, ox.Literal)]
        return [short(node), slug_of(node), *labels]


def only(column: str, text: str, found: list[ox.NamedNode], what: str) -> ox.NamedNode:
    """The one resource that was found; :class:`RefusedError` if the name fits several equally well."""
    best = found if len(found) == 1 else _best(text, found)
    if len(best) != 1:
        raise RefusedError(column, text, f"More than one {what} goes by this name; give its slug.", [short(node) for node in found])
    return best[0]


def _best(text: str, found: list[ox.NamedNode]) -> list[ox.NamedNode]:
    exact = [node for node in found if fold(text) == short(node)]
    return exact or [node for node in found if slug_of(node) in (slug(text), slug(text, german=True), fold(text))]

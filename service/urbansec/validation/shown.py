"""Terms and triples as people write them: Turtle with prefixes, long texts cut."""

import re
from collections.abc import Mapping

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES, prefixes_for
from urbansec.queries.shapes.path import Term

XSD = PREFIXES["xsd"]
LONGEST = 120
"""Code points of a literal that are shown before it is cut."""

_LOCAL = re.compile(r"(?:[\w][\w.-]*)?(?<!\.)\Z")
_BARE = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+\Z"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    f"{XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+\Z"),
    f"{XSD}boolean": re.compile(r"(?:true|false)\Z"),
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Shown:
    """Writes terms with the given prefixes (prefix to namespace), and with those of this project where they fit nothing."""

    def __init__(self, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._prefixes = sorted(prefixes.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        self._known: dict[str, str] = {}

    def iri(self, iri: str) -> str:
        """The IRI as a prefixed name that Turtle reads, else in angle brackets."""
        if iri not in self._known:
            self._known[iri] = self._name(iri)
        return self._known[iri]

    def name(self, node: ox.NamedNode) -> str:
        """The same for a node."""
        return self.iri(node.value)

    def expand(self, name: str) -> str | None:
        """The IRI that a prefixed name stands for; ``None`` if its prefix is none of those given."""
        prefix, colon, local = name.partition(":")
        spaces = [space for known, space in self._prefixes if known == prefix]
        return f"{spaces[0]}{local}" if colon and spaces and not local.startswith("//") else None

    def term(self, term: Term, *, longest: int = LONGEST) -> str:
        """The term as Turtle; a literal longer than ``longest`` is cut and then no Turtle any more."""
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if isinstance(term, ox.BlankNode):
            return "[]"
        return self._literal(term, longest)

    def triple(self, subject: Term, predicate: ox.NamedNode, value: Term) -> str:
        """The triple as a Turtle statement."""
        verb = "a" if predicate.value == f"{PREFIXES['rdf']}type" else self.name(predicate)
        return f"{self.term(subject)} {verb} {self.term(value, longest=10 * LONGEST)} ."

    def _literal(self, literal: ox.Literal, longest: int) -> str:
        text = literal.value
        datatype = literal.datatype.value
        if datatype in _BARE and _BARE[datatype].match(text):
            return text
        quoted = f'"{(text if len(text) <= longest else f"{text[: longest - 1]}…").translate(_ESCAPES)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return quoted if datatype == f"{XSD}string" else f"{quoted}^^{self.iri(datatype)}"

    def _name(self, iri: str) -> str:
        for prefix, namespace in (*self._prefixes, *prefixes_for([iri]).items()):
            if namespace and iri.startswith(namespace) and _LOCAL.match(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

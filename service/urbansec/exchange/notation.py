"""Write terms as Turtle with the prefixes of a file; a prefix that is missing is noted, to be declared."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.exchange.blocks import Document
from urbansec.exchange.scanner import Kind
from urbansec.exchange.statement import lay_out
from urbansec.namespaces import PREFIXES, prefixes_for

_TYPE = f"{PREFIXES['rdf']}type"
_XSD = PREFIXES["xsd"]
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"})
_PLAIN_NUMBERS = (f"{_XSD}integer", f"{_XSD}decimal")


@dataclass
class Notation:
    """The prefixes of one file, and those it will need."""

    prefixes: dict[str, str]
    missing: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> "Notation":
        """The prefixes that ``document`` declares."""
        found = {}
        for piece in document.pieces:
            if piece.is_directive:
                words = [word for word in piece.words if word.text != "."]
                if len(words) == 3 and words[2].kind is Kind.IRI:
                    found[words[1].text.removesuffix(":")] = words[2].text[1:-1]
        return cls(found)

    def iri(self, iri: str) -> str:
        """An IRI, with a prefix if the file has one for it or can be given one."""
        declared = self.prefixes | self.missing
        for prefix, namespace in sorted(prefixes_for([iri]).items()):
            own = next((name for name, known in sorted(declared.items()) if known == namespace), None)
            if own is None and prefix not in declared:
                self.missing[prefix] = namespace
                own = prefix
            if own is not None:
                return f"{own}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    def predicate(self, iri: str) -> str:
        """A predicate; the type is written ``a``."""
        return "a" if iri == _TYPE else self.iri(iri)

    def spellings(self, iri: str) -> set[str]:
        """The ways in which the file may write an IRI."""
        short = {f"{prefix}:{iri[len(name) :]}" for prefix, name in (self.prefixes | self.missing).items() if name and iri.startswith(name)}
        return {f"<{iri}>", *short, *(["a"] if iri == _TYPE else [])}

    def is_in(self, written: str, namespace: str) -> bool:
        """Whether a name as the file writes it lies in a namespace."""
        prefix, _, _ = written.partition(":")
        return written.startswith(f"<{namespace}") or (self.prefixes | self.missing).get(prefix) == namespace

    def term(self, term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> str:
        """A value."""
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if not isinstance(term, ox.Literal):
            raise TypeError(f"{term} is not written into curated files")
        text = f'"{term.value.translate(_ESCAPES)}"'
        if term.language:
            return f"{text}@{term.language}"
        if term.datatype.value == f"{_XSD}string":
            return text
        return term.value if term.datatype.value in _PLAIN_NUMBERS else f"{text}^^{self.iri(term.datatype.value)}"

    def block(self, triples: Iterable[ox.Triple], line_end: str = "\n") -> str:
        """A subject with all that is said of it, as the curated files have it: the class first, the rest sorted."""
        said: dict[str, list[ox.Triple]] = {}
        subject = ""
        for triple in triples:
            subject = self.iri(triple.subject.value) if isinstance(triple.subject, ox.NamedNode) else subject
            said.setdefault(self.predicate(triple.predicate.value), []).append(triple)
        clauses = [lay_out(predicate, sorted_values(said[predicate], self), line_end) for predicate in sorted(said, key=lambda name: (name != "a", name))]
        return f"{subject}{line_end}  " + f" ;{line_end}  ".join(clauses) + " ."

    def read(self, text: str) -> "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple":
        """The term that ``text`` writes in this file."""
        head = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in self.prefixes.items())
        quads = ox.parse(f"{head}<urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
        term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple = next(iter(quads)).object
        return term


def sorted_values(triples: Iterable[ox.Triple], notation: Notation) -> list[str]:
    """The values of one predicate as they are written: names by themselves, texts by language."""

    def order(term: "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple") -> tuple[str, str]:
        return (term.language or "", term.value) if isinstance(term, ox.Literal) else (notation.term(term), "")

    return [notation.term(term) for term in sorted((triple.object for triple in triples), key=order)]

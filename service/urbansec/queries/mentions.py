"""Which queries ask with which terms of the ontology, and the questions that the ontology must be able to answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from urbansec.engine.inspect import tokens
from urbansec.namespaces import URB
from urbansec.queries.catalogue import Catalogue
from urbansec.queries.run import SavedQuery

FOLDER = "competency"


@dataclass(frozen=True)
class Question:
    """A competency question: its number as people cite it, the question, the query that answers it, the terms that it asks with."""

    number: str
    query: SavedQuery
    terms: tuple[str, ...]

    @property
    def text(self) -> str:
        """The question in words."""
        return self.query.header.question or self.query.summary


def terms_of(query: str) -> tuple[str, ...]:
    """The terms of the project that the text of a query names, each once, in its order.

    Names are read by the prefixes that the query itself declares; what stands in strings and comments is none.
    """
    prefixes: dict[str, str] = {}
    found: dict[str, None] = {}
    kept = [("", ""), ("", ""), *((token.kind, token.text) for token in tokens(query))]
    for (_, before), (declared, name), (kind, text) in zip(kept, kept[1:], kept[2:], strict=False):
        if kind == "iri" and declared == "name" and before.upper() == "PREFIX":
            prefixes[name[:-1]] = text[1:-1]
        elif kind == "iri":
            found |= {text[1:-1]: None}
        elif kind == "name":
            prefix, _, local = text.partition(":")
            found |= {f"{prefixes.get(prefix, '')}{local}": None}
    return tuple(iri for iri in found if iri.startswith(URB) and iri != URB)


def mentions(queries: Iterable[SavedQuery]) -> dict[str, tuple[SavedQuery, ...]]:
    """By the IRI of a term, the queries that ask with it."""
    found: dict[str, list[SavedQuery]] = {}
    for query in queries:
        for iri in terms_of(query.text):
            found.setdefault(iri, []).append(query)
    return {iri: tuple(those) for iri, those in found.items()}


def read_questions(folder: Path) -> tuple[Question, ...]:
    """The competency questions in the folder of all queries, in the order of their numbers."""
    read = [Question(query.name.partition("-")[0], query, terms_of(query.text)) for query in Catalogue(folder / FOLDER)]
    return tuple(sorted(read, key=lambda question: (len(question.number), question.number)))


def asked(questions: Iterable[Question]) -> dict[str, tuple[Question, ...]]:
    """By the IRI of a term, the questions that ask with it."""
    found: dict[str, list[Question]] = {}
    for question in questions:
        for iri in question.terms:
            found.setdefault(iri, []).append(question)
    return {iri: tuple(those) for iri, those in found.items()}

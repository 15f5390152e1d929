"""How descriptions ask an engine: queries in, rows of terms out."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, Engine, Request
from urbansec.errors import EngineFailedError, NotFoundError

_TSV = next(each for each in BOOLEAN_AND_TABLE if each.writer == ox.QueryResultsFormat.TSV)
Subject = ox.NamedNode | ox.BlankNode
Value = ox.NamedNode | ox.BlankNode | ox.Literal
Row = dict[str, Value]
"""The terms of a solution by variable; those not bound are not there, and neither are triple terms, which not all formats can hold."""


class Fact(NamedTuple):
    """A triple whose object is no triple."""

    subject: Subject
    predicate: ox.NamedNode
    object: Value


def named_node(iri: str) -> ox.NamedNode:
    """``iri`` as a term; what is no IRI names nothing, so it is a :class:`~urbansec.errors.NotFoundError`."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise NotFoundError(f"{iri[:200]!r} is no IRI.") from None


def terms(iris: Iterable[str]) -> str:
    """``iris`` for a VALUES block, each once; without those that RDF allows and a query does not."""
    written = []
    for iri in dict.fromkeys(iris):
        with suppress(ValueError):
            written.append(str(ox.NamedNode(iri)))
    return " ".join(written)


def ask(engine: Engine, text: str) -> Iterator[Row]:
    """The solutions of the SELECT query ``text``, which spells its IRIs out: a prologue of prefixes costs more than what is asked here."""
    # TSV is the shortest, and the fastest to write and to read.
    content = engine.execute(Request(text), _TSV).content
    try:
        solutions = ox.parse_query_results(content, format=ox.QueryResultsFormat.TSV)
        if isinstance(solutions, ox.QueryBoolean):
            raise EngineFailedError("The engine answered a SELECT query with a truth value.")
        names = [variable.value for variable in solutions.variables]
        for solution in solutions:
            yield {name: term for name, term in zip(names, solution, strict=True) if term is not None and not isinstance(term, ox.Triple)}
    except (SyntaxError, ValueError) as error:
        raise EngineFailedError(f"The engine sent no SPARQL results document: {content[:80]!r}") from error

"""A description as RDF: the same triples in every format."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from urbansec.engine import GRAPH_FORMATS, Answer, Engine, Format
from urbansec.errors import FormatError, NotFoundError
from urbansec.namespaces import BASE, ID, PREFIXES, prefixes_for, shorten
from urbansec.queries.description.asking import Fact
from urbansec.queries.description.gather import DATASET, PART, Description, gather
from urbansec.queries.description.jsonld import write_json

TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
# What XML 1.0 cannot hold, however it is escaped; and what an element may be called.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ELEMENT = re.compile(r"[^\W\d][\w.-]*\Z")


def describe(engine: Engine, iri: str, result_format: Format, context: Mapping[str, Any] | None = None) -> Answer:
    """The description of ``iri`` as RDF; :class:`~urbansec.errors.NotFoundError` if the data do not describe it.

    ``context`` is the JSON-LD context whose terms JSON-LD is written with; without one it has prefixes only.
    """
    found = gather(engine, iri)
    if found is None:
        raise NotFoundError(f"The data do not describe {shorten(iri)[:200]}.")
    return write(found, result_format, context)


def document_of(iri: str) -> ox.NamedNode:
    """The name of the document about ``iri``, whatever host serves it."""
    return ox.NamedNode(f"{BASE}doc/{iri.removeprefix(ID)}") if iri.startswith(ID) else ox.NamedNode(f"{BASE}doc/{quote(iri, safe='')}")


def all_links(iri: str, predicate: str) -> str:
    """The query that finds all links to ``iri`` by ``predicate``."""
    return f"SELECT ?thing WHERE {{ ?thing <{predicate}> <{iri}> }} ORDER BY ?thing"


def triples(found: Description) -> set[Fact]:
    """All of a description: about the thing, its evidence and blank nodes, the links to it, labels, and about the document itself."""
    labels = {
        Fact(ox.NamedNode(iri), ox.NamedNode(naming), label)
        for iri in {*found.mentioned()} & found.names.keys()
        for naming, all_ in [found.names[iri]]
        for label in all_
    }
    return {*found.own, *found.evidence, *found.blank, *found.links, *labels, *_about_document(found)}


def write(found: Description, result_format: Format, context: Mapping[str, Any] | None = None) -> Answer:
    """The description in ``result_format``, equal bytes for equal triples where none is blank; the thing itself comes first.

    Raises :class:`~urbansec.errors.FormatError` if RDF/XML is asked for and the data hold what XML cannot.
    """
    everything = triples(found)
    writer = result_format.writer
    if not isinstance(writer, ox.RdfFormat):
        raise FormatError(f"A description is RDF, which {result_format.media_type} cannot hold.")
    if writer == ox.RdfFormat.JSON_LD:
        return Answer(write_json(found.node, everything, context or {}), result_format)
    if writer == ox.RdfFormat.RDF_XML:
        _check_xml(everything)
    ordered = sorted(everything, key=lambda t: (t.subject != found.node, str(t.subject), t.predicate != TYPE, str(t.predicate), str(t.object)))
    iris = {term.value for fact in ordered for term in fact if isinstance(term, ox.NamedNode)}
    content = ox.serialize([ox.Triple(*fact) for fact in ordered], format=writer, prefixes=prefixes_for(iris)) or b""
    if writer == ox.RdfFormat.RDF_XML:
        content = content.replace(b"\r", b"&#13;")  # a reader of XML takes a bare one for the end of a line
    return Answer(content, result_format)


def _about_document(found: Description) -> Iterator[Fact]:
    """Which thing it is about, its licence, and which links it does not hold."""
    document = document_of(found.iri)
    yield Fact(document, ox.NamedNode(f"{PREFIXES['foaf']}primaryTopic"), found.node)
    if found.licence is not None:
        yield Fact(document, ox.NamedNode(f"{PREFIXES['dcterms']}license"), found.licence)
        yield Fact(document, ox.NamedNode(f"{PREFIXES['void']}inDataset"), DATASET)
    for predicate, count in sorted(found.counts.items()):
        words = f"Of {count} links to {shorten(found.iri)} by {shorten(predicate)} the first {PART} are here; rdfs:seeAlso leads to all."
        yield Fact(document, ox.NamedNode(f"{PREFIXES['rdfs']}comment"), ox.Literal(words, language="en"))
        yield Fact(document, ox.NamedNode(f"{PREFIXES['rdfs']}seeAlso"), ox.NamedNode(f"{BASE}sparql?query={quote(all_links(found.iri, predicate), safe='')}"))


def _check_xml(everything: set[Fact]) -> None:
    for triple in everything:
        if _NO_XML.search(triple.object.value) or not _ELEMENT.search(re.split(r"[/#:%]", triple.predicate.value)[-1]):
            others = ", ".join(each.media_type for each in GRAPH_FORMATS[:4] if each.writer != ox.RdfFormat.RDF_XML)
            raise FormatError(f"A value or property of this resource cannot be written in XML. There are: {others}.")

"""A description as RDF: the same triples in every format."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from urbansec.engine import GRAPH_FORMATS, Answer, Engine, Format
from urbansec.errors import FormatError, NotFoundError
from urbansec.namespaces import prefixes_for, shorten
from urbansec.queries.description.asking import Fact
from urbansec.queries.description.found import Description
from urbansec.queries.description.gather import gather
from urbansec.queries.description.jsonld import write_json

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


def write(found: Description, result_format: Format, context: Mapping[str, Any] | None = None) -> Answer:
    """The description in ``result_format``, equal bytes for equal triples where none is blank; the thing itself comes first.

    Raises :class:`~urbansec.errors.FormatError` if RDF/XML is asked for and the data hold what XML cannot.
    """
    writer = result_format.writer
    if not isinstance(writer, ox.RdfFormat):
        raise FormatError(f"A description is RDF, which {result_format.media_type} cannot hold.")
    if writer == ox.RdfFormat.JSON_LD:
        return Answer(write_json(found.node, found.everything, context or {}), result_format)
    if writer == ox.RdfFormat.RDF_XML:
        _check_xml(found.everything)
    prefixes: dict[str, str] = {}
    if writer != ox.RdfFormat.N_TRIPLES:
        for iri in {term.value for fact in found.everything for term in fact if isinstance(term, ox.NamedNode)}:
            prefixes.update(_prefixes_of(iri))
    content = ox.serialize([ox.Triple(*fact) for fact in found.everything], format=writer, prefixes=dict(sorted(prefixes.items()))) or b""
    if writer == ox.RdfFormat.RDF_XML:
        content = content.replace(b"\r", b"&#13;")  # a reader of XML takes a bare one for the end of a line
    return Answer(content, result_format)


@lru_cache(maxsize=4096)
def _prefixes_of(iri: str) -> tuple[tuple[str, str], ...]:
    return tuple(prefixes_for((iri,)).items())


def _check_xml(everything: Iterable[Fact]) -> None:
    for triple in everything:
        if _NO_XML.search(triple.object.value) or not _ELEMENT.search(re.split(r"[/#:%]", triple.predicate.value)[-1]):
            others = ", ".join(each.media_type for each in GRAPH_FORMATS[:4] if each.writer != ox.RdfFormat.RDF_XML)
            raise FormatError(f"A value or property of this resource cannot be written in XML. There are: {others}.")

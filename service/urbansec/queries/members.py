"""Which resources of the data a parameter may take."""

import difflib

import pyoxigraph as ox

from urbansec.engine import Engine, Request
from urbansec.errors import ParameterError
from urbansec.namespaces import expand, shorten
from urbansec.queries.header import Header
from urbansec.queries.parameters import Values
from urbansec.queries.table import JSON, read_table


def check_classes(header: Header, values: Values, engine: Engine) -> None:
    """Raise :class:`ParameterError` for the first IRI that is not of the class its parameter asks for, with near matches."""
    for name, terms in values.items():
        wanted = header.params[name].resource_class
        if wanted is None or not terms:
            continue
        members = class_members(engine, expand(wanted) or wanted)
        for term in terms:
            if term.value not in members:
                slugs = {shorten(iri): iri for iri in members}
                near = difflib.get_close_matches(shorten(term.value), slugs, n=3)
                raise ParameterError(f"{name} must be a {wanted} of the data; {shorten(term.value)} is not.", parameter=name, near=near)


def class_members(engine: Engine, class_iri: str) -> dict[str, str]:
    """IRI and label of everything of a class, subclasses included, in the order of labels; English is preferred."""
    text = f"""
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?member (SAMPLE(?english) AS ?en) (MIN(?any) AS ?label) WHERE {{
          ?class rdfs:subClassOf* {ox.NamedNode(class_iri)} .
          ?member a ?class .
          OPTIONAL {{ ?member skos:prefLabel ?english . FILTER(LANG(?english) = "en") }}
          OPTIONAL {{ ?member skos:prefLabel ?any }}
        }} GROUP BY ?member"""
    rows = read_table(engine.execute(Request(text), JSON).content).rows
    members = {row["member"]["value"]: (row.get("en") or row.get("label") or row["member"])["value"] for row in rows}
    return dict(sorted(members.items(), key=lambda item: (item[1].casefold(), item[0])))

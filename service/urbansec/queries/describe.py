"""What the service, its dataset and its graphs are, as RDF; labels of things. Single resources are described by ``description``.

Everything is asked of the engine in SPARQL, so it works the same on any engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from urllib.parse import quote

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Answer, Engine, Format, Request
from urbansec.errors import NotFoundError
from urbansec.namespaces import BASE, GRAPH, ID, PREFIXES
from urbansec.queries.description import Cut, Evidence, Outline, Statement, describe, named_node, outline, require
from urbansec.queries.table import JSON, Table, read_table

__all__ = [
    "Cut",
    "Evidence",
    "Name",
    "Outline",
    "Statement",
    "dataset",
    "describe",
    "graph_content",
    "labels",
    "named_node",
    "ontology",
    "outline",
    "require",
    "select",
    "service_description",
    "table_labels",
]
_PREFIXES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())


def select(engine: Engine, pattern: str, values: Mapping[str, str] | None = None) -> Table:
    """The answer to a SELECT query; ``values`` maps variables to IRIs, which are bound as terms."""
    given = {name: named_node(iri) for name, iri in (values or {}).items()}
    block = f"VALUES ({' '.join('?' + name for name in given)}) {{ ({' '.join(map(str, given.values()))}) }}"
    return read_table(engine.execute(Request(f"{_PREFIXES}\n{pattern.replace('BINDINGS', block if given else '')}"), JSON).content)


class Name(str):
    """A label, and the language that it is in."""

    __slots__ = ("language",)

    def __new__(cls, text: str, language: str) -> "Name":
        """The label ``text``."""
        found = super().__new__(cls, text)
        found.language = language
        return found

    language: str


def labels(engine: Engine, iris: Iterable[str], languages: Sequence[str] = ("en",)) -> dict[str, Name]:
    """Labels (or titles) of those ``iris`` that have one, in the first of ``languages`` in which they do."""
    terms = []
    for iri in dict.fromkeys(iris):
        with suppress(ValueError):  # a result may hold IRIs that RDF allows and a query does not
            terms.append(str(ox.NamedNode(iri)))
    if not terms:
        return {}
    wanted = " ".join(f'"{language}"' for language in dict.fromkeys(languages))
    text = f"""{_PREFIXES} SELECT ?iri ?language (MIN(STR(?text)) AS ?label) WHERE {{
        VALUES ?iri {{ {" ".join(terms)} }} VALUES ?language {{ {wanted} }} ?iri rdfs:label|dcterms:title ?text . FILTER(LANG(?text) = ?language)
        }} GROUP BY ?iri ?language"""
    rows = read_table(engine.execute(Request(text), JSON).content).rows
    found = sorted(rows, key=lambda row: -languages.index(row["language"]["value"]))
    return {row["iri"]["value"]: Name(row["label"]["value"], row["language"]["value"]) for row in found}


def table_labels(engine: Engine, table: Table, languages: Sequence[str] = ("en",)) -> dict[str, Name]:
    """Labels of the IRIs in ``table``, so that a page can show names."""
    cells = (cell for row in table.rows for cell in row.values())
    return labels(engine, (iri for cell in cells for iri in cell["value"].split(" ") if iri.startswith(ID)), languages)


def graph_content(engine: Engine, iri: str, result_format: Format) -> Answer:
    """The triples of one named graph; :class:`NotFoundError` if there is no such graph."""
    if not select(engine, "SELECT ?s WHERE { BINDINGS GRAPH ?graph { ?s ?p ?o } } LIMIT 1", {"graph": iri}).rows:
        raise NotFoundError(f"There is no graph {iri}.")
    return engine.execute(Request(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {named_node(iri)} {{ ?s ?p ?o }} }}"), result_format)


def ontology(engine: Engine, result_format: Format) -> Answer:
    """The ontology with all its modules, as one graph."""
    text = f"""CONSTRUCT {{ ?s ?p ?o }} WHERE {{
        GRAPH ?graph {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?graph), "{GRAPH}ontology/modules/")) }}"""
    return engine.execute(Request(text), result_format)


def dataset(engine: Engine, result_format: Format) -> Answer:
    """The description of the dataset (DCAT, VoID) with its distributions, coverage, figures and example queries."""
    text = f"""{_PREFIXES}
        CONSTRUCT {{ ?s ?p ?o }} WHERE {{
          {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}dataset") || STRSTARTS(STR(?s), "{BASE}dump/") || STRSTARTS(STR(?s), "{BASE}sparql")) }}
          UNION {{ ?s a sh:SPARQLExecutable ; ?p ?o }}
        }}"""
    return engine.execute(Request(text), result_format)


def service_description(engine: Engine, endpoint: str, *, federates: bool = False) -> Request:
    """The query for the SPARQL 1.1 Service Description of the endpoint at the address ``endpoint``.

    ``federates`` says whether it asks other endpoints by ``SERVICE``.
    """
    service = ox.NamedNode(quote(endpoint, safe=":/%[]@!$&'()*+,;=~-._"))
    formats = " , ".join(f"<http://www.w3.org/ns/formats/{name}>" for name in _FORMAT_NAMES.values())
    features = ["sd:UnionDefaultGraph"] * engine.union + ["sd:BasicFederatedQuery"] * federates
    feature = f"sd:feature {' , '.join(features)} ;" if features else ""
    return Request(f"""{_PREFIXES}
        CONSTRUCT {{
          {service} a sd:Service ; sd:endpoint {service} ; {feature}
            sd:supportedLanguage sd:SPARQL11Query ; sd:resultFormat {formats} ;
            sd:defaultEntailmentRegime <http://www.w3.org/ns/entailment/Simple> ;
            sd:defaultDataset <{BASE}sparql#dataset> .
          <{BASE}sparql#dataset> a sd:Dataset ; sd:defaultGraph <{BASE}sparql#default> ; sd:namedGraph ?named .
          <{BASE}sparql#default> a sd:Graph ; void:triples ?all .
          ?named a sd:NamedGraph ; sd:name ?graph ; sd:graph ?graph .
          ?graph a sd:Graph ; void:triples ?count .
        }} WHERE {{
          {{ SELECT (COUNT(*) AS ?all) WHERE {{ ?s ?p ?o }} }}
          OPTIONAL {{
            {{ SELECT ?graph (COUNT(*) AS ?count) WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} }} GROUP BY ?graph }}
            BIND(IRI(CONCAT("{BASE}sparql#named-", SHA1(STR(?graph)))) AS ?named)
          }}
        }}""")


_FORMAT_NAMES = {
    **dict(zip((f.name for f in BOOLEAN_AND_TABLE), ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"), strict=True)),
    **dict(zip((f.name for f in GRAPH_FORMATS), ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG", "N-Quads"), strict=True)),
}

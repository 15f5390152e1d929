"""What a resource is, and what the service is: as RDF for programs, as an outline for pages.

Everything is asked of the engine in SPARQL, so it works the same on any engine.
"""

import difflib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Answer, Engine, Format, Request
from urbansec.errors import NotFoundError
from urbansec.namespaces import BASE, GRAPH, ID, PREFIXES, URB
from urbansec.queries.table import JSON, Cell, Table, read_table

_PREFIXES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())


@dataclass(frozen=True)
class Evidence:
    """Who says so: one piece of evidence and the source it comes from, all as IRIs and texts."""

    iri: str
    source: str
    title: str
    locator: str
    certainty: str
    attests: frozenset[str]
    values: frozenset[str]

    def backs(self, predicate: str, value: str) -> bool:
        """Whether it names this statement."""
        return predicate in self.attests and (not self.values or value in self.values)


@dataclass(frozen=True)
class Statement:
    """A property and a value of a resource; ``rule`` is the graph of the rule that derived it, if one did."""

    predicate: str
    predicate_label: str
    value: Cell
    value_label: str
    rule: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A resource as a page shows it: what is stated of it, what the rules derive, what refers to it, by property."""

    iri: str
    label: str
    stated: Mapping[str, list[Statement]]
    derived: Mapping[str, list[Statement]]
    inverse: Mapping[str, list[Statement]]
    evidence: tuple[Evidence, ...]


def select(engine: Engine, pattern: str, values: Mapping[str, str] | None = None) -> Table:
    """The answer to a SELECT query; ``values`` maps variables to IRIs, which are bound as terms."""
    given = {name: named_node(iri) for name, iri in (values or {}).items()}
    block = f"VALUES ({' '.join('?' + name for name in given)}) {{ ({' '.join(map(str, given.values()))}) }}"
    return read_table(engine.execute(Request(f"{_PREFIXES}\n{pattern.replace('BINDINGS', block if given else '')}"), JSON).content)


def named_node(iri: str) -> ox.NamedNode:
    """``iri`` as a term; what is no IRI names nothing, so it is a :class:`NotFoundError`."""
    try:
        return ox.NamedNode(iri)
    except ValueError:
        raise NotFoundError(f"{iri!r} is no IRI.") from None


def require(engine: Engine, iri: str) -> None:
    """Nothing if the data describe ``iri``; :class:`NotFoundError` with near matches if they do not."""
    try:
        known = bool(select(engine, "SELECT ?known WHERE { BINDINGS ?this ?known ?o } LIMIT 1", {"this": iri}).rows)
    except NotFoundError:  # no IRI at all
        known = False
    if not known:
        rows = select(engine, f'SELECT DISTINCT ?iri WHERE {{ ?iri a ?class FILTER(STRSTARTS(STR(?iri), "{ID}")) }}').rows
        paths = [row["iri"]["value"].removeprefix(ID) for row in rows]
        path = iri.removeprefix(ID)
        # First what is spelled alike, then what has the same name under another kind (city/essen for forum/essen).
        near = difflib.get_close_matches(path, paths, n=3, cutoff=0.75) or [p for p in paths if p.endswith(f"/{path.rpartition('/')[2]}")][:3]
        raise NotFoundError(f"The data do not describe {path}.", near=[f"id/{p}" for p in near])


def describe(engine: Engine, iri: str, result_format: Format) -> Answer:
    """What the data state of ``iri`` and of its evidence, what refers to it, and the labels of all it mentions."""
    text = f"""{_PREFIXES}
        CONSTRUCT {{
          ?this ?property ?value . ?evidence ?evidenceProperty ?evidenceValue . ?other ?inverse ?this .
          ?mentioned skos:prefLabel ?label .
        }} WHERE {{
          VALUES ?this {{ {named_node(iri)} }}
          {{ ?this ?property ?value }}
          UNION {{ ?this urb:evidence ?evidence . ?evidence ?evidenceProperty ?evidenceValue }}
          UNION {{ ?other ?inverse ?this }}
          UNION {{
            {{ ?this ?p ?mentioned }} UNION {{ ?mentioned ?p ?this }} UNION {{ ?this urb:evidence/urb:source ?mentioned }}
            ?mentioned skos:prefLabel ?label
          }}
        }}"""
    return engine.execute(Request(text), result_format)


def outline(engine: Engine, iri: str) -> Outline:
    """The resource for a page, in English where there is a choice, each statement with the evidence that backs it."""
    evidence = _evidence(engine, iri)
    named = [e for e in evidence if e.attests]
    general = tuple(e for e in evidence if not e.attests)
    statements = []
    for row in select(engine, _STATEMENTS, {"this": iri}).rows:
        statement = _statement(row)
        backing = tuple(e for e in named if e.backs(statement.predicate, statement.value["value"]))
        if not backing and statement.predicate.startswith((URB, PREFIXES["wgs"])):
            backing = general
        statements.append(Statement(**{**vars(statement), "evidence": () if statement.rule else backing}))
    inverse = [_statement(row) for row in select(engine, _INVERSE, {"this": iri}).rows]
    ordered = sorted(statements, key=_reading_order)
    # A label that only repeats the preferred label helps programs, not readers; evidence is shown where it backs.
    derived = [s for s in ordered if s.rule and s.predicate != f"{PREFIXES['rdfs']}label"]
    return Outline(
        iri=iri,
        label=labels(engine, [iri]).get(iri, iri.rpartition("/")[2]),
        stated=_by_property(s for s in ordered if not s.rule and s.predicate != f"{URB}evidence"),
        derived=_by_property(derived),
        inverse=_by_property(inverse),
        evidence=tuple(evidence),
    )


def labels(engine: Engine, iris: Iterable[str]) -> dict[str, str]:
    """English labels (or titles) of those ``iris`` that have one."""
    terms = []
    for iri in dict.fromkeys(iris):
        with suppress(ValueError):  # a result may hold IRIs that RDF allows and a query does not
            terms.append(str(ox.NamedNode(iri)))
    if not terms:
        return {}
    text = f"""{_PREFIXES} SELECT ?iri (SAMPLE(?text) AS ?label) WHERE {{
        VALUES ?iri {{ {" ".join(terms)} }} ?iri rdfs:label|dcterms:title ?text . FILTER(LANG(?text) = "en")
        }} GROUP BY ?iri"""
    rows = read_table(engine.execute(Request(text), JSON).content).rows
    return {row["iri"]["value"]: row["label"]["value"] for row in rows}


def table_labels(engine: Engine, table: Table) -> dict[str, str]:
    """Labels of the IRIs in ``table``, so that a page can show names."""
    cells = (cell for row in table.rows for cell in row.values())
    return labels(engine, (iri for cell in cells for iri in cell["value"].split(" ") if iri.startswith(ID)))


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


def _evidence(engine: Engine, iri: str) -> list[Evidence]:
    found: dict[str, Evidence] = {}
    for row in select(engine, _EVIDENCE, {"this": iri}).rows:
        get = {name: cell["value"] for name, cell in row.items()}
        key = get["evidence"]
        before = found.get(key)
        found[key] = Evidence(
            iri=key,
            source=get["source"],
            title=get.get("title", ""),
            locator=get.get("locator", ""),
            certainty=get.get("certainty", "").rpartition("/")[2],
            attests=(before.attests if before else frozenset()) | {get[k] for k in ("attests",) if k in get},
            values=(before.values if before else frozenset()) | {get[k] for k in ("value",) if k in get},
        )
    return list(found.values())


def _by_property(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.predicate, []).append(statement)
    return groups


def _reading_order(statement: Statement) -> tuple[int, str]:
    """Names first, then what the project's own terms say, then the rest."""
    names = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['skos']}altLabel", f"{PREFIXES['rdf']}type")
    ranks = {name: rank for rank, name in enumerate(names)}
    other = len(names) if statement.predicate.startswith(URB) else len(names) + 1
    return (ranks.get(statement.predicate, other), statement.predicate)


def _statement(row: Mapping[str, Cell]) -> Statement:
    def text(name: str) -> str:
        return row[name]["value"] if name in row else ""

    return Statement(text("property"), text("propertyLabel"), row["value"], text("valueLabel"), text("rule"))


_FORMAT_NAMES = {
    **dict(zip((f.name for f in BOOLEAN_AND_TABLE), ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"), strict=True)),
    **dict(zip((f.name for f in GRAPH_FORMATS), ("Turtle", "JSON-LD", "RDF_XML", "N-Triples", "TriG", "N-Quads"), strict=True)),
}

_LABELS = """
  OPTIONAL { ?property rdfs:label ?propertyLabel . FILTER(LANG(?propertyLabel) = "en") }
  OPTIONAL { ?value rdfs:label ?english . FILTER(LANG(?english) = "en") }
  OPTIONAL { ?value dcterms:title ?title . FILTER(LANG(?title) = "en") }
  BIND(COALESCE(?english, ?title) AS ?valueLabel)
"""
_STATEMENTS = f"""
SELECT DISTINCT ?property ?propertyLabel ?value ?valueLabel ?rule WHERE {{
  BINDINGS
  ?this ?property ?value .
  OPTIONAL {{ GRAPH ?rule {{ ?this ?property ?value }} FILTER(STRSTARTS(STR(?rule), "{GRAPH}ontology/rules/")) }}
  {_LABELS}
}} ORDER BY ?property ?value"""
_INVERSE = f"""
SELECT DISTINCT ?property ?propertyLabel ?value ?valueLabel WHERE {{
  BINDINGS
  ?value ?property ?this .
  {_LABELS}
}} ORDER BY ?property ?value LIMIT 500"""
_EVIDENCE = """
SELECT ?evidence ?source ?title ?locator ?certainty ?attests ?value WHERE {
  BINDINGS
  ?this urb:evidence ?evidence .
  ?evidence urb:source ?source .
  OPTIONAL { ?source dcterms:title ?title . FILTER(LANG(?title) = "en") }
  OPTIONAL { ?evidence urb:locator ?locator }
  OPTIONAL { ?evidence urb:certainty ?certainty }
  OPTIONAL { ?evidence urb:attests ?attests }
  OPTIONAL { ?evidence urb:attestsValue ?value }
} ORDER BY ?source ?evidence"""

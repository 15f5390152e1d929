"""All that a description of a resource is made from, read by two queries where there is little, by a few more where there is much.

pyoxigraph joins a pattern behind a UNION or OPTIONAL by building its whole right side. Therefore each branch begins with the
resource itself, and the labels of what is mentioned are asked for by a second query that lists it.
"""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.errors import NotFoundError
from urbansec.namespaces import GRAPH, PREFIXES
from urbansec.queries.description.asking import Fact, Row, Subject, ask, named_node, terms
from urbansec.queries.description.blank import closure
from urbansec.queries.description.found import DATASET, PART, Description

WHOLE = 1000
"""So many links to a resource are given, whatever properties they have."""
_MOST_PROPERTIES = 100
_SORTED = 20_000
"""Of so many links the first are told by their IRIs; sorting more would take longer than a reader waits."""
NAMING = (f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['dcterms']}title")
"""What a thing may be called by. The first of these that it has is its label here."""
EVIDENCE = f"{PREFIXES['urb']}evidence"
RULES = f"{GRAPH}ontology/rules/"
_LICENCE = f"{PREFIXES['dcterms']}license"


def gather(engine: Engine, iri: str, *, properties: bool = False) -> Description | None:
    """What the data say of ``iri``; ``None`` if they say nothing of it, or it is no IRI. With ``properties`` labels of its properties are read too."""
    try:
        this = named_node(iri)
    except NotFoundError:
        return None
    found = Description(iri)
    graphs: dict[Fact, set[str]] = defaultdict(set)
    for row in ask(engine, _ALL.replace("THIS", str(this))):
        _sort_in(row, this, found, graphs)
    if not found.own:
        return None
    for triple, holders in graphs.items():
        if all(graph.startswith(RULES) for graph in holders):
            found.derived[triple] = min(holders)
    if len(found.links) > WHOLE:
        found.links, found.counts = _some_links(engine, this)
    roots = {triple.subject for triple in (*found.own, *found.evidence) if isinstance(triple.object, ox.BlankNode)}
    if roots:
        closed = closure(engine, roots)
        # The nodes of another answer may have other names, so all about these roots comes from one answer.
        found.own = {t for t in found.own if not isinstance(t.object, ox.BlankNode)} | {t for t in closed if t.subject == this}
        found.evidence = {t for t in found.evidence if not isinstance(t.object, ox.BlankNode) and not isinstance(t.subject, ox.BlankNode)}
        found.blank = closed - found.own
    found.names = names_of(engine, {*found.mentioned(), *(found.predicates() if properties else ())} - {iri})
    return found


def _sort_in(row: Row, this: ox.NamedNode, found: Description, graphs: dict[Fact, set[str]]) -> None:
    subject, predicate, value = row.get("s", this), row.get("p"), row.get("o", this)
    if not isinstance(predicate, ox.NamedNode) or isinstance(subject, ox.Literal):
        return  # a triple term, which other formats than Turtle cannot hold
    triple = Fact(subject, predicate, value)
    match row["k"].value:
        case "own" if "o" in row:
            found.own.add(triple)
        case "graph" if "o" in row:
            graphs[triple].add(row["g"].value)
        case "evidence" if "o" in row:
            found.evidence.add(triple)
        case "link" if "s" in row:
            found.links.add(_link(subject, predicate, this))
        case "licence" if isinstance(value, ox.NamedNode):
            found.licence = value


def _link(subject: Subject, predicate: ox.NamedNode, this: ox.NamedNode) -> Fact:
    # Another answer may call another node by the name of this one.
    return Fact(ox.BlankNode(f"link{subject.value}") if isinstance(subject, ox.BlankNode) else subject, predicate, this)


def _some_links(engine: Engine, this: ox.NamedNode) -> tuple[set[Fact], dict[str, int]]:
    """The first links to ``this`` by each property, and how many there are by those that have more."""
    rows = list(ask(engine, f"SELECT ?p (COUNT(*) AS ?n) WHERE {{ ?s ?p {this} }} GROUP BY ?p ORDER BY ?p LIMIT {_MOST_PROPERTIES}"))
    counted = {row["p"].value: int(row["n"].value) for row in rows}
    branches = []
    for name, count in counted.items():
        order = "ORDER BY ?s" if PART < count <= _SORTED else ""
        branches.append(f"{{ SELECT ?s (<{name}> AS ?p) WHERE {{ ?s <{name}> {this} }} {order} LIMIT {PART} }}")
    found = set()
    for row in ask(engine, f"SELECT ?s ?p WHERE {{ {' UNION '.join(branches)} }}"):
        subject, predicate = row.get("s"), row["p"]
        if isinstance(subject, Subject) and isinstance(predicate, ox.NamedNode):
            found.add(_link(subject, predicate, this))
    return found, {name: count for name, count in counted.items() if count > PART}


def names_of(engine: Engine, iris: Iterable[str]) -> dict[str, tuple[str, tuple[ox.Literal, ...]]]:
    """The labels of those ``iris`` that have any, in all languages: with the property that gives them, in the order of languages."""
    listed = terms(sorted(iris))
    if not listed:
        return {}
    found: dict[str, dict[str, set[ox.Literal]]] = defaultdict(lambda: defaultdict(set))
    for row in ask(engine, _NAMES.replace("LISTED", listed)):
        if isinstance(row["o"], ox.Literal):
            found[row["s"].value][row["p"].value].add(row["o"])
    chosen = {}
    for iri, by_property in found.items():
        naming = next(name for name in NAMING if name in by_property)
        chosen[iri] = (naming, tuple(sorted(by_property[naming], key=lambda label: (label.language or "", label.value))))
    return chosen


_ALL = f"""
SELECT ?k ?s ?p ?o ?g WHERE {{
  {{ THIS ?p ?o BIND("own" AS ?k) }}
  UNION {{ GRAPH ?g {{ THIS ?p ?o }} BIND("graph" AS ?k) }}
  UNION {{ THIS <{EVIDENCE}> ?s . ?s ?p ?o BIND("evidence" AS ?k) }}
  UNION {{ {{ SELECT ?s ?p WHERE {{ ?s ?p THIS }} LIMIT {WHOLE + 1} }} BIND("link" AS ?k) }}
  UNION {{ {DATASET} <{_LICENCE}> ?o BIND(<{_LICENCE}> AS ?p) BIND("licence" AS ?k) }}
}}"""
_NAMES = f"""
SELECT ?s ?p ?o WHERE {{
  VALUES ?s {{ LISTED }}
  {" UNION ".join(f"{{ ?s <{naming}> ?o BIND(<{naming}> AS ?p) }}" for naming in NAMING)}
}}"""

"""Read the ontology for readers out of the data. Asked of the engine in SPARQL like everything else.

A term belongs to the module in whose graph it is declared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from urbansec.engine import Engine
from urbansec.namespaces import BASE, GRAPH, ID, ONTOLOGY, URB, expand, shorten
from urbansec.queries.describe import select
from urbansec.queries.table import Cell
from urbansec.queries.terms import KINDS, Module, Ontology, Resource, Scheme, Term

ROOT = "urbansec"
_MODULES = f"{GRAPH}ontology/modules/"
_ALIGNMENTS = f"{GRAPH}ontology/alignments/"


def read_ontology(engine: Engine) -> Ontology | None:
    """The ontology that the data of ``engine`` hold in their graphs; ``None`` if they hold none."""
    graphs = _graphs(engine)
    use = _Use(_counts(engine), _used(engine), _vocabularies(engine))
    modules = [_module(name.removesuffix(".ttl"), facts, graphs, use) for graph, facts in graphs.items() if (name := graph.removeprefix(_MODULES)) != graph]
    header = next((module for module in modules if module.name == ROOT), None)
    if header is None:
        return None
    return Ontology(
        header=header,
        modules=tuple(module for module in modules if module is not header),
        schemes=_schemes(engine),
        others=_others(graphs),
    )


def graph_of(engine: Engine, iri: str) -> str | None:
    """The graph that declares the ontology, module or alignment ``iri``; ``None`` if there is no such."""
    try:
        rows = select(engine, _DECLARED, {"this": iri}).rows
    except ValueError:  # no IRI at all
        rows = ()
    return rows[0]["graph"]["value"] if rows else None


def is_part(engine: Engine, path: str) -> bool:
    """Whether ``path`` below the ontology's address names a part of it, or a version, also one before."""
    try:
        return bool(select(engine, _PART, {"this": f"{BASE}ontology/{path}"}).rows)
    except ValueError:  # no IRI at all
        return False


_Facts = dict[str, dict[str, tuple[Cell, ...]]]


@dataclass(frozen=True)
class _Use:
    """What the data do with the terms: how often, statements by class and property, vocabularies of the values."""

    counts: Mapping[str, int]
    statements: Mapping[str, Mapping[str, int]]
    vocabularies: Mapping[str, tuple[str, ...]]


def _graphs(engine: Engine) -> dict[str, _Facts]:
    """What each graph of the ontology says: by graph, by subject, by property in short form."""
    found: dict[str, _Facts] = {}
    for row in select(engine, _ALL).rows:
        subject = found.setdefault(row["graph"]["value"], {}).setdefault(row["subject"]["value"], {})
        name = shorten(row["property"]["value"])
        subject[name] = (*subject.get(name, ()), row["value"])
    return found


def _module(name: str, facts: _Facts, graphs: Mapping[str, _Facts], use: _Use) -> Module:
    iri = ONTOLOGY if name == ROOT else f"{ONTOLOGY}/{name}"
    declared = [subject for subject in facts if subject.startswith(URB) and _is_term(facts[subject])]
    terms = [
        Term(
            iri=subject,
            facts=_merge([facts[subject], *(other.get(subject, {}) for other in graphs.values())]),
            module=name,
            count=use.counts.get(subject, 0),
            used=use.statements.get(subject, {}),
            vocabularies=use.vocabularies.get(subject, ()),
        )
        for subject in declared
    ]
    return Module(iri=iri, facts=facts.get(iri, {}), name=name, terms=tuple(sorted(terms, key=lambda term: term.name)))


def _others(graphs: Mapping[str, _Facts]) -> tuple[Resource, ...]:
    """The terms of other vocabularies that some graph declares, by IRI."""
    said: dict[str, list[Mapping[str, tuple[Cell, ...]]]] = {}
    for facts in graphs.values():
        for subject, about in facts.items():
            if not subject.startswith(URB) and _is_term(about):
                said.setdefault(subject, []).append(about)
    return tuple(Resource(iri, _merge(said[iri])) for iri in sorted(said))


def _is_term(facts: Mapping[str, tuple[Cell, ...]]) -> bool:
    return any(cell["value"] == expand(f"owl:{kind}") for cell in facts.get("rdf:type", ()) for kind in KINDS)


def _merge(sources: Iterable[Mapping[str, tuple[Cell, ...]]]) -> dict[str, tuple[Cell, ...]]:
    merged: dict[str, tuple[Cell, ...]] = {}
    for source in sources:
        for name, cells in source.items():
            before = merged.get(name, ())
            merged[name] = (*before, *(cell for cell in cells if cell not in before))
    return merged


def _counts(engine: Engine) -> dict[str, int]:
    """Instances of each class, statements with each property. From the dataset's own statistics (VoID)."""
    return {row["term"]["value"]: int(row["count"]["value"]) for row in select(engine, _COUNTS).rows}


def _used(engine: Engine) -> dict[str, dict[str, int]]:
    """By class, statements by property; by property, statements by class."""
    found: dict[str, dict[str, int]] = {}
    for row in select(engine, _STATISTICS).rows:
        of, name, count = row["class"]["value"], row["property"]["value"], int(row["count"]["value"])
        found.setdefault(of, {})[name] = count
        found.setdefault(name, {})[of] = count
    return found


def _vocabularies(engine: Engine) -> dict[str, tuple[str, ...]]:
    """By property, the vocabularies from which the data take its values."""
    found: dict[str, tuple[str, ...]] = {}
    for row in select(engine, _TAKEN).rows:
        name = row["property"]["value"]
        found[name] = (*found.get(name, ()), row["scheme"]["value"])
    return found


def _schemes(engine: Engine) -> tuple[Scheme, ...]:
    facts: _Facts = {}
    counts: dict[str, int] = {}
    for row in select(engine, _SCHEMES).rows:
        subject = facts.setdefault(row["scheme"]["value"], {})
        name = shorten(row["property"]["value"])
        subject[name] = (*subject.get(name, ()), row["value"])
        counts[row["scheme"]["value"]] = int(row["concepts"]["value"])
    return tuple(Scheme(iri=iri, facts=facts[iri], concepts=counts[iri]) for iri in sorted(facts))


_ALL = f"""
SELECT ?graph ?subject ?property ?value WHERE {{
  GRAPH ?graph {{ ?header a owl:Ontology . ?subject ?property ?value }}
  FILTER(STRSTARTS(STR(?graph), "{_MODULES}") || STRSTARTS(STR(?graph), "{_ALIGNMENTS}"))
}} ORDER BY ?graph ?subject ?property ?value"""
_DECLARED = "SELECT ?graph WHERE { BINDINGS GRAPH ?graph { ?this a owl:Ontology } } ORDER BY ?graph LIMIT 1"
_PART = "SELECT ?part WHERE { BINDINGS { ?this a owl:Ontology BIND(?this AS ?part) } UNION { ?part owl:versionIRI|owl:priorVersion ?this } } LIMIT 1"
_COUNTS = f"""
SELECT ?term ?count WHERE {{
  {{ <{BASE}dataset> void:classPartition ?part . ?part void:class ?term ; void:entities ?count }}
  UNION {{ <{BASE}dataset> void:propertyPartition ?part . ?part void:property ?term ; void:triples ?count }}
}}"""
_STATISTICS = """
SELECT ?class ?property (SUM(?triples) AS ?count) WHERE {
  ?part void:class ?class ; void:propertyPartition ?inner .
  ?inner void:property ?property ; void:triples ?triples .
} GROUP BY ?class ?property ORDER BY ?class ?property"""
_TAKEN = f"""
SELECT DISTINCT ?property ?scheme WHERE {{
  ?concept skos:inScheme ?scheme . ?subject ?property ?concept . FILTER(STRSTARTS(STR(?property), "{URB}"))
}} ORDER BY ?property ?scheme"""
_SCHEMES = f"""
SELECT ?scheme ?property ?value ?concepts WHERE {{
  {{ SELECT ?scheme (COUNT(DISTINCT ?concept) AS ?concepts) WHERE {{ ?concept skos:inScheme ?scheme }} GROUP BY ?scheme }}
  VALUES ?property {{ skos:prefLabel skos:definition owl:versionInfo }}
  ?scheme a skos:ConceptScheme ; ?property ?value . FILTER(STRSTARTS(STR(?scheme), "{ID}"))
}} ORDER BY ?scheme ?property ?value"""

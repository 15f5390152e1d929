"""What stands around a thing: facts about what links to it and what it names, who says so, and what all this is called.

A description tells which things link to a resource, not what they say. A page wants the forum, the dates and the sources of a
membership beside the member, so that nobody has to follow three links. Two queries fetch this for all neighbours at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.namespaces import PREFIXES, URB
from urbansec.queries.description.asking import Subject, Value, ask, terms
from urbansec.queries.description.found import Description
from urbansec.queries.description.gather import EVIDENCE, NAMING

_DCTERMS, _WGS, _RDF = PREFIXES["dcterms"], PREFIXES["wgs"], PREFIXES["rdf"]
TYPE, CONCEPT = f"{_RDF}type", f"{PREFIXES['skos']}Concept"
ISSUED, PUBLISHER, URL = f"{_DCTERMS}issued", f"{_DCTERMS}publisher", f"{PREFIXES['schema']}url"
LATITUDE, LONGITUDE = f"{_WGS}lat", f"{_WGS}long"
# Links by these properties say nothing about the thing, or lead to what is shown with it anyway.
_LEFT_OUT = frozenset({f"{URB}attestsValue", f"{PREFIXES['skos']}hasTopConcept", f"{PREFIXES['skos']}topConceptOf", f"{PREFIXES['skos']}inScheme"})


def _own(*names: str) -> tuple[str, ...]:
    return tuple(f"{URB}{name}" for name in names)


DATES = (*_own("start", "end", "since", "until", "notBefore", "notAfter", "asOf"), ISSUED)
SPANS = _own("certainFrom", "certainTo", "possibleFrom", "possibleTo")
_TIES = _own(
    *("member", "forum", "impliedBy", "event", "project", "participant", "onBehalfOf", "holder", "officeOf", "place", "organiser", "adoptedAt"),
    *("adoptedBy", "implementedBy", "concerns", "alternative", "preferredAlternative", "claimSubject", "source", "duringEvent", "decidesMembership"),
)
_KINDS = _own(
    *("eventKind", "participationRole", "projectRole", "officeKind", "standing", "counted", "qualifier", "publicationKind", "sourceKind", "country"),
    *("claimProperty", "claimValue", "reportedValue", "officeTitle", "edition", "preferenceReason"),
)
_UNTOLD = frozenset({EVIDENCE, *_own("impliedBy", "decidesMembership")})
_NEAR = (TYPE, f"{PREFIXES['skos']}note", LATITUDE, LONGITUDE, *DATES, *SPANS, *_TIES, *_KINDS)
_FAR = (TYPE, LATITUDE, LONGITUDE, *_own("start", "end", "country", "eventKind", "forum", "member"), ISSUED)
_BACKING = _own("source", "locator", "certainty", "asOf", "attests", "attestsValue", "statedSince", "statedUntil", "notBefore", "notAfter", "attestedStanding")
# What the thing names and the page tells with its evidence; of the rest it tells the name, the place and the date.
_TOLD_WHOLE = frozenset(_own("alternative", "preferredAlternative", "impliedBy"))
_JOINED = frozenset(_own("forum", "member"))
_HOPS = _own("member", "forum", "event", "project", "participant", "place", "holder", "officeOf", "onBehalfOf", "adoptedAt", "alternative")

Facts = Mapping[str, Mapping[str, Collection[Value]]]
"""Values by the IRI of a subject and of a property."""


@dataclass(frozen=True)
class Around:
    """Facts about the thing itself and its neighbours, and the names of all that they mention."""

    facts: Facts
    names: Mapping[str, tuple[str, tuple[ox.Literal, ...]]] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What links to the thing, by property, in the order of IRIs."""

    def values(self, iri: str, *properties: str) -> list[str]:
        """The values that ``iri`` has for any of ``properties``, sorted."""
        about = self.facts.get(iri, {})
        return sorted({value.value for name in properties for value in about.get(name, ())})

    def one(self, iri: str, *properties: str) -> str:
        """The first value for the first of ``properties`` that has any; "" without one."""
        return next((found[0] for name in properties if (found := self.values(iri, name))), "")

    def is_a(self, iri: str, kind: str) -> bool:
        """Whether the facts name the class ``kind`` of ``iri``."""
        return kind in self.values(iri, TYPE)

    def backing(self, iri: str) -> list[str]:
        """The pieces of evidence of ``iri``."""
        return self.values(iri, EVIDENCE)


def around(engine: Engine, found: Description) -> Around:
    """What is known around the thing that ``found`` describes."""
    linking = {fact.subject.value for fact in found.links if isinstance(fact.subject, ox.NamedNode) and fact.predicate.value not in _LEFT_OUT}
    named = {fact.object.value for fact in found.own if isinstance(fact.object, ox.NamedNode) and fact.predicate.value in _TOLD_WHOLE}
    # Each value once: what is read may be known already.
    facts: dict[str, dict[str, dict[Value, None]]] = defaultdict(lambda: defaultdict(dict))
    for subject, predicate, value in chain(found.own, found.evidence, found.blank, _read(engine, found, linking, named)):
        facts[subject.value][predicate.value][value] = None
    links: dict[str, set[str]] = defaultdict(set)
    for fact in found.links:
        if isinstance(fact.subject, ox.NamedNode):
            links[fact.predicate.value].add(fact.subject.value)
    names = dict(found.names)
    far = {value.value for about in facts.values() for hop in _HOPS for value in about.get(hop, ()) if isinstance(value, ox.NamedNode)} - linking - named
    for iri, name, value in _others(engine, _unnamed(facts, linking, found), _sources(facts), far):
        if name in NAMING:
            _name(names, iri, name, value)
        else:
            facts[iri][name][value] = None
    return Around(facts, names, {name: tuple(sorted(things)) for name, things in links.items()})


def _read(engine: Engine, found: Description, linking: set[str], named: set[str]) -> Iterator[tuple[Subject, ox.NamedNode, Value]]:
    near = terms(sorted(linking | named))
    branches = []
    if any(fact.predicate.value == TYPE and fact.object.value == CONCEPT for fact in found.own):
        # Whatever is of a country or a kind is named on its page, and told on a page of its own.
        if near:
            branches.append(f"VALUES ?s {{ {near} }} ?s ?p ?o FILTER(?p IN ({_listed((TYPE, LATITUDE, LONGITUDE, *DATES))}))")
    elif near:
        branches.append(f"VALUES ?s {{ {near} }} ?s ?p ?o FILTER(?p IN ({_listed(_NEAR)}))")
        bases = [f"VALUES ?b {{ {near} }}"]
        if joined := terms(sorted(fact.subject.value for fact in found.links if fact.predicate.value in _JOINED and isinstance(fact.subject, ox.NamedNode))):
            # A membership that follows from another by rule rests on the evidence of that.
            bases.append(f"VALUES ?x {{ {joined} }} ?x <{URB}impliedBy> ?b .")
        for base in bases:
            branches += [
                f"{base} ?b <{EVIDENCE}> ?o BIND(?b AS ?s) BIND(<{EVIDENCE}> AS ?p)",
                f"{base} ?b <{EVIDENCE}> ?s . ?s ?p ?o FILTER(?p IN ({_listed(_BACKING)}))",
            ]
    # What evidence backs, for the page of its source.
    pieces = terms(sorted(fact.subject.value for fact in found.links if fact.predicate.value == f"{URB}source" and isinstance(fact.subject, ox.NamedNode)))
    if pieces:
        branches += [
            f"VALUES ?s {{ {pieces} }} ?s ?p ?o FILTER(?p IN ({_listed(_BACKING)}))",
            f"VALUES ?o {{ {pieces} }} ?s <{EVIDENCE}> ?o BIND(<{EVIDENCE}> AS ?p)",
            f"VALUES ?e {{ {pieces} }} ?s <{EVIDENCE}> ?e . ?s <{TYPE}> ?o BIND(<{TYPE}> AS ?p)",
        ]
    if not branches:
        return
    for row in ask(engine, f"SELECT ?s ?p ?o WHERE {{ {' UNION '.join(f'{{ {branch} }}' for branch in branches)} }}"):
        subject, predicate, value = row.get("s"), row.get("p"), row.get("o")
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None:
            yield subject, predicate, value


def _listed(properties: Iterable[str]) -> str:
    return ", ".join(f"<{name}>" for name in properties)


def _unnamed(facts: Facts, linking: set[str], found: Description) -> list[str]:
    """What is mentioned, and has no name yet. Evidence is told by its source, so its long names are not read."""
    mentioned = {
        value.value for about in facts.values() for name, values in about.items() if name not in _UNTOLD for value in values if isinstance(value, ox.NamedNode)
    }
    backed = {iri for iri, about in facts.items() if EVIDENCE in about and iri not in linking}
    return sorted((mentioned | backed) - found.names.keys() - {found.iri})


def _sources(facts: Facts) -> list[str]:
    return sorted({value.value for about in facts.values() for value in about.get(f"{URB}source", ())})


def _others(engine: Engine, iris: Sequence[str], sources: Sequence[str], far: Iterable[str]) -> Iterator[tuple[str, str, Value]]:
    branches = []
    if others := terms(sorted(far)):
        branches.append(f"VALUES ?s {{ {others} }} ?s ?p ?o FILTER(?p IN ({_listed(_FAR)}))")
    if listed := terms(iris):
        branches += [f"VALUES ?s {{ {listed} }} ?s <{naming}> ?o BIND(<{naming}> AS ?p)" for naming in NAMING]
    if said := terms(sources):
        branches += [f"VALUES ?s {{ {said} }} ?s <{name}> ?o BIND(<{name}> AS ?p)" for name in (PUBLISHER, ISSUED, URL)]
        branches += [
            f"{{ SELECT DISTINCT ?s WHERE {{ VALUES ?x {{ {said} }} ?x <{PUBLISHER}> ?s }} }} ?s <{naming}> ?o BIND(<{naming}> AS ?p)" for naming in NAMING
        ]
    if not branches:
        return
    for row in ask(engine, f"SELECT ?s ?p ?o WHERE {{ {' UNION '.join(f'{{ {branch} }}' for branch in branches)} }}"):
        yield row["s"].value, row["p"].value, row["o"]


def _name(names: dict[str, tuple[str, tuple[ox.Literal, ...]]], iri: str, naming: str, label: Value) -> None:
    """Note a name; one by a property that comes earlier in the order of names replaces the others."""
    if not isinstance(label, ox.Literal):
        return
    known = names.get(iri)
    if known is None or NAMING.index(naming) < NAMING.index(known[0]):
        names[iri] = (naming, (label,))
    elif known[0] == naming and label not in known[1]:
        names[iri] = (naming, tuple(sorted((*known[1], label), key=lambda name: (name.language or "", name.value))))

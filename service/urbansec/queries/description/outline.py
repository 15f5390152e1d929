"""A description as people read it: statements by property, each with the evidence that backs it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.errors import NotFoundError
from urbansec.namespaces import PREFIXES, URB, shorten
from urbansec.queries.description.asking import Fact, Subject, Value
from urbansec.queries.description.found import Description, all_links
from urbansec.queries.description.gather import EVIDENCE, NAMING, gather
from urbansec.queries.preferred import preferred
from urbansec.queries.table import Cell, as_cell

_LABEL = f"{PREFIXES['rdfs']}label"
_FIRST = (f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['skos']}altLabel", f"{PREFIXES['rdf']}type")


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
    """A property and a value of a resource, as a cell and as the term; ``rule`` is the graph of the rule that derived it, if one did."""

    predicate: str
    predicate_label: str
    value: Cell
    value_label: str
    rule: str
    term: Value
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Cut:
    """Of ``count`` links only the first are shown; ``query`` finds all."""

    count: int
    query: str


@dataclass(frozen=True)
class Outline:
    """A resource as a page shows it: what is stated of it, what the rules derive, what refers to it, by property.

    ``cut`` tells of which properties in ``inverse`` there are more than are listed.
    """

    iri: str
    label: str
    stated: Mapping[str, list[Statement]]
    derived: Mapping[str, list[Statement]]
    inverse: Mapping[str, list[Statement]]
    evidence: tuple[Evidence, ...]
    cut: Mapping[str, Cut] = field(default_factory=dict)


def outline(engine: Engine, iri: str, languages: Sequence[str] = ("en",)) -> Outline:
    """The resource for a page, labels in the first of ``languages`` that they are in, each statement with the evidence that backs it.

    Raises :class:`~urbansec.errors.NotFoundError` if the data do not describe it.
    """
    found = gather(engine, iri, properties=True)
    if found is None:
        raise NotFoundError(f"The data do not describe {shorten(iri)[:200]}.")
    return outlined(found, languages)


def outlined(found: Description, languages: Sequence[str] = ("en",)) -> Outline:
    """The same of what has been gathered, with labels of its properties."""
    evidence = tuple(_evidence(found, languages))
    named = [e for e in evidence if e.attests]
    general = tuple(e for e in evidence if not e.attests)
    statements = []
    for triple in sorted(found.own, key=_reading_order):
        predicate, value, rule = triple.predicate.value, triple.object, found.derived.get(triple, "")
        backing = tuple(e for e in named if e.backs(predicate, value.value))
        if not backing and predicate.startswith((URB, PREFIXES["wgs"])):
            backing = general
        label = label_of(found, value.value, languages) if isinstance(value, ox.NamedNode) else ""
        statements.append(Statement(predicate, label_of(found, predicate, languages), as_cell(value), label, rule, value, () if rule else backing))
    links = sorted(found.links, key=lambda t: (t.predicate.value, str(t.subject)))
    inverse = [
        Statement(
            t.predicate.value, label_of(found, t.predicate.value, languages), as_cell(t.subject), label_of(found, t.subject.value, languages), "", t.subject
        )
        for t in links
    ]
    return Outline(
        iri=found.iri,
        label=own_label(found, languages) or found.iri.rpartition("/")[2],
        stated=_by_property(s for s in statements if not s.rule and s.predicate != EVIDENCE),
        # A label that only repeats the preferred label helps programs, not readers; evidence is shown where it backs.
        derived=_by_property(s for s in statements if s.rule and s.predicate != _LABEL),
        inverse=_by_property(inverse),
        evidence=evidence,
        cut={predicate: Cut(count, all_links(found.iri, predicate)) for predicate, count in found.counts.items()},
    )


def own_label(found: Description, languages: Sequence[str] = ("en",)) -> str:
    """What to call the thing itself; "" if it has no name."""
    for naming in NAMING:
        names = [t.object for t in found.own if t.predicate.value == naming and isinstance(t.object, ox.Literal)]
        if names:
            return _choose(sorted(names, key=lambda name: (name.language or "", name.value)), languages)
    return ""


def label_of(found: Description, iri: str, languages: Sequence[str] = ("en",)) -> str:
    """What to call something that it mentions; "" if that has no name."""
    return _choose(found.names[iri][1], languages) if iri in found.names else ""


def _choose(names: Sequence[ox.Literal], languages: Sequence[str]) -> str:
    found = preferred(names, languages, attrgetter("language"))
    return found.value if found is not None else ""


def _evidence(found: Description, languages: Sequence[str]) -> Iterator[Evidence]:
    pieces: dict[Subject, dict[str, list[str]]] = {}
    for triple in found.own:
        if triple.predicate.value == EVIDENCE and isinstance(triple.object, ox.NamedNode | ox.BlankNode):
            pieces[triple.object] = {}
    for triple in (*found.evidence, *found.blank):
        if triple.subject in pieces:
            pieces[triple.subject].setdefault(triple.predicate.value, []).append(triple.object.value)
    ordered = sorted(pieces.items(), key=lambda piece: (min(piece[1].get(f"{URB}source", [""])), str(piece[0])))
    for node, about in ordered:
        source = min(about.get(f"{URB}source", [""]))
        yield Evidence(
            iri=node.value,
            source=source,
            title=label_of(found, source, languages),
            locator=min(about.get(f"{URB}locator", [""])),
            certainty=min(about.get(f"{URB}certainty", [""])).rpartition("/")[2],
            attests=frozenset(about.get(f"{URB}attests", ())),
            values=frozenset(about.get(f"{URB}attestsValue", ())),
        )


def _by_property(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    groups: dict[str, list[Statement]] = {}
    for statement in statements:
        groups.setdefault(statement.predicate, []).append(statement)
    return groups


def _reading_order(triple: Fact) -> tuple[int, str, str]:
    """Names first, then what the project's own terms say, then the rest."""
    predicate = triple.predicate.value
    other = len(_FIRST) if predicate.startswith(URB) else len(_FIRST) + 1
    return (_FIRST.index(predicate) if predicate in _FIRST else other, predicate, str(triple.object))

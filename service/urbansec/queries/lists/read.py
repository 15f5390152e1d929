"""Read a list from an engine: one query for all that is told of the things, one for the names of what that mentions."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.engine import Engine
from urbansec.namespaces import ID, PREFIXES
from urbansec.queries.description.asking import ask, terms
from urbansec.queries.lists.model import Item, Kind, Listing, Membership, Name, Shows

USED = ("urb", "id", "dcterms", "rdf", "rdfs", "schema", "skos", "wgs")
PROLOGUE = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in USED)
DAYS = ("certainFrom", "certainTo", "possibleFrom", "possibleTo", "since")
NAMING = ("skos:prefLabel", "rdfs:label", "dcterms:title")
"""What a thing is called by; the first that it has counts."""
_ALSO = ("skos:altLabel", "urb:abbreviation", "urb:formerName")
_ABBREVIATION = "urb:abbreviation"
_AT_ONCE = 5_000
Fold = Callable[[str], Iterable[str]]
"""Gives the ways to write a text that count as one."""


@dataclass(frozen=True)
class About:
    """What the data themselves say of a kind: names of its scheme or class, and definitions."""

    names: tuple[Name, ...] = ()
    definitions: tuple[Name, ...] = ()


def read(engine: Engine, kind: Kind, iris: Sequence[str], fold: Fold) -> Listing:
    """The list of ``kind``, whose things are ``iris``."""
    values: dict[str, dict[str, list[Name]]] = {iri: defaultdict(list) for iri in iris}
    memberships: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    mentioned: dict[str, None] = {}
    links = {field.name for field in kind.fields() if field.shows in (Shows.THING, Shows.COUNT)}
    for row in ask(engine, _query(kind)):
        iri, name, term = row["thing"].value, row["f"].value, row.get("value")
        if iri not in values or term is None:
            continue
        if isinstance(row.get("membership"), ox.NamedNode):
            memberships[iri][row["membership"].value][name] = term.value
        elif name not in links:
            values[iri][name].append(Name(term.value, (term.language or "") if isinstance(term, ox.Literal) else ""))
        elif isinstance(term, ox.NamedNode):
            values[iri][name].append(Name(term.value, ""))
    told = {field.name for field in kind.fields() if field.shows is Shows.THING}
    for of in values.values():
        mentioned.update((value.text, None) for name in told for value in of[name])
    joined = {iri: tuple(Membership(each["forum"], each) for each in of.values() if "forum" in each) for iri, of in memberships.items()}
    mentioned.update((each.forum, None) for of in joined.values() for each in of)
    labels, short = names_of(engine, mentioned)
    items = []
    for iri, of in values.items():
        told_of = {field.name: tuple(sorted(dict.fromkeys(of.get(field.name, ())))) for field in kind.fields()}
        keys = {facet.name: facet.keys(told_of[facet.field.name]) for facet in kind.facets if not facet.joint}
        items.append(Item(iri, _first(of, NAMING), _words(kind, iri, of, labels, fold), told_of, keys, joined.get(iri, ())))
    return Listing(kind, tuple(items), labels, short)


def names_of(engine: Engine, iris: Iterable[str]) -> tuple[dict[str, tuple[Name, ...]], dict[str, str]]:
    """What ``iris`` are called, in all languages, and the abbreviations of those that have one."""
    listed, found, short = list(iris), defaultdict[str, dict[str, list[Name]]](lambda: defaultdict(list)), dict[str, str]()
    for start in range(0, len(listed), _AT_ONCE):
        branches = " UNION ".join(f'{{ ?thing {naming} ?value BIND("{naming}" AS ?f) }}' for naming in (*NAMING, _ABBREVIATION))
        written = terms(listed[start : start + _AT_ONCE])
        for row in ask(engine, f"{PROLOGUE}\nSELECT ?thing ?f ?value WHERE {{ VALUES ?thing {{ {written} }} {branches} }}") if written else ():
            value = row.get("value")
            if not isinstance(value, ox.Literal):
                continue
            if row["f"].value == _ABBREVIATION:
                short[row["thing"].value] = min(value.value, short.get(row["thing"].value, value.value))
            else:
                found[row["thing"].value][row["f"].value].append(Name(value.value, value.language or ""))
    return {iri: _first(by, NAMING) for iri, by in found.items()}, short


def about(engine: Engine, kinds: Mapping[str, str]) -> dict[str, About]:
    """What the data say of ``kinds``, each given with one of its things: by the scheme of a concept, else by a class of the thing."""
    written = {iri: name for name, iri in kinds.items()}
    above: dict[str, list[str]] = defaultdict(list)
    text = f"""{PROLOGUE}
SELECT ?thing ?above WHERE {{ VALUES ?thing {{ {terms(written)} }} {{ ?thing skos:inScheme ?above }} UNION {{ ?thing rdf:type ?above }} }}"""
    for row in ask(engine, text) if written else ():
        if isinstance(row["above"], ox.NamedNode):
            above[written[row["thing"].value]].append(row["above"].value)
    # A scheme says more than the class of all concepts; a name here tells a scheme.
    chosen = {name: min(found, key=lambda iri: (not iri.startswith(ID), iri)) for name, found in above.items()}
    names, _ = names_of(engine, set(chosen.values()))
    defined = definitions_of(engine, set(chosen.values()))
    return {name: About(names.get(iri, ()), defined.get(iri, ())) for name, iri in chosen.items()}


def definitions_of(engine: Engine, iris: Iterable[str]) -> dict[str, tuple[Name, ...]]:
    """The definitions of ``iris``, in all languages."""
    listed = terms(sorted(iris))
    found: dict[str, list[Name]] = defaultdict(list)
    for row in ask(engine, f"{PROLOGUE}\nSELECT ?thing ?value WHERE {{ VALUES ?thing {{ {listed} }} ?thing skos:definition ?value }}") if listed else ():
        if isinstance(row["value"], ox.Literal):
            found[row["thing"].value].append(Name(row["value"].value, row["value"].language or ""))
    return {iri: tuple(sorted(names)) for iri, names in found.items()}


def _query(kind: Kind) -> str:
    """All of the list in one query. Each branch of the union is small; nothing is joined with another."""
    here = f'FILTER(STRSTARTS(STR(?thing), "{ID}{kind.name}/"))'
    branches = [f'{{ {field.pattern} {here} BIND("{field.name}" AS ?f) }}' for field in kind.fields()]
    branches += [f'{{ ?thing {naming} ?value . {here} BIND("{naming}" AS ?f) }}' for naming in (*NAMING, *_ALSO)]
    if kind.spans:
        own = kind.spans.startswith("BIND")
        joined = "" if own else kind.spans
        subject = "?thing" if own else "?membership"
        end = "BIND(?thing AS ?membership)" if own else ""
        branches += [f'{{ {joined} {subject} urb:{name} ?value . {here} BIND("{name}" AS ?f) {end} }}' for name in ("forum", *DAYS)]
    return f"{PROLOGUE}\nSELECT ?thing ?f ?value ?membership WHERE {{\n{' UNION '.join(branches)}\n}}"


def _first(by: Mapping[str, list[Name]], order: Sequence[str]) -> tuple[Name, ...]:
    """The names by the first property of ``order`` that has any; the order does not depend on the engine."""
    return next((tuple(sorted(by[naming], key=lambda name: (name.language, name.text))) for naming in order if naming in by), ())


def _words(kind: Kind, iri: str, of: Mapping[str, list[Name]], labels: Mapping[str, tuple[Name, ...]], fold: Fold) -> str:
    """All names of a thing, and of what it is searched by, each behind a space."""
    called = [name.text for naming in (*NAMING, *_ALSO) for name in of.get(naming, ())]
    called += [name.text for field in kind.searched for value in of.get(field, ()) for name in labels.get(value.text, ())]
    words = {form for text in (*called, iri.rpartition("/")[2].replace("-", " ")) for form in fold(text)}
    return "".join(f" {form}" for form in sorted(words))

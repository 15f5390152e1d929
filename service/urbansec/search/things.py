"""What can be found: the resources of a graph with all their names, and what tells them from others."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from urbansec.engine import Engine
from urbansec.namespaces import PREFIXES, URB
from urbansec.queries.describe import select

CONCEPT = f"{PREFIXES['skos']}Concept"
SOURCE = f"{URB}Source"
PERSON = f"{URB}Person"
ROOTS = (*(f"{URB}{name}" for name in ("Agent", "Event", "Project", "Publication", "LocalMeasure")), SOURCE, CONCEPT)
"""The classes of what has a name of its own, those first that people mean most often."""

_ENGLISH = "en"
_CLASSES = f"""
SELECT ?class ?root ?label WHERE {{
  VALUES ?root {{ {" ".join(f"<{root}>" for root in ROOTS)} }}
  ?class rdfs:subClassOf* ?root .
  OPTIONAL {{ ?class rdfs:label ?label . FILTER(LANG(?label) = "{_ENGLISH}") }}
}} ORDER BY ?class"""
_ABOVE = "SELECT ?class ?above WHERE { ?class rdfs:subClassOf+ ?above } ORDER BY ?class ?above"
_NAMES = """
SELECT ?thing ?class ?property ?name WHERE {
  VALUES ?property { skos:prefLabel urb:abbreviation skos:altLabel dcterms:title urb:formerName }
  ?thing ?property ?name ; a ?class .
  FILTER(isIRI(?thing) && isLiteral(?name))
} ORDER BY ?thing ?class ?property ?name"""
_LINKED = """
SELECT ?thing ?property ?other ?name WHERE {
  VALUES ?property {
    urb:country urb:place urb:organiser urb:nutsRegion urb:locatedIn urb:eventKind urb:implementedBy urb:adoptedBy dcterms:publisher skos:inScheme
  }
  { ?thing ?property ?other } UNION { ?thing ?property ?region . ?region skos:broader+ ?other }
  ?other skos:prefLabel|skos:altLabel|urb:abbreviation ?name .
} ORDER BY ?thing ?property ?other ?name"""
_DATED = """
SELECT ?thing ?property ?date WHERE {
  VALUES ?property { urb:start urb:end dcterms:issued urb:edition }
  ?thing ?property ?date . FILTER(isLiteral(?date))
} ORDER BY ?thing ?property ?date"""
_SHOWN = (f"{URB}country", f"{URB}place", f"{PREFIXES['skos']}inScheme")
_SHOWN_DATES = (f"{URB}start", f"{PREFIXES['dcterms']}issued")


@dataclass(frozen=True)
class Name:
    """One name of a thing; ``property`` says what kind of name it is, ``language`` is "" if it belongs to none."""

    text: str
    language: str
    property: str


@dataclass
class Thing:
    """A resource. ``kind`` is its most special class, ``classes`` all it belongs to, ``root`` the place of its class in :data:`ROOTS`.

    ``around`` are names and years of what belongs to it: people write them behind its name to say which one they mean.
    """

    iri: str
    kind: str
    classes: frozenset[str]
    root: int
    names: list[Name]
    around: set[str] = field(default_factory=set)
    description: str = ""

    def label(self, languages: Iterable[str] = ()) -> str:
        """What to call it, in the first of ``languages`` that it has a name in; in English or any language else."""
        return self.called(languages).text

    def called(self, languages: Iterable[str] = ()) -> Name:
        """The same with its language."""
        for language in (*languages, _ENGLISH):
            for name in self.names:
                if name.language.partition("-")[0] == language and name.property.endswith(("prefLabel", "title")):
                    return name
        return self.names[0]


@dataclass(frozen=True)
class Kind:
    """A class of things: its label in English, and all classes above it, itself among them."""

    iri: str
    label: str
    above: frozenset[str]


def read_kinds(engine: Engine) -> dict[str, Kind]:
    """The classes of what has a name, by IRI."""
    above = defaultdict(set)
    for row in select(engine, _ABOVE).rows:
        above[row["class"]["value"]].add(row["above"]["value"])
    kinds = {}
    for row in select(engine, _CLASSES).rows:
        iri = row["class"]["value"]
        label = row["label"]["value"] if "label" in row else _spoken(iri)
        kinds[iri] = Kind(iri, label, frozenset({iri, *above[iri]}))
    for root in ROOTS:  # also where a graph has data but not the ontology
        kinds.setdefault(root, Kind(root, _spoken(root), frozenset({root})))
    return kinds


def read_things(engine: Engine, kinds: Mapping[str, Kind]) -> list[Thing]:
    """All things of these ``kinds``, in the order of their IRIs."""
    things: dict[str, Thing] = {}
    for row in select(engine, _NAMES).rows:
        kind = kinds.get(row["class"]["value"])
        if kind is None:
            continue
        iri, cell = row["thing"]["value"], row["name"]
        thing = things.get(iri)
        if thing is None:
            root = next(place for place, root in enumerate(ROOTS) if root in kind.above)
            thing = things[iri] = Thing(iri, kind.iri, kind.above, root, [])
        elif kind.iri not in thing.classes:
            thing.kind = kind.iri if len(kind.above) > len(thing.classes) else thing.kind
            thing.classes |= kind.above
        name = Name(cell["value"], cell.get("xml:lang", ""), row["property"]["value"])
        if name not in thing.names:
            thing.names.append(name)
    shown = _surround(engine, things)
    for thing in things.values():
        thing.names.sort(key=_preference)
        thing.description = ", ".join([kinds[thing.kind].label, *shown[thing.iri]])
    return list(things.values())


def _spoken(iri: str) -> str:
    """What to call a class without a label."""
    return iri.rpartition("#")[2].lower()


def _preference(name: Name) -> tuple[int, str, str]:
    """Names that a thing is called by come before names that it is also called by, former ones last."""
    order = ("prefLabel", "title", "abbreviation", "altLabel", "formerName")
    return (next(place for place, end in enumerate(order) if name.property.endswith(end)), name.language, name.text)


def _surround(engine: Engine, things: Mapping[str, Thing]) -> dict[str, list[str]]:
    """Fill in what belongs to each thing; returns what of it describes the thing in a few words, in a fixed order."""
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    for row in select(engine, _LINKED).rows:
        thing = things.get(row["thing"]["value"])
        if thing is None:
            continue
        thing.around.add(row["name"]["value"])
        if row["property"]["value"] in _SHOWN and (row["name"].get("xml:lang") == _ENGLISH or row["other"]["value"] not in shown[thing.iri]):
            shown[thing.iri][row["other"]["value"]] = row["name"]["value"]
    for row in select(engine, _DATED).rows:
        thing, date = things.get(row["thing"]["value"]), row["date"]["value"]
        if thing is not None:
            thing.around.add(date[:4])
            if row["property"]["value"] in _SHOWN_DATES:
                shown[thing.iri].setdefault("date", date)
    return {iri: [*dict.fromkeys(shown[iri].values())] for iri in things}

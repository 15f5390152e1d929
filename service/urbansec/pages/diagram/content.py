"""What a diagram shows: boxes with rows, and what leads from where to where."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from urbansec.namespaces import URB, shorten
from urbansec.pages.catalogues import marked
from urbansec.queries.terms import Module, Ontology, Term

_OPEN = "open"
_MOST_CLASSES = 6  # a property used with more is told once, not at each
_DAYS = ("earliestDayProperty", "latestDayProperty")
_MODULE = marked("Module %(name)s")
_OVERVIEW = marked("The modules of the ontology")
_OVERVIEW_SUMMARY = marked("Each module with its classes and the modules it builds on.")
_VARIOUS, _OTHER, _AND = marked("various resources"), marked("other vocabulary"), marked("and")
_CLASSES = marked("%(count)s class"), marked("%(count)s classes")
_PROPERTIES = marked("%(count)s property"), marked("%(count)s properties")
_IS_A, _BUILDS = marked("%(box)s is a kind of %(other)s."), marked("%(box)s builds on %(other)s.")
_HAS_VALUE, _HAS = marked("%(box)s has %(property)s: %(value)s."), marked("%(box)s has %(properties)s.")
_PARTIAL, _DAY, _FIRST, _LAST = marked("partial date"), marked("day"), marked("first day"), marked("last day")
_ANY_RESOURCE, _ANY_VALUE, _PROPERTY = marked("any resource"), marked("any value"), marked("property")
_RANGES = {
    "skos:Concept": marked("concept"),
    "rdf:langString": marked("text in languages"),
    "xsd:string": marked("text"),
    "xsd:integer": marked("number"),
}
Say = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """A line in a box: a property and what its values are. ``target`` is the key of the box that it leads to.

    ``observed`` rows are of properties without a domain, which the data use with the class.
    """

    name: str
    value: str = ""
    target: str = ""
    observed: bool = False


@dataclass(frozen=True)
class Box:
    """A class, a property or a module. ``kind`` says whether it is declared here, elsewhere, or stands for many."""

    key: str
    title: str
    note: str = ""
    rows: tuple[Row, ...] = ()
    kind: Literal["own", "foreign", "open"] = "own"
    parents: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Diagram:
    """Boxes in the order in which they are told."""

    title: str
    summary: str
    boxes: tuple[Box, ...]


def module_diagram(ontology: Ontology, module: Module, say: Say = str) -> Diagram:
    """A module: its classes with their properties, and the classes of other modules that these lead to; ``say`` translates."""
    classes = module.of_kind("Class")
    boxes = {term.iri: _class_box(ontology, term, foreign=False) for term in classes}
    days = _day_boxes(ontology, module, say)
    told = {row.value for box in days for row in box.rows} | {box.title for box in days if not box.note}
    open_rows: list[Row] = []
    for term, users in _properties(ontology, module):
        if term.name in told:
            continue
        row = _property_row(ontology, term, say)
        if row.target and row.target not in boxes and (users or term.module == module.name):
            boxes[row.target] = _class_box(ontology, ontology.terms[row.target], foreign=True)
        for iri in users:
            box = boxes.setdefault(iri, _class_box(ontology, ontology.terms[iri], foreign=True))
            boxes[iri] = replace(box, rows=(*box.rows, replace(row, observed=iri not in term.iris("rdfs:domain"))))
        if not users:
            open_rows.append(row)
    if open_rows:
        boxes[_OPEN] = Box(key=_OPEN, title=say(_VARIOUS), rows=tuple(open_rows), kind="open")
    for iri, box in boxes.items():
        boxes[iri] = replace(box, parents=tuple(parent for parent in box.parents if parent in boxes))
    properties = len(module.terms) - len(classes)
    counted = f" {say(_AND)} ".join(part for part in (_count(len(classes), _CLASSES, say), _count(properties, _PROPERTIES, say)) if part)
    return Diagram(title=say(_MODULE) % {"name": module.name}, summary=f"{counted}.", boxes=(*boxes.values(), *days))


def overview_diagram(ontology: Ontology, say: Say = str) -> Diagram:
    """The modules with their classes; arrows lead to the modules that a module builds on directly."""
    imports = {module.name: set(module.imports) for module in ontology.modules}
    boxes = []
    for module in ontology.modules:
        classes = module.of_kind("Class")
        rows = [Row(term.name) for term in classes]
        rows.append(Row(_count(len(module.terms) - len(classes), _PROPERTIES, say)))
        # Only what does not follow: events import memberships, which import evidence.
        direct = imports[module.name] - {further for name in imports[module.name] for further in imports.get(name, ())}
        boxes.append(Box(key=module.name, title=module.name, rows=tuple(rows), leads_to=tuple(sorted(direct)), anchor=f"module-{module.name}"))
    return Diagram(title=say(_OVERVIEW), summary=say(_OVERVIEW_SUMMARY), boxes=tuple(boxes))


def in_words(diagram: Diagram, say: Say = str) -> list[str]:
    """What the diagram says, one sentence for each line or row, for those who do not see it."""
    titles = {box.key: box.title for box in diagram.boxes}
    sentences: list[str] = []
    for box in diagram.boxes:
        sentences += [say(_IS_A) % {"box": box.title, "other": titles[parent]} for parent in box.parents]
        sentences += [say(_BUILDS) % {"box": box.title, "other": titles[name]} for name in box.leads_to]
        with_value = [row for row in box.rows if row.value]
        sentences += [say(_HAS_VALUE) % {"box": box.title, "property": row.name, "value": row.value} for row in with_value]
        names = [row.name for row in box.rows if not row.value]
        sentences += [say(_HAS) % {"box": box.title, "properties": ", ".join(names)}] if names else []
    return sentences


def _properties(ontology: Ontology, module: Module) -> list[tuple[Term, tuple[str, ...]]]:
    """The properties to show, each with the classes it stands at: those of its domain, else those that the data show."""
    found = []
    for term in sorted(ontology.terms.values(), key=lambda term: term.name):
        if term.kind == "Class":
            continue
        own = term.module == module.name
        domains = tuple(iri for iri in term.iris("rdfs:domain") if iri in ontology.terms)
        observed = tuple(iri for iri in _observed(ontology, term) if ontology.terms[iri].module == module.name)
        if own or observed:
            found.append((term, domains or observed))
    return found


def _observed(ontology: Ontology, term: Term) -> list[str]:
    """The classes with which the data use a property without domain; none if it is derived or used nearly everywhere."""
    classes = [iri for iri in term.used if iri in ontology.terms]
    derived = any(ontology.dated_by(f"urb:{name}", term.iri) for name in _DAYS)
    if term.iris("rdfs:domain") or derived or not classes or len(classes) > _MOST_CLASSES:
        return []
    # What all kinds of a class have is told once, at the class.
    for parent in [iri for iri in ontology.terms if len(ontology.narrower(iri)) > 1] * 2:
        if all(kind.iri in classes for kind in ontology.narrower(parent)):
            classes.append(parent)
    return [iri for iri in dict.fromkeys(classes) if not set(ontology.ancestors(iri)) & set(classes)]


def _class_box(ontology: Ontology, term: Term, *, foreign: bool) -> Box:
    parents = () if foreign else tuple(parent for parent in term.parents if parent in ontology.terms)
    return Box(key=term.iri, title=term.name, note=term.module if foreign else "", kind="foreign" if foreign else "own", parents=parents, anchor=term.name)


def _property_row(ontology: Ontology, term: Term, say: Say) -> Row:
    ranges = term.iris("rdfs:range")
    target = next((iri for iri in ranges if iri in ontology.terms), "")
    return Row(name=term.name, value=ontology.terms[target].name if target else value_in_words(term, say), target=target)


def value_in_words(term: Term, say: Say = str) -> str:
    """What the values of a property are, if they are no instances of a class of the project."""
    note = term.text("skos:scopeNote")
    if any(term.iris(f"urb:{name}") for name in _DAYS) or "partial date" in note:
        return say(_PARTIAL)
    ranges = [shorten(iri) for iri in term.iris("rdfs:range")]
    if ranges:
        return say(_RANGES[ranges[0]]) if ranges[0] in _RANGES else ranges[0]
    if "xsd:date" in note:
        return say(_DAY)
    if term.kind == "ObjectProperty":
        return say(_ANY_RESOURCE)
    return say(_PROPERTY if term.name in _DAYS else _ANY_VALUE)


def _day_boxes(ontology: Ontology, module: Module, say: Say) -> list[Box]:
    """One box for each property with partial dates whose derived days the module declares."""
    own = {term.iri for term in module.terms}
    dated: dict[str, list[Row]] = {}
    for term in (*ontology.terms.values(), *ontology.others):
        rows = [
            Row(words, shorten(day).removeprefix("urb:"))
            for name, words in zip(_DAYS, (say(_FIRST), say(_LAST)), strict=True)
            for day in term.iris(f"urb:{name}")
            if day in own
        ]
        if rows:
            dated[term.iri] = rows
    return [
        Box(
            key=iri,
            title=ontology.name_of(iri),
            note=ontology.terms[iri].module if iri in ontology.terms and iri not in own else "" if iri.startswith(URB) else say(_OTHER),
            rows=tuple(rows),
            kind="own" if iri in own else "foreign",
            anchor=ontology.terms[iri].name if iri in ontology.terms else "",
        )
        for iri, rows in sorted(dated.items(), key=lambda item: ontology.name_of(item[0]).casefold())
    ]


def _count(number: int, words: tuple[str, str], say: Say) -> str:
    return say(words[number != 1]) % {"count": number} if number else ""

"""A right triple: a real one from the validated data where there is one, else one that the constraint's parameters give."""

from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from urbansec.queries.shapes.index import RDF, TYPE
from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.case import Case
from urbansec.validation.explanations.conversions import meant
from urbansec.validation.explanations.expected import allowed
from urbansec.validation.explanations.fits import fits
from urbansec.validation.explanations.lookup import Sample
from urbansec.validation.shown import XSD
from urbansec.validation.similar import closest_iri

_SAMPLES = {
    "string": "text",
    "boolean": "true",
    "integer": "1",
    "nonNegativeInteger": "1",
    "positiveInteger": "1",
    "negativeInteger": "-1",
    "nonPositiveInteger": "-1",
    "decimal": "1.5",
    "double": "1.5e0",
    "float": "1.5",
    "date": "2020-09-28",
    "dateTime": "2020-09-28T10:00:00Z",
    "dateTimeStamp": "2020-09-28T10:00:00Z",
    "time": "10:00:00",
    "gYear": "2020",
    "gYearMonth": "2020-09",
    "gMonth": "--09",
    "gDay": "---28",
    "gMonthDay": "--09-28",
    "duration": "P1D",
    "dayTimeDuration": "P1D",
    "yearMonthDuration": "P1Y",
    "anyURI": "https://example.org/",
    "language": "en",
    "hexBinary": "0FB7",
    "base64Binary": "D7c=",
}
_IRI = ox.NamedNode("https://example.org/thing")
_NONE_FITS = frozenset(("SPARQL", "JS", "Not", "QualifiedMaxCount"))
"""Components whose parameters say what must not be, but not what may."""


def example(case: Case) -> str:
    """A Turtle statement, with a comment that tells where it stands if it is a real one; empty where none can be given in honesty."""
    if case.component == "Closed":  # another's use of a property that is not allowed here teaches nothing
        value, near = case.result.value, nearest_allowed(case)
        if near is None or value is None or not _admits(case, near, value):
            return ""
        return case.shown.triple(case.result.focus, near, value)
    # All focus nodes of a class have the same example: none of them is one, having a finding.
    key = (case.result.shape, case.component, case.predicate or case.result.path, frozenset(case.types(case.result.focus)))
    if key not in case.memory:
        case.memory[key] = _real(case)
    real = case.memory[key]
    if real is not None and case.result.focus not in (real.subject, real.object):
        text = case.shown.triple(real.subject, real.predicate, real.object)
        return f"{text}  # {real.where}" if real.where else text
    return "" if case.component in _NONE_FITS else _made(case)


def nearest_allowed(case: Case) -> ox.NamedNode | None:
    """Of a property that a closed shape does not admit, the one that was probably meant."""
    verb = case.result.path
    admitted = [prop.value for prop in allowed(case.shapes, case.result.shape)]
    near = closest_iri(verb.value, admitted) if isinstance(verb, ox.NamedNode) else None
    return None if near is None else ox.NamedNode(near)


def _admits(case: Case, prop: ox.NamedNode, value: Term) -> bool:
    """Whether the closed shape lets the property have the value."""
    own = [inner for inner in case.shapes.values(case.result.shape, "property") if prop in case.shapes.values(inner, "path")]
    return all(fits(case.shapes, case.lookup, inner, value) for inner in own)


def _real(case: Case) -> Sample | None:
    """A triple of a resource without findings, of a class that the focus node has too, that meets what the shape asks of a value."""
    classes = set(case.types(case.result.focus))
    if case.path is None:  # about the resource itself
        candidates = (sample for cls in classes for sample in case.lookup.samples(TYPE) if sample.object == cls)
        return next((s for s in candidates if s.subject != case.result.focus and _fits(case, s.subject)), None)
    for predicate, against in case.steps:
        for sample in case.lookup.samples(predicate):
            focus, value = (sample.object, sample.subject) if against else (sample.subject, sample.object)
            alike = not classes or not classes.isdisjoint(case.types(focus))
            if alike and focus != case.result.focus and not isinstance(value, ox.BlankNode) and _fits(case, value):
                return sample
    return None


def _made(case: Case) -> str:
    focus = case.result.focus
    if not case.steps or isinstance(focus, ox.Literal):
        return ""
    predicate, against = case.steps[0]
    candidates: Iterable[Term]
    if case.component in ("MaxCount", "UniqueLang"):
        candidates = case.values
    elif case.component == "Equals":
        candidates = [value for _, values in case.others("equals") for value in values]
    else:
        candidates = chain(_converted(case), _candidates(case, case.result.shape, 0))
    for value in candidates:
        if value != case.result.value and _fits(case, value) and not (against and isinstance(value, ox.Literal)):
            return case.shown.triple(value, predicate, focus) if against else case.shown.triple(focus, predicate, value)
    return "" if against else _blank(case, predicate)


def _converted(case: Case) -> Iterator[Term]:
    """The value itself in the datatype that is asked for, if it can be read so."""
    value = case.result.value
    if isinstance(value, ox.Literal):
        for datatype in case.shapes.iris(case.result.shape, "datatype"):
            found = meant(value, datatype.value)
            if found is not None:
                yield found


def _blank(case: Case, predicate: ox.NamedNode) -> str:
    """A new resource in brackets, for a class that has no instance yet."""
    shape = case.result.shape
    classes = [case.shown.term(cls) for cls in case.shapes.values(shape, "class")]
    kind = case.shapes.value(shape, "nodeKind")
    if not classes or (isinstance(kind, ox.NamedNode) and "BlankNode" not in kind.value):
        return ""
    return f"{case.shown.term(case.result.focus)} {case.shown.name(predicate)} [ a {', '.join(classes)} ] ."


def _fits(case: Case, term: Term) -> bool:
    shape = case.result.shape
    wanted = case.shapes.values(shape, "qualifiedValueShape") if case.component == "QualifiedMinCount" else []
    return all(fits(case.shapes, case.lookup, each, term) for each in (shape, *wanted))


def _candidates(case: Case, shape: Term, depth: int) -> Iterator[Term]:
    """Terms that the parameters of a shape suggest, the most telling first."""
    shapes = case.shapes
    if depth > 4:
        return
    yield from shapes.values(shape, "hasValue")
    yield from shapes.members(shape, "in")
    for cls in shapes.iris(shape, "class"):
        yield from (node for node in case.lookup.instances(cls) if isinstance(node, ox.NamedNode))
    for tag in shapes.members(shape, "languageIn"):
        yield ox.Literal("text", language=tag.value)
    for datatype in shapes.iris(shape, "datatype"):
        yield from _of_datatype(case, shape, datatype)
    for name in ("minInclusive", "maxInclusive"):
        yield from shapes.values(shape, name)
    yield from _beside_bounds(case, shape)
    inside = [inner for name in ("node", "qualifiedValueShape") for inner in shapes.values(shape, name)]
    for inner in (*inside, *(member for name in ("or", "xone", "and") for member in shapes.members(shape, name))):
        yield from _candidates(case, inner, depth + 1)
    for kind in shapes.iris(shape, "nodeKind"):
        yield _IRI if "IRI" in kind.value else ox.Literal("text")
    length = shapes.number(shape, "minLength") or 0
    yield ox.Literal(("text" * (length // 4 + 1))[: max(length, 4)])
    yield ox.Literal("t")
    yield _IRI


def _of_datatype(case: Case, shape: Term, datatype: ox.NamedNode) -> Iterator[Term]:
    if datatype.value == f"{RDF}langString":
        yield ox.Literal("text", language=case.words.lang)
    elif datatype.value.startswith(XSD):
        name = datatype.value.removeprefix(XSD)
        yield ox.Literal(_SAMPLES.get(name, "1"), datatype=datatype)
        for bound in ("minInclusive", "maxInclusive"):
            yield from (ox.Literal(value.value, datatype=datatype) for value in case.shapes.literals(shape, bound))
    else:
        yield ox.Literal("…", datatype=datatype)


def _beside_bounds(case: Case, shape: Term) -> Iterator[Term]:
    """Whole numbers one above and one below the bounds that are not themselves allowed."""
    for name, step in (("minExclusive", 1), ("maxExclusive", -1)):
        for bound in case.shapes.literals(shape, name):
            if bound.value.lstrip("+-").isdecimal():
                yield ox.Literal(str(int(bound.value) + step), datatype=bound.datatype)

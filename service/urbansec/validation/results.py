"""From what an engine says, in terms, to findings with a place and an explanation."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path as FilePath

import pyoxigraph as ox

from urbansec.dataset.files import DataFile
from urbansec.errors import shown_path
from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.index import Index
from urbansec.queries.shapes.path import Path
from urbansec.validation.checks import Row
from urbansec.validation.counted import conforming
from urbansec.validation.engines import Result
from urbansec.validation.explain import Explainer, Several, StoreLookup
from urbansec.validation.finding import Finding
from urbansec.validation.identity import Identities
from urbansec.validation.load import Checked, load_plain
from urbansec.validation.locate import Aspect, Located, Locator, Subject, subject_in_shapes
from urbansec.validation.observation import Observation
from urbansec.validation.shapes import Shapes, Term
from urbansec.validation.ways import ways

_ASPECTS: dict[str, Aspect] = {
    "MinCountConstraintComponent": "missing",
    "QualifiedMinCountConstraintComponent": "missing",
    "HasValueConstraintComponent": "missing",
    "MaxCountConstraintComponent": "surplus",
    "QualifiedMaxCountConstraintComponent": "surplus",
    "UniqueLangConstraintComponent": "language",
    "ClosedConstraintComponent": "property",
}
_QUALIFIED = f"{PREFIXES['sh']}QualifiedMaxCountConstraintComponent"
CLOSED = f"{PREFIXES['sh']}ClosedConstraintComponent"


class Findings:
    """Makes findings of results, of rows of checks and of what the gates observe."""

    def __init__(self, checked: Checked, shapes: Shapes, lang: str) -> None:
        self._checked = checked
        self._shapes = shapes
        self._lang = lang

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._checked, self._lang)

    @cached_property
    def _identities(self) -> Identities:
        return Identities(self._checked.store)

    @cached_property
    def _shape_identities(self) -> Identities:
        store = ox.Store()
        store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in self._shapes.triples])
        return Identities(store)

    @cached_property
    def _examples(self) -> ox.Store:
        store = ox.Store()
        for path in self._checked.examples:
            DataFile(path).load(store)
        return store

    def of_results(self, results: Sequence[Result]) -> list[Finding]:
        """Located and explained; without those that only say that a derived triple is one too many, for the curated one is reported already."""
        if not results:
            return []  # and nothing is loaded for them
        told = [result for result in results if not self._echoes(result)]
        located = self._locator.locate(self._subjects(told))
        data = StoreLookup(self._checked.store, {result.focus for result in told}, self._where)
        lookup = Several(data, StoreLookup(self._examples)) if self._checked.examples else data
        explainer = Explainer(Index(self._shapes.graph), lookup, self._checked.prefixes)
        return [self._of_result(result, place, explainer) for result, place in zip(told, located, strict=True)]

    def of_rows(self, rows: Sequence[Row]) -> list[Finding]:
        """What check queries found."""
        located = self._locator.locate(
            Subject(row.focus, (row.path,) if row.path else (), row.value, "value" if row.path or row.value else "resource") for row in rows
        )
        return [self._of_row(row, place) for row, place in zip(rows, located, strict=True) if place.place or not self._repeats(row)]

    def _repeats(self, row: Row) -> bool:
        """Whether a row is about what rules count or collect, as the figures of the dataset: what is wrong is told where it was counted."""
        if not isinstance(row.focus, (ox.NamedNode, ox.BlankNode)) or row.path is None or row.value is None:
            return False
        return self._locator.is_derived(row.focus, row.path, row.value)

    def _of_row(self, row: Row, located: Located) -> Finding:
        return Finding(
            severity=row.query.header.severity,
            focus=self._identities.of(row.focus),
            path=row.path.value if row.path else "",
            value=self._identities.of(row.value),
            message=row.message,
            source=row.query.name,
            component="",
            kind="check",
            place=located.place,
            anchor=located.anchor,
            related=located.related,
            derivation=located.derivation,
            identity=self._identities.of(row.focus),
        )

    def of_observations(self, observed: Sequence[Observation]) -> list[Finding]:
        """What the gates for coverage and vocabulary noticed."""
        data = [one for one in observed if one.where == "data"]
        shapes = [one for one in observed if one.where == "shapes"]
        located = [
            *zip(data, self._locator.locate(Subject(one.focus, (one.path,) if one.path else (), one.value, _aspect(one)) for one in data), strict=True),
            *zip(shapes, self._in_shapes(shapes), strict=True),
        ]
        return [self._of_observation(one, place) for one, place in located]

    def _in_shapes(self, observed: Sequence[Observation]) -> list[Located]:
        """Places in the files of the shapes, which are read for this alone."""
        if not observed or not self._shapes.files:
            return [Located()] * len(observed)
        checked = load_plain([FilePath(file) for file in self._shapes.files])
        return Locator(checked, self._lang).locate(subject_in_shapes(one.focus, one.path, one.value) for one in observed)

    def _of_observation(self, one: Observation, located: Located) -> Finding:
        return Finding(
            severity=one.severity,
            focus=self._identities.of(one.focus) if one.where == "data" else self._shape_identities.of(one.focus),
            path=one.path.value if one.path else "",
            value=self._identities.of(one.value),
            message=_in(self._lang, one.messages),
            source=one.code,
            component="",
            kind=one.kind,
            place=located.place,
            anchor=located.anchor,
            messages=one.messages,
            hint=_in(self._lang, one.hints),
            # Whatever example of it comes first: it is the term that is noticed.
            identity=self._identities.of(one.term or one.focus),
        )

    def _echoes(self, result: Result) -> bool:
        if result.component != CLOSED or not isinstance(result.path, ox.NamedNode) or result.value is None:
            return False
        return self._locator.is_derived(result.focus, result.path, result.value)

    def _of_result(self, result: Result, located: Located, explainer: Explainer) -> Finding:
        explanation = explainer.explain(result, self._lang)
        path = result.path.value if isinstance(result.path, ox.NamedNode) else result.path or ""
        return Finding(
            severity=result.severity,
            focus=self._identities.of(result.focus),
            path=path,
            value=self._identities.of(result.value),
            message=_in(self._lang, explanation.messages),
            source=self._shape_identities.of(result.shape),
            component=result.component,
            place=located.place,
            anchor=located.anchor,
            related=located.related,
            derivation=located.derivation,
            messages=explanation.messages,
            found=explanation.found,
            expected=explanation.expected,
            example=explanation.example,
            hint=explanation.hint,
            identity=self._identities.of(result.focus),
        )

    def _subjects(self, results: Iterable[Result]) -> list[Subject]:
        alike: Counter[tuple[object, ...]] = Counter()
        found = []
        for result in results:
            aspect = _ASPECTS.get(result.component.rpartition("#")[2], "value")
            if result.path is None and (result.value is None or result.value == result.focus):
                aspect = "resource"
            key = (result.focus, result.shape, result.component)
            path = self._path(result)
            found.append(Subject(result.focus, result.predicates, result.value, aspect, alike[key], path, self._uncounted(result, path)))
            alike[key] += 1
        return found

    def _path(self, result: Result) -> Path | None:
        """The path of the shape, if the result is about that: of a closed shape it is about another property."""
        shape = self._shapes.get(result.shape)
        return shape.path if shape and shape.path and shape.path.predicates == result.predicates else None

    def _uncounted(self, result: Result, path: Path | None) -> frozenset[Term]:
        """Of a qualified count, the values that do not conform to its shape."""
        shape = self._shapes.get(result.shape)
        if result.component != _QUALIFIED or shape is None or path is None:
            return frozenset()
        values = set(ways(path, self._checked.store, result.focus))
        counted = [conforming(self._checked.data, self._shapes, qualified, values) for qualified in shape.get("qualifiedValueShape")]
        return frozenset(values.difference(*counted))

    def _where(self, quad: ox.Quad) -> str:
        """Where an example stands, in words."""
        place = self._locator.place_of(quad)
        return "" if place is None else ":".join(str(part) for part in (shown_path(place.file), place.line) if part)


def _aspect(one: Observation) -> Aspect:
    """A term that is used as a property is shown where it is the property."""
    if one.term is not None and one.term == one.path:
        return "property"
    return "resource" if one.path is None and one.value is None else "value"


def _in(lang: str, messages: Sequence[tuple[str, str]]) -> str:
    by_language = dict(messages)
    return by_language.get(lang) or by_language.get("en") or by_language.get("") or next(iter(by_language.values()), "")

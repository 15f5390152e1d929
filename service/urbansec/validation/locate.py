"""Find the stretch of text that a finding is about.

The order is that of the design: the triple with the value, a triple with the path, the type triple, the first triple of
the resource. Two kinds of results have a better place: where something is missing it is the block that describes
the resource, and where a value is one too many it is the last of the values. What only a rule states is traced to the
statement that people wrote. :data:`~urbansec.validation.finding.Anchor` says which of these a place is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.path import Path as PropertyPath
from urbansec.turtle import PlacedTriple, Span
from urbansec.validation.finding import Anchor, Derivation, Place, Related
from urbansec.validation.load import Checked, load_plain
from urbansec.validation.origin import Origins
from urbansec.validation.shapes import ShapeProblem
from urbansec.validation.shown import Shown
from urbansec.validation.texts import Node, Text, Texts
from urbansec.validation.ways import ways

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Aspect = Literal["value", "property", "resource", "missing", "surplus", "language"]
"""What is wrong: a value, the use of a property, the resource as such, something that is not there, a value too many, a language used twice."""

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_STRING = ox.NamedNode(f"{PREFIXES['xsd']}string")
_PARTS: dict[Aspect, Literal["subject", "predicate", "object", "block"]] = {"property": "predicate", "resource": "subject", "missing": "block"}
_MOST_RELATED = 5
_QUICKLY_READ = 20_000  # statements; reading more for an example alone would be felt
_NOTES = {
    "other": {"en": "another value", "de": "ein anderer Wert", "fr": "une autre valeur"},
    "there": {"en": "there is this", "de": "dies ist da", "fr": "il y a ceci"},
    "again": {"en": "stated here too", "de": "steht auch hier", "fr": "énoncé ici aussi"},
    "way": {"en": "on the way there", "de": "auf dem Weg dorthin", "fr": "sur le chemin"},
}


@dataclass(frozen=True)
class Subject:
    """What to find the place of: the resource, the properties and the value that are named, and the aspect.

    ``path`` says how the properties are joined, if that is known. ``turn`` counts results that are alike in all of this, from 0. ``uncounted`` are values
    that may be as many as they like. Without a resource there is no place.
    """

    focus: Term | None
    predicates: tuple[ox.NamedNode, ...] = ()
    value: Term | None = None
    aspect: Aspect = "value"
    turn: int = 0
    path: PropertyPath | None = None
    uncounted: frozenset[Term] = frozenset()


@dataclass(frozen=True)
class Located:
    """The place, what it shows, other places that help, and the rule in between if there is one."""

    place: Place | None = None
    anchor: Anchor = "none"
    related: tuple[Related, ...] = ()
    derivation: Derivation | None = None


@dataclass(frozen=True)
class _Pick:
    """Statements that show the place, the best first (``last``: the one that stands last), and which part of them does."""

    quads: Sequence[ox.Quad]
    anchor: Anchor
    part: Literal["subject", "predicate", "object", "block"]
    derivation: Derivation | None = None
    beside: Sequence[ox.Quad] = ()
    last: bool = False


class Locator:
    """Finds places in the files of ``checked``; what is said beside them is in ``lang``."""

    def __init__(self, checked: Checked, lang: str = "en") -> None:
        self._checked = checked
        self._store = checked.store
        self._origins = Origins(checked.store, checked.rules)
        self._shown = Shown(checked.prefixes)
        self._lang = lang
        self._small = Texts(())
        self._order = {loaded.file.path: i for i, loaded in enumerate((*checked.subjects, *checked.context))}

    def locate(self, subjects: Iterable[Subject]) -> list[Located]:
        """The places, in the order asked for. All at once, so that each file is read once for all of them."""
        wanted = list(subjects)
        picks = [self._pick(subject) for subject in wanted]
        nodes = {quad.subject for pick in picks if pick for quad in (*pick.quads, *pick.beside)}
        texts = Texts([node for node in nodes if isinstance(node, Node)])
        return [Located() if pick is None else self._resolved(pick, texts, subject.value) for pick, subject in zip(picks, wanted, strict=True)]

    def is_derived(self, focus: Term, path: ox.NamedNode, value: Term) -> bool:
        """Whether only rules state the triple, so that nobody can mend it where it stands."""
        stated = self._quads(focus, path, value)
        return bool(stated) and not self._curated(stated)

    def place_of(self, quad: ox.Quad) -> Place | None:
        """Where one statement stands: the whole of it from its value; only the file if that is large and not read yet."""
        loaded = next(iter(self._checked.files.get(_graph(quad), ())), None)
        if loaded is None:
            return None
        if len(loaded.quads) > _QUICKLY_READ:
            return Place(str(loaded.file.path))
        return next((place for _, place in self._placed(quad, "object", self._small)), None)

    # Which statements

    def _pick(self, subject: Subject) -> _Pick | None:
        focus = subject.focus
        if focus is None:
            return None
        if subject.aspect == "missing":
            found = self._block(focus, [quad for p in subject.predicates for quad in self._curated(self._quads(focus, p, None))])
        elif subject.aspect in ("surplus", "language"):
            found = self._surplus(focus, subject)
        elif subject.aspect == "resource":
            found = self._resource(focus)
        else:
            found = self._value(focus, subject)
        return found or self._nearest(focus, subject)

    def _block(self, focus: Term, beside: Sequence[ox.Quad]) -> _Pick | None:
        quads = self._curated(self._quads(focus, _TYPE, None)) or self._curated(self._quads(focus, None, None))
        return _Pick(quads[:1], "block", "block", beside=beside[:_MOST_RELATED]) if quads else None

    def _surplus(self, focus: Term, subject: Subject) -> _Pick | None:
        stated = self._arriving(focus, subject)
        if subject.aspect == "language":
            by_language: dict[str, list[ox.Quad]] = {}
            for quad in stated:
                if isinstance(quad.object, ox.Literal) and quad.object.language:
                    by_language.setdefault(quad.object.language.lower(), []).append(quad)
            repeated = [quads for _, quads in sorted(by_language.items()) if len({quad.object for quad in quads}) > 1]
            stated = repeated[min(subject.turn, len(repeated) - 1)] if repeated else []
        # What people state besides what a rule states is what is one too many.
        if curated := self._curated(stated):
            return _Pick(curated, "path", "object", last=True)
        return self._derived(stated, "path")

    def _arriving(self, focus: Term, subject: Subject) -> list[ox.Quad]:
        """The statements by which the path arrives at its values."""
        if subject.path is None:
            return [quad for p in subject.predicates for quad in self._quads(focus, p, None)]
        last = dict.fromkeys(way[-1] for end, way in ways(subject.path, self._store, focus).items() if way and end not in subject.uncounted)
        return [quad for triple in last for quad in self._stating(triple)]

    def _resource(self, focus: Term) -> _Pick | None:
        quads = self._curated(self._quads(focus, _TYPE, None)) or self._curated(self._quads(focus, None, None))
        if quads:
            return _Pick(quads[:1], "subject", "subject")
        named = self._curated(self._store.quads_for_pattern(None, None, focus))
        return _Pick(named[:1], "value", "object") if named else None

    def _value(self, focus: Term, subject: Subject) -> _Pick | None:
        if subject.value is None:
            return None
        part = _PARTS.get(subject.aspect, "object")
        if subject.path is not None and (way := ways(subject.path, self._store, focus).get(_stored(subject.value))):
            return self._on_the_way(way, part)
        for stated in self._with_value(focus, subject.predicates, subject.value):
            if curated := self._curated(stated):
                return _Pick(curated, "value", part)
            if derived := self._derived(stated, "value"):
                return derived
        return None

    def _on_the_way(self, way: Sequence[ox.Triple], part: Literal["subject", "predicate", "object", "block"]) -> _Pick | None:
        """The last statement that leads to a value; of those in the files that are checked, for it is the data that are wrong and not what is around them."""
        quads = [self._stating(triple) for triple in reversed(way)]
        for choice in ([self._checked_ones(stated) for stated in quads], [self._curated(stated) for stated in quads]):
            if shown := next((stated for stated in choice if stated), None):
                return _Pick(shown, "value", part, beside=[quad for stated in choice for quad in stated[:1] if stated is not shown][:_MOST_RELATED])
        return next((derived for stated in quads if (derived := self._derived(stated, "value"))), None)

    def _stating(self, triple: ox.Triple) -> list[ox.Quad]:
        return list(self._store.quads_for_pattern(triple.subject, triple.predicate, triple.object))

    def _checked_ones(self, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        subjects = {loaded.file.path for loaded in self._checked.subjects}
        return [quad for quad in self._curated(quads) if self._checked.files[_graph(quad)][0].file.path in subjects]

    def _with_value(self, focus: Term, predicates: Sequence[ox.NamedNode], value: Term) -> Iterator[list[ox.Quad]]:
        """Statements that show a value: of the property, the other way round, by whatever property."""
        yield [quad for p in predicates for quad in self._quads(focus, p, value)]
        yield [quad for p in predicates for quad in self._quads(value, p, focus)]
        yield self._quads(focus, None, value)

    def _nearest(self, focus: Term, subject: Subject) -> _Pick | None:
        """What is left of the order of the design: path, type, resource; then what rules say of it, or where it is named."""
        if by_path := self._curated(quad for p in subject.predicates for quad in self._quads(focus, p, None)):
            return _Pick(by_path[:1], "path", _PARTS.get(subject.aspect, "object") if subject.aspect != "missing" else "object")
        if types := self._curated(self._quads(focus, _TYPE, None)):
            return _Pick(types[:1], "type", "object")
        if any_of_it := self._curated(self._quads(focus, None, None)):
            return _Pick(any_of_it[:1], "subject", "subject")
        stated = [
            *(quad for p in subject.predicates for quad in self._quads(focus, p, None)),
            *self._quads(focus, _TYPE, None),
            *self._quads(focus, None, None),
        ]
        return self._derived(stated, "type") or self._resource(focus)

    def _derived(self, quads: Iterable[ox.Quad], anchor: Anchor) -> _Pick | None:
        """The statement that a rule made one of ``quads`` from."""
        for quad in quads:
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            origin = self._origins.of(quad.triple, graph)
            if origin is not None:
                statement = self._shown.triple(cast("Term", quad.subject), quad.predicate, cast("Term", quad.object))
                return _Pick(self._curated(origin.premises[:1]), anchor, "object", Derivation(str(origin.rule), origin.summary, statement))
        return None

    def _quads(self, subject: Term, predicate: ox.NamedNode | None, value: Term | None) -> list[ox.Quad]:
        return [] if isinstance(subject, ox.Literal) else list(self._store.quads_for_pattern(subject, predicate, value))

    def _curated(self, quads: Iterable[ox.Quad]) -> list[ox.Quad]:
        """Those that stand in files, in the order of the files."""
        found = [quad for quad in quads if _graph(quad) in self._checked.files]
        return sorted(found, key=lambda quad: (self._order[self._checked.files[_graph(quad)][0].file.path], str(quad)))

    # Where they stand

    def _resolved(self, pick: _Pick, texts: Texts, written: Term | None) -> Located:
        found = [shown for quad in pick.quads for shown in self._placed(quad, pick.part, texts)]
        if not found:
            return Located(derivation=pick.derivation)
        if pick.last:
            # Of each value, as it is written, the place where it stands first.
            first: dict[object, Place] = {}
            for triple, place in sorted(found, key=self._in_order):
                first.setdefault(triple, place)
            *beside, place = first.values()
            beside, note = beside[-_MOST_RELATED:], "other"
        else:
            exact = [place for triple, place in found if triple.object == written]
            place, *again = dict.fromkeys([*exact, *(place for _, place in found)])
            beside = [place for quad in pick.beside for _, place in self._placed(quad, "object", texts)]
            note = "again" if not beside else "way" if pick.part == "object" else "there"
            beside = beside or again
        related = tuple(Related(other, _NOTES[note].get(self._lang, _NOTES[note]["en"])) for other in beside[:_MOST_RELATED])
        return Located(place, pick.anchor if place.line else "file", related, pick.derivation)

    def _in_order(self, found: tuple[ox.Triple, Place]) -> tuple[int, Place]:
        return self._order[Path(found[1].file)], found[1]

    def _placed(self, quad: ox.Quad, part: str, texts: Texts) -> Iterator[tuple[ox.Triple, Place]]:
        """Where a statement stands, and how it is written there."""
        files = self._checked.files.get(_graph(quad), ())
        for loaded in files:
            text = texts.of(loaded)
            if text is None:
                # Where several files state something in a graph, the statement itself tells which; a graph of one file is that file.
                if len(files) == 1 or quad in loaded.stated:
                    yield quad.triple, Place(str(loaded.file.path))
                continue
            for placed in _same(text, quad):
                yield ox.Triple(placed.subject, placed.predicate, placed.object), text.place(_span(placed, part))


def subject_in_shapes(node: Term | None, path: ox.NamedNode | None, value: Term | None) -> Subject:
    """What to look for in the files of shapes; only IRIs are found, for a blank node has another label each time a file is read."""
    aspect: Aspect = "value" if path else "resource"
    return Subject(node if isinstance(node, ox.NamedNode) else None, (path,) if path else (), value, aspect)


def locate_problems(problems: Sequence[ShapeProblem]) -> list[ShapeProblem]:
    """Mistakes in the shapes with line and column, where their files tell them; each file is read once."""
    found: dict[int, Place | None] = {}
    for file in dict.fromkeys(problem.file for problem in problems if problem.file):
        there = [problem for problem in problems if problem.file == file and not problem.line]
        paths = [ox.NamedNode(problem.predicate) if problem.predicate else None for problem in there]
        located = Locator(load_plain([Path(file)])).locate(subject_in_shapes(p.shape, path, p.value) for p, path in zip(there, paths, strict=True))
        found.update((id(problem), one.place) for problem, one in zip(there, located, strict=True))
    return [replace(problem, line=place.line, column=place.column) if (place := found.get(id(problem))) else problem for problem in problems]


def _graph(quad: ox.Quad) -> str:
    return "" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value


def _same(text: Text, quad: ox.Quad) -> list[PlacedTriple]:
    """Where a text states this; a number or a date may be written otherwise there than in the store, and in several ways."""
    alike = [placed for placed in text.about(quad.subject) if placed.predicate == quad.predicate]
    if not isinstance(quad.object, ox.Literal):
        return [placed for placed in alike if placed.object == quad.object]
    return [placed for placed in alike if placed.object == quad.object or _stored(cast("Term", placed.object)) == quad.object]


def _stored(term: Term) -> Term:
    """The term as a store gives it back."""
    if not isinstance(term, ox.Literal) or term.language or term.datatype == _STRING:
        return term
    store = ox.Store()
    store.add(ox.Quad(_TYPE, _TYPE, term))
    return cast("Term", next(iter(store)).object)


def _span(placed: PlacedTriple, part: str) -> Span:
    return {"subject": placed.subject_span, "predicate": placed.predicate_span, "block": placed.block}.get(part, placed.object_span)

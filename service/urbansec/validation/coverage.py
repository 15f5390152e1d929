"""The coverage gate: what the shapes do not check, so that no data conform only because nobody looked.

A *shape* is seen if a resource matches its target. A *class* is checked if a shape targets it or a class above it, a *property* if a
shape's path names it, if a shape compares with it or begins at it (``sh:targetSubjectsOf``), if its query mentions it, or if a shape lists it in
``sh:ignoredProperties``: there somebody
decided to let it be. A *resource* is checked if it matches a target, or if a shape hands it on to another (``sh:node``, ``sh:property`` and the like).

Each gap is told once, with the number of times it occurs. The terms of RDFS, OWL and SHACL, and what is declared with them, are the
language of the data and not data.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.index import RDF, RDFS, SH, TYPE, Index
from urbansec.validation.finding import Severity
from urbansec.validation.observation import DEFAULT, Code, Observation, told
from urbansec.validation.shapes import Shape, Shapes, Term
from urbansec.validation.shown import Shown
from urbansec.validation.usage import Follow, Usage, term, written

_SUBCLASS = ox.NamedNode(f"{RDFS}subClassOf")
_LANGUAGE = tuple(PREFIXES[prefix] for prefix in ("rdf", "rdfs", "owl", "sh"))
_DECLARING = (*(f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")), f"{RDF}first")
"""Properties whose subjects are no resources of the data but terms, or members of a list."""

_COMPARED = ("equals", "disjoint", "lessThan", "lessThanOrEquals", "targetSubjectsOf", "targetObjectsOf")
_QUERIES = ("select", "ask")
_NAME_IN_QUERY = re.compile(r"<([^<>\s]+)>|(?<![\w:])([\w-]*):([\w-]+)")


def coverage(store: ox.Store, shapes: Shapes, used: Usage, severities: Mapping[Code, Severity] = DEFAULT, shown: Shown | None = None) -> Iterator[Observation]:
    """The gaps between the shapes and the data that ``used`` was counted from, following :func:`followed`.

    Targets, and the class hierarchy, are looked up in the whole store.
    """
    yield from _Gate(store, shapes, used, severities, shown or Shown()).observe()


def followed(shapes: Shapes) -> Follow:
    """The properties by which a shape finds resources to check, other than by their class."""
    subjects, objects = set(_DECLARING), set()
    for shape in shapes:
        if shape.deactivated:
            continue
        subjects |= {target.term.value for target in shape.targets if target.kind == "targetSubjectsOf"}
        objects |= {target.term.value for target in shape.targets if target.kind == "targetObjectsOf"}
        if shape.path is not None and shapes.children(shape):
            objects |= {prop.value for prop in shape.path.predicates}
    return Follow(frozenset(subjects), frozenset(objects))


class _Gate:
    def __init__(self, store: ox.Store, shapes: Shapes, used: Usage, severities: Mapping[Code, Severity], shown: Shown) -> None:
        self._store = store
        self._shapes = shapes
        self._index = Index(shapes.graph)
        self._used = used
        self._severities = severities
        self._shown = shown
        self._active = [shape for shape in shapes if self._is_active(shape, ())]
        self._classes = self._targeted_classes()

    def observe(self) -> Iterator[Observation]:
        """Everything that is noticed, shapes first."""
        idle = list(self._idle())
        if self._used.triples and len(idle) == len([shape for shape in self._active if shape.targets]) and not self._has_other_targets():
            yield Observation("coverage", "nothing-checked", self._severities["nothing-checked"], None, messages=told("nothing-checked"))
        yield from idle
        yield from self._unused()
        yield from self._unchecked_classes()
        yield from self._unchecked_properties()
        yield from self._untargeted()

    # Shapes

    def _is_active(self, shape: Shape, above: tuple[Term, ...]) -> bool:
        """Whether a shape is not switched off, and some shape that uses it is not either."""
        if shape.deactivated or shape.node in above:
            return False
        parents = [parent for node, _ in shape.parents if (parent := self._shapes.get(node)) is not None]
        return bool(shape.targets) or not parents or any(self._is_active(parent, (*above, shape.node)) for parent in parents)

    def _idle(self) -> Iterator[Observation]:
        for shape in self._active:
            if shape.targets and not any(self._matches(target.kind, target.term) for target in shape.targets):
                targets = ", ".join(dict.fromkeys(self._shown.term(target.term) for target in shape.targets))
                yield self._of_shape("idle-shape", shape, y=targets)

    def _matches(self, kind: str, target: Term) -> bool:
        """Whether the store holds a focus node for the target; ``sh:targetNode`` is one even if nothing is said of it, but then it is idle all the same."""
        patterns: Iterable[tuple[Term | None, ox.NamedNode | None, Term | None]]
        if kind in ("targetSubjectsOf", "targetObjectsOf"):
            patterns = [(None, target if isinstance(target, ox.NamedNode) else None, None)]
        elif kind == "targetNode":
            patterns = [(target, None, None), (None, None, target)]
        else:
            patterns = [(None, TYPE, cls) for cls in self._below(target)]
        return any(self._exists(*pattern) for pattern in patterns)

    def _exists(self, subject: Term | None, predicate: ox.NamedNode | None, value: Term | None) -> bool:
        if isinstance(subject, ox.Literal):
            return False
        return next(iter(self._store.quads_for_pattern(subject, predicate, value)), None) is not None

    def _below(self, cls: Term) -> set[Term]:
        """The class and all classes below it."""
        found: set[Term] = {cls}
        queue: list[Term] = [cls]
        while queue:
            quads = self._store.quads_for_pattern(None, _SUBCLASS, queue.pop())
            fresh = {quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode | ox.BlankNode)} - found
            found |= fresh
            queue += fresh
        return found

    def _unused(self) -> Iterator[Observation]:
        named_elsewhere = {triple.object for triple in self._shapes.triples}
        for shape in self._shapes:
            if shape.deactivated:
                yield self._of_shape("inactive-shape", shape)
            elif not shape.targets and not shape.parents and not shape.get("target") and shape.node not in named_elsewhere:
                yield self._of_shape("unused-shape", shape)

    def _has_other_targets(self) -> bool:
        """Whether a shape has a target that is not of SHACL Core (a query), of which nothing is known here."""
        return any(shape.get("target") for shape in self._active)

    def _of_shape(self, code: Code, shape: Shape, **places: str) -> Observation:
        about = self._shown.term(shape.node)
        messages = told(code, x=about, **places)
        return Observation("coverage", code, self._severities[code], shape.node, term=shape.node, where="shapes", messages=messages)

    # Classes and resources

    def _targeted_classes(self) -> set[Term]:
        targets = [target.term for shape in self._active for target in shape.targets if target.kind in ("targetClass", "implicit")]
        return {cls for target in targets for cls in self._below(target)}

    def _unchecked_classes(self) -> Iterator[Observation]:
        covered = self._covered()
        for key, seen in sorted(self._used.classes.items()):
            cls = term(key)
            if cls in self._classes or cls.value.startswith(_LANGUAGE):
                continue
            bare = {node for node in self._used.instances[key] if node not in covered and not self._is_found(node)}
            if bare:
                triple = seen.triple
                messages = told("unchecked-class", x=self._shown.term(cls), n=len(bare))
                severity = self._severities["unchecked-class"]
                yield Observation("coverage", "unchecked-class", severity, _node(triple.subject), TYPE, cls, cls, messages=messages)

    def _untargeted(self) -> Iterator[Observation]:
        covered = self._covered()
        bare = sorted(node for node in self._used.untyped() if node not in covered and not self._is_found(node))
        if bare:
            first = term(bare[0])
            messages = told("untargeted-resource", x=self._shown.term(first), n=len(bare))
            yield Observation("coverage", "untargeted-resource", self._severities["untargeted-resource"], first, term=first, messages=messages)

    def _covered(self) -> set[bytes]:
        """The resources that a target finds or a shape hands on, and declarations, as far as the counted graphs tell."""
        found = set(self._used.reached)
        found |= {written(target.term) for shape in self._active for target in shape.targets if target.kind == "targetNode"}
        for key, nodes in self._used.instances.items():
            cls = term(key)
            if cls in self._classes or cls.value.startswith(_LANGUAGE):
                found.update(nodes)
        return found

    def _is_found(self, node: bytes) -> bool:
        """The same by what other graphs of the store say; asked only where the counted graphs are not all there is."""
        if self._used.whole:
            return False
        here = term(node)
        types = {quad.object for quad in self._store.quads_for_pattern(here, TYPE, None)}
        if not types.isdisjoint(self._classes) or any(isinstance(cls, ox.NamedNode) and cls.value.startswith(_LANGUAGE) for cls in types):
            return True
        follow = self._used.follow
        return any(self._exists(here, ox.NamedNode(iri), None) for iri in follow.subjects) or any(
            self._exists(None, ox.NamedNode(iri), here) for iri in follow.objects
        )

    # Properties

    def _unchecked_properties(self) -> Iterator[Observation]:
        checked = self._checked_properties()
        for key, seen in sorted(self._used.predicates.items()):
            prop = term(key)
            if prop.value in checked or prop.value.startswith(_LANGUAGE) or not isinstance(prop, ox.NamedNode):
                continue
            triple = seen.triple
            messages = told("unchecked-property", x=self._shown.term(prop), n=seen.times)
            severity = self._severities["unchecked-property"]
            yield Observation("coverage", "unchecked-property", severity, _node(triple.subject), prop, _node(triple.object), prop, messages=messages)

    def _checked_properties(self) -> set[str]:
        found: set[str] = set()
        for shape in self._active:
            found |= {prop.value for prop in shape.path.predicates} if shape.path is not None else set()
            found |= {value.value for name in _COMPARED for value in shape.get(name)}
            found |= {member.value for head in shape.get("ignoredProperties") for member in self._shapes.members(head)}
        return found | self._mentioned()

    def _mentioned(self) -> set[str]:
        """The IRIs that queries in the shapes graph name, in full or by a prefix that is declared anywhere in it."""
        declared = self._shapes.graph.having(ox.NamedNode(f"{SH}prefix"))
        spaces = {prefix.value: space.value for node, prefix in declared for space in self._index.literals(node, "namespace")}
        found: set[str] = set()
        for name in _QUERIES:
            for _, text in self._shapes.graph.having(ox.NamedNode(f"{SH}{name}")):
                found |= {full or f"{spaces.get(prefix, '')}{local}" for full, prefix, local in _NAME_IN_QUERY.findall(text.value)}
        return found


def _node(node: object) -> Term | None:
    return node if isinstance(node, ox.NamedNode | ox.BlankNode | ox.Literal) else None

"""The vocabulary gate: terms that do not exist, terms that are given up, and resources that are named but described nowhere.

- *undeclared*: a property, class or datatype in a namespace that the loaded ontology declares, but not this term; and an IRI in the namespace
  of such an ontology that stands as a value;
- *misspelt*: a term that a well-known vocabulary does not have, or a namespace that is almost that of one;
- *deprecated*: with ``owl:deprecated``, or given up by a well-known vocabulary, with its replacement (``dcterms:isReplacedBy``);
- *dangling*: an IRI as value, in a namespace of which the data describe at least as many resources as they leave undescribed; in the namespace
  of this project's resources always, and then it is a violation.

Each comes with what was probably meant. A term is told with the places that use it, the first :data:`MOST` of them.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

import pyoxigraph as ox

from urbansec.namespaces import ID, PREFIXES
from urbansec.queries.shapes.index import TYPE
from urbansec.queries.shapes.path import Term
from urbansec.validation.finding import Severity
from urbansec.validation.known import Vocabulary, meant_namespace, vocabularies
from urbansec.validation.observation import DEFAULT, Code, Observation, told
from urbansec.validation.ontology import Ontology
from urbansec.validation.shown import Shown
from urbansec.validation.similar import Iris, closest, local_name
from urbansec.validation.usage import Usage, term, usage

MOST = 20
"""How many places of one term are told."""

_OURS = f"<{ID}".encode()
_DOCUMENTS = frozenset(
    [
        "accessURL",
        "contentUrl",
        "depiction",
        "downloadURL",
        "endpointURL",
        "homepage",
        "image",
        "img",
        "isDefinedBy",
        "isPrimaryTopicOf",
        "landingPage",
        "license",
        "logo",
        "page",
        "photo",
        "seeAlso",
        "thumbnail",
        "thumbnailUrl",
        "url",
        "weblog",
    ]
)


def vocabulary(
    store: ox.Store, used: Usage, severities: Mapping[Code, Severity] = DEFAULT, shown: Shown | None = None, described: Collection[Term] = ()
) -> Iterator[Observation]:
    """What is wrong with the terms and references that ``used`` was counted from.

    The ontology, and what resources are described, are looked up in the whole store; ``described`` are resources that something else describes
    (the shapes, which people refer to).
    """
    gate = _Gate(store, used, Ontology.of(store), severities, shown or Shown())
    gate.described = frozenset(str(node).encode() for node in described)
    yield from gate.terms()
    yield from gate.dangling()


def vocabulary_of_shapes(
    store: ox.Store, shapes: Iterable[ox.Triple], severities: Mapping[Code, Severity] = DEFAULT, shown: Shown | None = None
) -> Iterator[Observation]:
    """The same for the terms in shapes, by the ontology in ``store``: a shape with a misspelt path or class never finds anything wrong."""
    own = ox.Store()
    own.extend([ox.Quad(triple.subject, triple.predicate, triple.object) for triple in shapes])
    gate = _Gate(own, usage(own), Ontology.of(store, own), severities, shown or Shown())
    yield from (replace(seen, where="shapes") for seen in gate.terms())


class _Gate:
    def __init__(self, store: ox.Store, used: Usage, ontology: Ontology, severities: Mapping[Code, Severity], shown: Shown) -> None:
        self._store = store
        self._used = used
        self._severities = severities
        self._shown = shown
        self._ontology = ontology
        self.described: frozenset[bytes] = frozenset()
        self._told: set[bytes] = set()
        self._declared = Iris(ontology.declared)
        self._beside: dict[bytes, Iris] = {}
        self._starts = tuple(f"<{space}".encode() for space in {*vocabularies(), *self._ontology.headers})

    def terms(self) -> Iterator[Observation]:
        """What is wrong with terms, each told once: as deprecated before misspelt, and as misspelt before undeclared."""
        yield from self._deprecated()
        roles = {**self._used.datatypes, **self._used.classes, **self._used.predicates}
        for key in sorted(roles):
            if key.startswith(b"<"):
                yield from self._term(key, term(key).value)
        for key in sorted(self._used.references):
            if key.startswith(b"<") and key not in roles and key not in self._used.subjects:
                yield from self._reference(key)

    # Terms

    def _term(self, key: bytes, iri: str) -> Iterator[Observation]:
        """What is wrong with a term in the place of a property, class or datatype."""
        if iri in self._ontology.declared:
            return
        found = self._foreign(key, iri)
        if found is not None:
            yield from found
        elif self._ontology.covers(iri) and not self._is_described(key):
            yield from self._undeclared(key, iri)

    def _reference(self, key: bytes) -> Iterator[Observation]:
        """What is wrong with a term of an ontology or vocabulary that stands as a value."""
        if not key.startswith(self._starts) or key.endswith((b"#>", b"/>")):
            return
        iri = term(key).value
        if iri in self._ontology.declared or self._is_described(key):
            return
        found = self._foreign(key, iri, as_value=True)
        if found is not None:
            yield from found
        elif self._ontology.is_of_header(iri) and iri not in self._ontology.headers:
            yield from self._undeclared(key, iri)

    def _undeclared(self, key: bytes, iri: str) -> Iterator[Observation]:
        near = self._declared.closest(iri)
        yield from self._each("undeclared-term", key, near)

    def _foreign(self, key: bytes, iri: str, *, as_value: bool = False) -> Iterator[Observation] | None:
        """A slip in a term of a well-known vocabulary; ``None`` if it belongs to none, or if there is nothing to say."""
        known = vocabularies()
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        vocabulary = known.get(iri[:cut])
        if vocabulary is None:
            # An address that merely looks like a namespace may stand as a value.
            near = None if as_value or self._ontology.covers(iri) else meant_namespace(iri)
            return None if near is None else self._each("misspelt-namespace", key, near)
        name = iri[cut:]
        if name in vocabulary.replaced:
            return self._each("deprecated-term", key, vocabulary.replaced[name])
        return None if vocabulary.has(name) or not name else self._misspelt(key, name, vocabulary, as_value=as_value)

    def _misspelt(self, key: bytes, name: str, vocabulary: Vocabulary, *, as_value: bool) -> Iterator[Observation] | None:
        near = closest(name, vocabulary.terms)
        if near is None and (as_value or not vocabulary.closed):
            return None
        return self._each("misspelt-term", key, f"{vocabulary.namespace}{near}" if near else None, y=vocabulary.prefix)

    def _deprecated(self) -> Iterator[Observation]:
        for iri, instead in sorted(self._ontology.deprecated.items()):
            key = f"<{iri}>".encode()
            if self._is_used(key):
                yield from self._each("deprecated-term", key, instead or None)

    def _is_used(self, key: bytes) -> bool:
        return any(key in table for table in (self._used.predicates, self._used.classes, self._used.datatypes, self._used.references))

    # References

    def dangling(self) -> Iterator[Observation]:
        """References to nothing, apart from what is wrong with terms."""
        left = [key for key in self._used.references if key.startswith(b"<") and key not in self._used.subjects and key not in self._told]
        left = [key for key in left if not key.endswith((b"/>", b"#>"))]
        if not left:
            return
        well_known = {f"<{space}".encode() for space in vocabularies()}
        present = Counter(space for key in self._used.subjects if key.startswith(b"<") and (space := _space(key)) not in well_known)
        above = Counter({_above(space): 0 for space in present})
        for space, times in present.items():
            above[_above(space)] += times
        own = [key for key in left if present[_space(key)] or above[_above(_space(key))] or key.startswith(_OURS)]
        missing = sorted(key for key in own if not self._is_described(key))
        absent, absent_above = Counter(_space(key) for key in missing), Counter(_above(_space(key)) for key in missing)
        for key in missing:
            space = _space(key)
            within = present[space] >= absent[space] if present[space] else bool(_above(space)) and above[_above(space)] >= absent_above[_above(space)]
            ours = key.startswith(_OURS)
            if ours or within:
                found = self._each("dangling-reference", key, self._nearest(key, space), severity="violation" if ours else None)
                yield from (seen for seen in found if not _leads_to_a_document(seen.path))

    def _nearest(self, key: bytes, space: bytes) -> str | None:
        within = _above(space) or space
        if within not in self._beside:
            self._beside[within] = Iris(term(other).value for other in self._used.subjects if other.startswith(within))
        return self._beside[within].closest(term(key).value)

    def _is_described(self, key: bytes) -> bool:
        """Whether anything is said of the resource, in any graph of the store or in what is given besides."""
        if key in self._used.subjects or key in self.described:
            return True
        return next(iter(self._store.quads_for_pattern(term(key), None, None)), None) is not None

    # Telling

    def _each(self, code: Code, key: bytes, near: str | None, *, severity: Severity | None = None, **places: str) -> Iterator[Observation]:
        """An observation for each of the first places of a term, of the severity of its code if no other is given."""
        self._told.add(key)
        node = term(key)
        quads = [*self._places(key, node)]
        shown = self._shown.term(node)
        times = self._times(key) or len(quads)
        messages = told(code, x=shown, n=times, **places)
        hints = told("hint.replaced" if code == "deprecated-term" else "hint.did-you-mean", x=self._shown.iri(near)) if near else ()
        for quad in quads[:MOST]:
            yield Observation(
                "reference" if code == "dangling-reference" else "term",
                code,
                severity or self._severities[code],
                _node(quad.subject),
                quad.predicate,
                _node(quad.object),
                node,
                messages=messages,
                hints=hints,
            )

    def _times(self, key: bytes) -> int:
        return sum(table[key].times for table in (self._used.predicates, self._used.classes, self._used.datatypes) if key in table)

    def _places(self, key: bytes, node: ox.NamedNode | ox.BlankNode) -> Iterator[ox.Quad]:
        """Quads of the counted graphs that use the term."""
        predicate = node if isinstance(node, ox.NamedNode) and key in self._used.predicates else None
        if predicate is not None:
            found: Iterator[ox.Quad] = self._quads(None, predicate, None)
        elif key in self._used.datatypes:
            triple = self._used.datatypes[key].triple
            found = self._quads(_node(triple.subject), triple.predicate, _node(triple.object))
        else:
            found = self._quads(None, TYPE if key in self._used.classes else None, node)
        for quad, _ in zip(found, range(MOST), strict=False):
            yield quad

    def _quads(self, subject: Term | None, predicate: ox.NamedNode | None, value: Term | None) -> Iterator[ox.Quad]:
        if isinstance(subject, ox.Literal):
            return
        for graph in self._used.graphs:
            yield from self._store.quads_for_pattern(subject, predicate, value, graph)


def _leads_to_a_document(prop: ox.NamedNode | None) -> bool:
    """Whether the property names pages, files and versions, which nobody describes, rather than things."""
    return prop is not None and (prop.value.startswith(PREFIXES["owl"]) or local_name(prop.value) in _DOCUMENTS)


def _space(key: bytes) -> bytes:
    """The namespace of a term as N-Triples writes it: up to the last sign that parts."""
    return key[: max(key.rfind(b"/"), key.rfind(b"#")) + 1]


def _above(space: bytes) -> bytes:
    """The folder above a namespace; empty if that would be a whole host."""
    inner = _space(space[:-1])
    return inner if inner.count(b"/") > 3 else b""


def _node(node: object) -> Term | None:
    return node if isinstance(node, ox.NamedNode | ox.BlankNode | ox.Literal) else None

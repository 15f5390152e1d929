"""Why a derived triple is there: the rule that made it, and the statements it was made from.

A rule is a ``CONSTRUCT`` query. Run as ``SELECT *`` it gives the values it was made from; a statement that joins two of
these values, or one of them and a term of the rule, by a property that the rule names, is what it followed from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.engine.inspect import tokens
from urbansec.namespaces import PREFIXES
from urbansec.queries.header import read_header

_TYPE = ox.NamedNode(f"{PREFIXES['rdf']}type")
_STEPS = 3  # from a claim by its evidence to the source, from a membership by what attests it
Value = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Origin:
    """The file of the rule, its summary, and the statements it read, the one that says most about the derived triple first."""

    rule: Path
    summary: str
    premises: tuple[ox.Quad, ...]


class Origins:
    """Looks up origins; each rule is run once, when it is first asked for.

    ``rules`` maps the graph that a rule's triples are in to the rule's file.
    """

    def __init__(self, store: ox.Store, rules: Mapping[str, Path]) -> None:
        self._store = store
        self._rules = rules
        self._known: dict[str, _Rule] = {}

    def of(self, triple: ox.Triple, graph: str) -> Origin | None:
        """The origin of a derived triple in ``graph``, traced through rules that build on rules to curated statements.

        ``None`` if the graph is no rule's, or if nothing that people curate can be named.
        """
        if graph not in self._rules:
            return None
        rule = self._rule(graph)
        premises = tuple(self._curated(triple, graph, set()))
        return Origin(rule.path, rule.summary, premises) if premises else None

    def _rule(self, graph: str) -> "_Rule":
        if graph not in self._known:
            self._known[graph] = _Rule(self._rules[graph], self._store)
        return self._known[graph]

    def _curated(self, triple: ox.Triple, graph: str, seen: set[ox.Quad]) -> Iterator[ox.Quad]:
        for quad in self._rule(graph).premises(triple, graph):
            inner = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if inner == graph or quad in seen:  # what the rule itself made explains nothing
                continue
            seen.add(quad)
            if inner in self._rules:
                yield from self._curated(quad.triple, inner, seen)
            else:
                yield quad


class _Rule:
    """One rule, and what it read."""

    def __init__(self, path: Path, store: ox.Store) -> None:
        self.path = path
        text = path.read_text("utf-8")
        self.summary = read_header(text, file=str(path)).summary
        self._store = store
        self._rows: dict[Value, list[frozenset[Value]]] = {}
        solutions = store.query(_as_select(text), use_default_graph_as_union=True)
        if isinstance(solutions, ox.QuerySolutions):
            for solution in solutions:
                row = frozenset(value for value in solution if isinstance(value, Value))
                for value in row:
                    self._rows.setdefault(value, []).append(row)
        self._terms = _terms(text)

    def premises(self, triple: ox.Triple, graph: str) -> list[ox.Quad]:
        """The statements that a solution holds which has the triple's subject and object among its values, the one that says most first.

        ``graph`` is that of the rule itself. What a subquery gathers is in no solution: then what leads to the value comes first.
        """
        ends = [end for end in (triple.subject, triple.object) if isinstance(end, Value) and end not in self._terms]
        rows = self._rows.get(ends[0], []) if ends else []
        for row in rows:
            if row.issuperset(ends):
                joining = sorted(self._joining(row), key=lambda quad: _distance(quad, triple))
                said = any(_alike(quad, triple) for quad in joining if quad.graph_name != ox.NamedNode(graph))
                return joining if said else [*self._leading_to(triple, graph), *joining]
        return []

    def _leading_to(self, triple: ox.Triple, graph: str) -> list[ox.Quad]:
        """The statement that says the triple's value of something a few steps away, along properties that the rule names."""
        reached: set[object] = {triple.subject}
        fresh: set[object] = {triple.subject}
        for _ in range(_STEPS):
            onwards = [
                quad
                for start in fresh
                if isinstance(start, (ox.NamedNode, ox.BlankNode))
                for quad in self._store.quads_for_pattern(start, None, None)
                if quad.predicate in self._terms and quad.graph_name != ox.NamedNode(graph)
            ]
            if said := [quad for quad in onwards if _alike(quad, triple)]:
                return sorted(said, key=str)
            fresh = {end for quad in onwards if (end := quad.object) not in reached}
            reached |= fresh
        return []

    def _joining(self, row: frozenset[Value]) -> Iterator[ox.Quad]:
        ends = row | self._terms
        for subject in row:
            if isinstance(subject, ox.Literal):
                continue
            for quad in self._store.quads_for_pattern(subject, None, None):
                if quad.object in ends and (quad.predicate in self._terms or quad.predicate in row):
                    yield quad


def _as_select(text: str) -> str:
    """The query with ``SELECT *`` in place of ``CONSTRUCT`` and its template."""
    found = list(tokens(text))
    begin = next(i for i, token in enumerate(found) if token.text.upper() == "CONSTRUCT")
    depth, end = 0, begin
    for i, token in enumerate(found[begin:], begin):
        depth += (token.text == "{") - (token.text == "}")
        if token.text == "}" and not depth:
            end = i
            break
    return f"{text[: found[begin].start]}SELECT * {text[found[end].end :]}"


def _terms(text: str) -> frozenset[ox.NamedNode]:
    """The IRIs that a query names, in full or with a prefix; ``a`` is ``rdf:type``."""
    prefixes: dict[str, str] = {}
    found: set[ox.NamedNode] = set()
    before: Sequence[str] = ("", "")
    for token in tokens(text):
        word = token.text
        if before[0].upper() == "PREFIX" and word.startswith("<"):
            prefixes[before[1].removesuffix(":")] = word[1:-1]
        elif word.startswith("<") and word.endswith(">"):
            found.add(ox.NamedNode(word[1:-1]))
        elif word == "a":
            found.add(_TYPE)
        else:
            prefix, colon, local = word.partition(":")
            if colon and prefix in prefixes:
                found.add(ox.NamedNode(prefixes[prefix] + local))
        before = (before[1], word)
    return frozenset(found)


def _distance(quad: ox.Quad, triple: ox.Triple) -> tuple[bool, bool, bool, str]:
    """How little a premise says about what was derived from it: of another value, a mere type, of another subject."""
    return (not _alike(quad, triple), quad.predicate == _TYPE, quad.subject != triple.subject, str(quad))


def _alike(quad: ox.Quad, triple: ox.Triple) -> bool:
    """Whether the values are the same, or one is a more precise date than the other."""
    one, other = quad.object, triple.object
    return one == other or (isinstance(one, ox.Literal) and isinstance(other, ox.Literal) and other.value.startswith(one.value))

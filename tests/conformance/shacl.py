"""Run the SHACL tests: each is a file with shapes, data and the report that is wanted, or the word that there must be none.

``Validator`` is all that a test needs of the product, so that the same tests judge an engine or the whole command.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyoxigraph as ox

from tests.conformance.suites import MF, folder
from urbansec.assets import find_assets
from urbansec.errors import UrbansecError
from urbansec.queries.shapes.path import read_list, read_path
from urbansec.validation import Job, run
from urbansec.validation.engines import Name, validate
from urbansec.validation.engines.finish import short
from urbansec.validation.shapes import Graph, Shapes, Term
from urbansec.validation.shapes.terms import SH, sh

SHT = "http://www.w3.org/ns/shacl-test#"
Row = tuple[Term | str | None, ...]
"""Focus node, path, value, severity, component and shape; ``None`` where the wanted report does not say. A path is text: an IRI, or a SPARQL property path."""
Validator = Callable[[Path, Path], Sequence[Row] | None]
"""Takes the files of data and shapes; gives the results, or ``None`` if the shapes are refused."""


@dataclass(frozen=True)
class Case:
    """One test; ``wanted`` is ``None`` if the shapes must be refused."""

    id: str
    data: Path
    shapes: Path
    wanted: tuple[Row, ...] | None


@cache
def cases() -> tuple[Case, ...]:
    """All tests of the suite. One file is in no manifest, and is as good a test as the others; so every file is looked into."""
    root = folder()
    return tuple(case for path in sorted((root / "shacl").rglob("*.ttl")) for case in _cases(path)) if root else ()


def by_engine(name: Name) -> Validator:
    """What one engine finds."""

    def run(data: Path, shapes: Path) -> Sequence[Row] | None:
        try:
            results = validate(data, Shapes.load([shapes]), name)
        except UrbansecError:
            return None
        return [(r.focus, _text(r.path), r.value, r.severity, ox.NamedNode(r.component), r.shape) for r in results]

    return run


def by_command(data: Path, shapes: Path) -> Sequence[Row] | None:
    """What ``urbansec validate DATA --shapes SHAPES --no-coverage`` finds: its own path, from files to findings that are located and explained."""
    try:
        report = run(find_assets(None), Job(data=[data], shapes=[shapes], coverage=False))
    except UrbansecError:
        return None
    return [(_term(f.focus), f.path or None, _term(f.value), f.severity, ox.NamedNode(f.component), _term(f.source)) for f in report.findings]


def run_shacl(case: Case, validator: Validator) -> str:
    """How the test failed, or nothing."""
    found = validator(case.data, case.shapes)
    if case.wanted is None or found is None:
        return "" if case.wanted is None and found is None else "refused" if found is None else f"not refused, with {len(found)} results"
    if len(found) != len(case.wanted):
        return f"{len(found)} results in place of {len(case.wanted)}"
    return "" if _match(list(case.wanted), list(found), {}) else f"other results: {sorted(map(str, found))}"


def _term(text: str) -> Term | None:
    """The term that a finding writes so."""
    if not text:
        return None
    if text.startswith("_:"):
        return ox.BlankNode(text[2:])
    if not text.startswith('"'):
        return ox.NamedNode(text)
    (quad,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def _text(path: Term | str | None) -> str | None:
    return path.value if isinstance(path, ox.NamedNode) else None if path is None else str(path)


def _match(wanted: list[Row], found: list[Row], names: dict[Term, Term]) -> bool:
    """Whether the rows are the same, with blank nodes mapped one to one."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    for number, row in enumerate(found):
        known = _same(first, row, names)
        if known is not None and _match(rest, found[:number] + found[number + 1 :], known):
            return True
    return False


def _same(wanted: Row, found: Row, names: dict[Term, Term]) -> dict[Term, Term] | None:
    known = dict(names)
    for want, have in zip(wanted, found, strict=True):
        if want is None:
            continue
        if isinstance(want, ox.BlankNode) and isinstance(have, ox.BlankNode):
            if known.setdefault(want, have) != have or sum(value == have for value in known.values()) > 1:
                return None
        elif want != have:
            return None
    return known


def _cases(path: Path) -> Iterator[Case]:
    here = path.resolve().as_uri()
    graph = Graph(quad.triple for quad in ox.parse(path=str(path), base_iri=here))
    for head in graph.objects(ox.NamedNode(here), _mf("entries")):
        for entry in read_list(graph, head):
            yield _case(path, graph, entry)


def _case(path: Path, graph: Graph, entry: Term) -> Case:
    (action,), (result,) = graph.objects(entry, _mf("action")), graph.objects(entry, _mf("result"))
    ((data,), (shapes,)) = (graph.objects(action, ox.NamedNode(f"{SHT}{name}")) for name in ("dataGraph", "shapesGraph"))
    name = f"shacl/{path.parent.parent.name}/{path.parent.name}/{entry.value.rpartition('/')[2]}"
    if result == ox.NamedNode(f"{SHT}Failure"):
        return Case(name, _file(data), _file(shapes), None)
    wanted = tuple(_row(graph, one) for one in graph.objects(result, sh("result")))
    (conforms,) = graph.objects(result, sh("conforms"))
    assert (conforms.value == "true") is not bool(wanted), f"{name} contradicts itself"
    return Case(name, _file(data), _file(shapes), wanted)


def _row(graph: Graph, result: Term) -> Row:
    def one(name: str) -> Term | None:
        return next(iter(graph.objects(result, sh(name))), None)

    path, severity = one("resultPath"), one("resultSeverity")
    shown = path if path is None or isinstance(path, ox.NamedNode) else read_path(graph, path).text(short)
    # A severity that somebody made up is told as a violation.
    named = severity.value.removeprefix(SH).lower() if severity is not None else None
    told = named if named in {None, "violation", "warning", "info"} else "violation"
    return one("focusNode"), _text(shown), one("value"), told, one("sourceConstraintComponent"), one("sourceShape")


def _mf(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{MF}{name}")


def _file(node: Term) -> Path:
    return Path(unquote(urlsplit(node.value).path))

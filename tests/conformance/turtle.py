"""Run the Turtle tests through the loader that reads every file the product is given."""

from typing import TypeVar

import pyoxigraph as ox

from tests.conformance.results import same_graph
from tests.conformance.suites import MF, TURTLE_BASE, Entry
from urbansec.dataset.files import DataFile
from urbansec.errors import InputFileError

T = TypeVar("T", ox.NamedNode, ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple)


def run_turtle(entry: Entry) -> str:
    """How the test failed, or nothing."""
    made = entry.manifest
    kind = made.kind(entry.node)
    path = made.file(made.one(entry.node, f"{MF}action"))
    assert path is not None
    try:
        found = [quad.triple for quad in DataFile(path).quads()]
    except InputFileError as error:
        if "Negative" in kind:
            return "" if error.line and error.column else f"refused without a place: {error}"
        return str(error)
    if "Negative" in kind:
        return f"read {len(found)} triples of what is not Turtle"
    if kind != "TestTurtleEval":
        return ""
    result = made.file(made.one(entry.node, f"{MF}result"))
    assert result is not None
    wanted = [quad.triple for quad in ox.parse(path=str(result), format=ox.RdfFormat.N_TRIPLES)]
    # A file's address is its base; the suite has that of where it is published.
    here = f"{path.parent.resolve().as_uri()}/"
    moved = [ox.Triple(_moved(t.subject, here), _moved(t.predicate, here), _moved(t.object, here)) for t in found]
    return "" if same_graph(moved, wanted, by_value=False) else f"found {moved}"


def _moved(term: T, here: str) -> T:
    return type(term)(TURTLE_BASE + term.value.removeprefix(here)) if isinstance(term, ox.NamedNode) and term.value.startswith(here) else term

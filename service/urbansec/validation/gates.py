"""The gates together, over one count of the data."""

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.validation.coverage import coverage, followed
from urbansec.validation.finding import Severity
from urbansec.validation.observation import DEFAULT, Code, Observation
from urbansec.validation.shapes import Shapes
from urbansec.validation.shown import Shown
from urbansec.validation.usage import Graph, usage
from urbansec.validation.vocabulary import vocabulary, vocabulary_of_shapes

REPLACED_CHECKS = frozenset({"references-to-nothing", "undeclared-properties"})
"""Check queries whose faults the gates find too, in anybody's data and with what was meant: where the gates run, these need not.

The queries stay for what runs without gates: the checks of an import and of a reload.
"""


def gates(
    store: ox.Store,
    shapes: Shapes,
    graphs: Iterable[Graph] | None = None,
    severities: Mapping[Code, Severity] = DEFAULT,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Iterator[Observation]:
    """What is wrong with terms and references in the data of ``graphs`` (by default the whole store) and in the shapes, and what the shapes leave unchecked.

    That no shape checks a term is not told of a term that is wrong in itself.
    """
    shown = Shown(prefixes)
    used = usage(store, graphs, followed(shapes))
    described = [triple.subject for triple in shapes.triples if not isinstance(triple.subject, ox.Triple)]
    wrong = set()
    for seen in vocabulary(store, used, severities, shown, described):
        wrong.add(seen.term)
        yield seen
    yield from vocabulary_of_shapes(store, shapes.triples, severities, shown)
    yield from (seen for seen in coverage(store, shapes, used, severities, shown) if seen.term not in wrong)

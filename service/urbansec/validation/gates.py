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


def gates(
    store: ox.Store,
    shapes: Shapes,
    graphs: Iterable[Graph] | None = None,
    severities: Mapping[Code, Severity] = DEFAULT,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Iterator[Observation]:
    """What shapes leave unchecked, and what is wrong with terms and references in the data of ``graphs`` (by default the whole store) and in the shapes."""
    shown = Shown(prefixes)
    used = usage(store, graphs, followed(shapes))
    described = [triple.subject for triple in shapes.triples if not isinstance(triple.subject, ox.Triple)]
    yield from coverage(store, shapes, used, severities, shown)
    yield from vocabulary(store, used, severities, shown, described)
    yield from vocabulary_of_shapes(store, shapes.triples, severities, shown)

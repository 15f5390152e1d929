"""Read a whole text in one of the four formats."""

import pyoxigraph as ox

from urbansec.turtle import whole
from urbansec.turtle.lines import LineReader
from urbansec.turtle.model import Parsed
from urbansec.turtle.parser import Reader
from urbansec.turtle.source import Source

FORMATS = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS)
"""The formats whose places can be told."""


def parse(source: Source, format: ox.RdfFormat, *, base_iri: str | None = None) -> Parsed:  # noqa: A002 - the name that pyoxigraph gives it
    """Every triple of ``source`` with its place, and every mistake; ``ValueError`` for any other format than :data:`FORMATS`.

    Wherever pyoxigraph accepts the text the triples are those of ``pyoxigraph.parse`` in the same order, only that
    anonymous blank nodes have other labels: see :func:`~urbansec.turtle.align.align`. N-Triples and N-Quads have no
    relative IRIs, and so no use for ``base_iri``.
    """
    if format not in FORMATS:
        raise ValueError(f"{format} is not read with places")
    if format in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        parsed = LineReader(source.text, graphs=format == ox.RdfFormat.N_QUADS).read()
    else:
        parsed = Reader(source.text, graphs=format == ox.RdfFormat.TRIG, base_iri=base_iri).read()
    other = whole.mistake(source.text) if parsed.mistakes else None
    return Parsed(mistakes=[other]) if other else parsed

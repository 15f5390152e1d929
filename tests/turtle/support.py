"""Compare what is read here with what pyoxigraph reads."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from urbansec.turtle import Parsed, PlacedTriple, Source, parse

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://example.org/base/"
TURTLE, TRIG, N_TRIPLES, N_QUADS = ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS


def read(text: str, format: ox.RdfFormat = TURTLE) -> Parsed:  # noqa: A002 - as in the function under test
    """What the reader under test reads."""
    return parse(Source(text), format, base_iri=BASE)


def judge(text: str, format: ox.RdfFormat = TURTLE) -> list[ox.Quad] | None:  # noqa: A002
    """What pyoxigraph reads; ``None`` if it refuses the text."""
    try:
        return list(ox.parse(text, format=format, base_iri=BASE))
    except SyntaxError:
        return None


def differences(triples: Sequence[PlacedTriple], quads: Sequence[ox.Quad]) -> Iterator[str]:
    """Where the two differ, in the order of the text; blank nodes must correspond one to one, and labelled ones must be the same."""
    if len(triples) != len(quads):
        yield f"{len(triples)} triples, not {len(quads)}"
    forth: dict[object, object] = {}
    back: dict[object, object] = {}
    for number, (mine, theirs) in enumerate(zip(triples, quads, strict=False)):
        graph = None if isinstance(theirs.graph_name, ox.DefaultGraph) else theirs.graph_name
        for one, other in ((mine.subject, theirs.subject), (mine.predicate, theirs.predicate), (mine.object, theirs.object), (mine.graph, graph)):
            both = isinstance(one, ox.BlankNode) and isinstance(other, ox.BlankNode)
            if (both and (forth.setdefault(one, other) != other or back.setdefault(other, one) != one)) or (not both and one != other):
                yield f"triple {number}: {one}, not {other}"


def same(text: str, format: ox.RdfFormat = TURTLE) -> None:  # noqa: A002
    """Fail unless pyoxigraph accepts the text and both read the same."""
    quads, parsed = judge(text, format), read(text, format)
    assert quads is not None, f"pyoxigraph refuses {text!r}"
    assert not parsed.mistakes, text
    assert list(differences(parsed.triples, quads)) == [], text

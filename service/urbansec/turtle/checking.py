"""Check a text: pyoxigraph decides whether it is valid, and what is wrong with it is told as well as it can be."""

import pyoxigraph as ox

from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.read import FORMATS, parse
from urbansec.turtle.source import Source

LARGE = 20_000_000
"""Of longer texts (in code points) only the first mistake is told, as pyoxigraph words it: to read all of it again would take many seconds."""


def check(source: Source, format: ox.RdfFormat, *, base_iri: str | None = None) -> list[Mistake]:  # noqa: A002 - the name that pyoxigraph gives it
    """The mistakes of ``source``, in the order of the text: none if pyoxigraph accepts it, at least one if not.

    Of a :data:`LARGE` text, and of a format that is not one of :data:`~urbansec.turtle.read.FORMATS`, only the first
    mistake is told, as pyoxigraph words it.
    """
    try:
        for _ in ox.parse(source.text, format=format, base_iri=base_iri):
            pass
    except SyntaxError as error:
        told = format in FORMATS and len(source.text) <= LARGE
        found = parse(source, format, base_iri=base_iri).mistakes if told else []
        return sorted(found, key=lambda mistake: mistake.span) or [_refused(source, error)]
    except ValueError as error:
        return [Mistake(Span(0, 0), "syntax", f"{error}.")]
    return []


def plain(error: SyntaxError) -> str:
    """The parser's sentence without the position, which is told apart."""
    message = str(error.args[0]) if error.args else str(error)
    _, colon, rest = message.partition(": ") if message.startswith("Parser error at") else ("", "", message)
    text = rest if colon else message
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _refused(source: Source, error: SyntaxError) -> Mistake:
    """What only pyoxigraph has found, where it has found it."""
    start = source.offset(error.lineno or 1, error.offset or 1)
    end = source.offset(error.end_lineno or 1, error.end_offset or 1) if error.end_lineno else start
    return Mistake(Span(start, max(start, end)), "syntax", plain(error))

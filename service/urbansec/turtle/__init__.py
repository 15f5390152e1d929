"""Read Turtle, TriG, N-Triples and N-Quads so that everything keeps its place in the text."""

from urbansec.turtle.alignment import align
from urbansec.turtle.checking import check
from urbansec.turtle.datatypes import ill_typed, what_is_wrong
from urbansec.turtle.finding import find
from urbansec.turtle.model import Mistake, Parsed, PlacedTriple, Span
from urbansec.turtle.read import FORMATS, parse
from urbansec.turtle.source import Source

__all__ = ["FORMATS", "Mistake", "Parsed", "PlacedTriple", "Source", "Span", "align", "check", "find", "ill_typed", "parse", "what_is_wrong"]

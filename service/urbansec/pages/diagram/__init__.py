"""Diagrams of the ontology as SVG, made here without any other program.

Three steps, each a pure function: what to show (``content``), where to put it (``layout``), how to draw it (``svg``).
"""

from dataclasses import dataclass

from urbansec.pages.diagram.content import Diagram, Say, in_words, module_diagram, overview_diagram, value_in_words
from urbansec.pages.diagram.layout import arrange
from urbansec.pages.diagram.svg import STYLE, draw

__all__ = ["STYLE", "Diagram", "Picture", "Say", "in_words", "module_diagram", "overview_diagram", "picture", "value_in_words"]


@dataclass(frozen=True)
class Picture:
    """An SVG document, its size in pixels, and what it shows: in short and in words."""

    svg: str
    width: int
    height: int
    title: str
    summary: str
    words: tuple[str, ...]


def picture(diagram: Diagram, say: Say = str) -> Picture:
    """The picture of a diagram; equal diagrams give equal text. ``say`` translates what is told in words."""
    layout = arrange(diagram)
    return Picture(draw(diagram, layout), round(layout.width), round(layout.height), diagram.title, diagram.summary, tuple(in_words(diagram, say)))

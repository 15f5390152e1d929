"""Shapes as people wrote them: loaded, checked for mistakes, and told apart for whoever works with them."""

from urbansec.queries.shapes.graph import Graph, Sorted
from urbansec.queries.shapes.path import Path, Term
from urbansec.validation.shapes.load import Shapes
from urbansec.validation.shapes.model import Shape, Target
from urbansec.validation.shapes.problems import ShapeProblem, ShapesError

__all__ = ["Graph", "Path", "Shape", "ShapeProblem", "Shapes", "ShapesError", "Sorted", "Target", "Term"]

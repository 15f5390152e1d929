"""Validate with one engine or the other; whoever asks need not know which."""

from typing import Literal, Protocol

from urbansec.validation.engines.data import Data, Input
from urbansec.validation.engines.finish import in_order
from urbansec.validation.engines.limits import limits
from urbansec.validation.engines.result import Result
from urbansec.validation.shapes import Shapes

Name = Literal["auto", "fast", "pyshacl"]
NAMES: tuple[Name, ...] = ("auto", "fast", "pyshacl")


class Engine(Protocol):
    """What an engine can do."""

    def run(self, data: Input) -> list[Result]:
        """What violates the shapes, in no particular order."""
        ...


def chosen(shapes: Shapes, engine: Name = "auto") -> Literal["fast", "pyshacl"]:
    """The engine that ``engine`` stands for: the fast one, unless the shapes use something of :func:`limits`."""
    if engine != "auto":
        return engine
    return "pyshacl" if limits(shapes) else "fast"


def validate(data: Data, shapes: Shapes, engine: Name = "auto") -> list[Result]:
    """What violates ``shapes``, in an order that is always the same.

    Blank nodes of the data have the labels that they have in ``data``, shapes those of ``shapes``.
    Raises :class:`~urbansec.validation.shapes.ShapesError` if the engine cannot use the shapes, and
    :class:`~urbansec.validation.engines.data.DataUnsupportedError` for triples about triples.
    """
    return in_order(_engine(shapes, chosen(shapes, engine)).run(Input(data)))


def _engine(shapes: Shapes, name: Literal["fast", "pyshacl"]) -> Engine:
    if name == "fast":
        from urbansec.validation.engines import fast  # noqa: PLC0415 - each engine costs its own start

        return fast.Engine(shapes)
    from urbansec.validation.engines import judge  # noqa: PLC0415 - the same

    return judge.Engine(shapes)

"""One shape, as it was written."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.queries.shapes.path import SH, Path, Term
from urbansec.validation.shapes import terms


@dataclass(frozen=True)
class Target:
    """What a shape is checked on.

    ``kind`` is ``targetClass``, ``targetNode``, ``targetSubjectsOf``, ``targetObjectsOf``, or ``implicit`` for a class that is a shape itself.
    """

    kind: str
    term: Term


@dataclass(frozen=True)
class Shape:
    """A node shape or, with a ``path``, a property shape.

    ``values`` has all that is said of the shape, by the IRI of the property, lists as their heads (see
    :meth:`Shapes.members`). ``parents`` are the shapes that use this one, with the local name of the parameter through which they do.
    """

    node: Term
    values: Mapping[str, tuple[Term, ...]]
    path: Path | None = None
    targets: tuple[Target, ...] = ()
    parents: tuple[tuple[Term, str], ...] = ()
    file: str = ""

    def get(self, name: str) -> tuple[Term, ...]:
        """The values of ``sh:NAME``."""
        return self.values.get(f"{SH}{name}", ())

    @property
    def deactivated(self) -> bool:
        """Whether it is switched off."""
        return any(isinstance(value, ox.Literal) and value.value in ("true", "1") for value in self.get("deactivated"))

    @property
    def severity(self) -> str:
        """The IRI of its severity, ``sh:Violation`` if none is given. It may be one that somebody made up."""
        return next((value.value for value in self.get("severity") if isinstance(value, ox.NamedNode)), f"{SH}Violation")

    @property
    def messages(self) -> tuple[tuple[str, str], ...]:
        """Its messages with their language tags (``""`` for none), sorted."""
        return texts(self.get("message"))

    @property
    def parameters(self) -> tuple[str, ...]:
        """The local names of the SHACL parameters that it sets, in the order of the vocabulary."""
        return tuple(sorted(name for name in terms.PARAMETERS if f"{SH}{name}" in self.values))


def texts(values: tuple[Term, ...]) -> tuple[tuple[str, str], ...]:
    """Language tag and text of each literal, sorted."""
    return tuple(sorted((value.language or "", value.value) for value in values if isinstance(value, ox.Literal)))

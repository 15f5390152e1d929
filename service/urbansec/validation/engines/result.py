"""A ``sh:ValidationResult`` as terms, whichever engine found it."""

from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.validation.finding import Severity

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Result:
    """What SHACL says of one focus node.

    ``path`` is the property, or a complex path as a SPARQL property path; ``predicates`` are the properties that
    the path names. ``shape`` is ``sh:sourceShape``, ``component`` the IRI of ``sh:sourceConstraintComponent``, ``constraint``
    ``sh:sourceConstraint`` (of SPARQL-based constraints only). ``messages`` pairs a language tag (``""`` for none)
    with a ``sh:resultMessage``.
    """

    focus: Term
    component: str
    shape: Term
    severity: Severity
    path: ox.NamedNode | str | None = None
    predicates: tuple[ox.NamedNode, ...] = ()
    value: Term | None = None
    constraint: Term | None = None
    messages: tuple[tuple[str, str], ...] = ()

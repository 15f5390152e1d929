"""The gate for literals: texts that their datatype does not have, such as a 30th of February. No parser minds them, and queries skip them in silence."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox

from urbansec.queries.shapes.path import Term
from urbansec.turtle.datatypes import what_is_wrong
from urbansec.validation.finding import Severity
from urbansec.validation.load import Loaded
from urbansec.validation.observation import DEFAULT, Code, Observation

_TEXT = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")


def ill_typed(
    files: Sequence[Loaded], severities: Mapping[Code, Severity] = DEFAULT, told: Collection[tuple[object, object, object]] = ()
) -> Iterator[Observation]:
    """One for each triple with such a literal, but for those ``told`` already: subject, predicate and object."""
    judged: dict[ox.Literal, tuple[str, str] | None] = {}
    for quad in (quad for loaded in files for quad in loaded.quads):
        literal = quad.object
        if not isinstance(literal, ox.Literal) or literal.datatype == _TEXT:
            continue
        if literal not in judged:
            judged[literal] = what_is_wrong(literal)
        wrong = judged[literal]
        if wrong and (quad.subject, quad.predicate, literal) not in told:
            message, hint = wrong
            focus = cast("Term", quad.subject)
            yield Observation(
                "term", "ill-typed", severities["ill-typed"], focus, quad.predicate, literal, literal, messages=(("en", message),), hints=(("en", hint),)
            )

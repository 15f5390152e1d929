"""What every engine leaves to be told by the shapes: severity, path in SPARQL's notation, messages with their languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.namespaces import shorten
from urbansec.validation.engines.result import Result
from urbansec.validation.finding import Severity
from urbansec.validation.shapes import Shapes, Term
from urbansec.validation.shapes.model import texts
from urbansec.validation.shapes.terms import SH, sh

_SEVERITIES: dict[str, Severity] = {f"{SH}Violation": "violation", f"{SH}Warning": "warning", f"{SH}Info": "info"}
_CLOSED = f"{SH}ClosedConstraintComponent"
_PREFIXED = re.compile(r"[a-z]+:[A-Za-z_][A-Za-z0-9_-]*\Z")
_PLACEHOLDER = re.compile(r"\\\{[$?]\w+\\\}|\\\{\\[$?]\w+\\\}")
_VALIDATORS = ("validator", "nodeValidator", "propertyValidator")


@dataclass(frozen=True)
class Raw:
    """What an engine reports of one result.

    ``path`` is a property that it names; a complex path is taken from the shape. ``said`` are the messages as the
    engine filled them in, without their languages.
    """

    focus: Term
    component: str
    shape: Term
    path: ox.NamedNode | None
    value: Term | None
    constraint: Term | None
    said: Sequence[str]


def made(shapes: Shapes, raw: Raw) -> Result:
    """The result with what the shapes tell of it. A severity that somebody made up counts as a violation."""
    source = shapes.get(raw.shape)
    path: ox.NamedNode | str | None = raw.path
    predicates: tuple[ox.NamedNode, ...] = (raw.path,) if raw.path is not None else ()
    # Of a complex path engines name what they make of it; what a closed shape or a query names is another property.
    own = path is None or (raw.constraint is None and raw.component.startswith(SH) and raw.component != _CLOSED)
    if own and source is not None and source.path is not None:
        path, predicates = source.path.predicate or source.path.text(short), source.path.predicates
    return Result(
        focus=raw.focus,
        component=raw.component,
        shape=raw.shape,
        severity=_SEVERITIES.get(source.severity, "violation") if source else "violation",
        path=path,
        predicates=predicates,
        value=raw.value,
        constraint=raw.constraint,
        messages=_messages(shapes, raw),
    )


def short(iri: str) -> str:
    """An IRI as SPARQL takes it: a prefixed name if the project knows a prefix, in full otherwise."""
    name = shorten(iri)
    return name if _PREFIXED.match(name) else f"<{iri}>"


def in_order(results: Iterable[Result]) -> list[Result]:
    """The results in an order that does not depend on the engine."""
    return sorted(results, key=lambda r: (str(r.focus), str(r.shape), r.component, str(r.path or ""), str(r.value or ""), str(r.constraint or ""), r.messages))


def _messages(shapes: Shapes, raw: Raw) -> tuple[tuple[str, str], ...]:
    """What the shapes say; texts that an engine makes up itself are left out, for they differ from one to the next."""
    source = shapes.get(raw.shape)
    own = source.messages if source else ()
    if raw.constraint is not None:
        templates = texts(tuple(shapes.graph.objects(raw.constraint, sh("message")))) or own
    elif raw.component.startswith(SH):
        return own
    else:
        component = ox.NamedNode(raw.component)
        validators = [validator for name in _VALIDATORS for validator in shapes.graph.objects(component, sh(name))]
        templates = own or texts(tuple(message for validator in validators for message in shapes.graph.objects(validator, sh("message"))))
    return tuple(sorted({(language, text) for text in raw.said for language, template in templates if _fills(template, text)}))


def _fills(template: str, text: str) -> bool:
    """Whether ``text`` is ``template`` with something in place of each ``{?variable}``."""
    pattern = _PLACEHOLDER.sub(".*", re.escape(template))
    return re.fullmatch(pattern, text, re.DOTALL) is not None

"""What the recommendation says of two values that are compared: a result, unless the SPARQL operator gives true."""

import pyoxigraph as ox

from urbansec.validation.engines import Result
from urbansec.validation.shapes import Graph, Shapes, Term
from urbansec.validation.shapes.terms import SH

LIMITS = {"MinInclusive": "<=", "MinExclusive": "<", "MaxInclusive": ">=", "MaxExclusive": ">"}
OTHER_VALUES = {"LessThan": "<", "LessThanOrEquals": "<="}


def compares(result: Result) -> bool:
    """Whether a result is about values that are compared."""
    return result.component.removeprefix(SH).removesuffix("ConstraintComponent") in {*LIMITS, *OTHER_VALUES}


def due(result: Result, shapes: Shapes, graph: Graph) -> bool:
    """Whether a result about values that are compared is right, by SPARQL itself."""
    name = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    shape, value = shapes.get(result.shape), result.value
    if shape is None or value is None:
        return False
    parameter = f"{name[0].lower()}{name[1:]}"
    if name in LIMITS:
        return any(not _true(limit, LIMITS[name], value) for limit in shape.get(parameter))
    if name in OTHER_VALUES:
        others = [other for predicate in shape.get(parameter) if isinstance(predicate, ox.NamedNode) for other in graph.objects(result.focus, predicate)]
        return any(not _true(value, OTHER_VALUES[name], other) for other in others)
    return False


def _true(one: Term, operator: str, other: Term) -> bool:
    if isinstance(one, ox.BlankNode) or isinstance(other, ox.BlankNode):
        return False
    return bool(ox.Store().query(f"ASK {{ FILTER({one} {operator} {other}) }}"))

"""Patterns that cost much or mean something else than was meant, and answers that do not repeat."""

from collections.abc import Iterable, Iterator

from urbansec.queries.check.finding import Finding
from urbansec.queries.check.pattern import Bind, Element, Expression, Filter, Group, Nested, Path, Select, Subquery, Triple, Values, binds, selects_within
from urbansec.queries.check.source import Source

Names = frozenset[str]
_NONE: Names = frozenset()
_HOW_TO_FIX_IT = 'Let a parameter stand in for it: COALESCE(?on, STRDT(SUBSTR(STR(NOW()), 1, 10), xsd:date)), with "default: today" in the header.'


def check_cost(source: Source) -> Iterator[Finding]:
    """Findings about cross products, unbounded paths, calls that answer otherwise each time, and rows without order."""
    for select in selects_within(source.select):
        yield from _in_group(source, select.where, _NONE)
        for expression in select.expressions():
            yield from _in_expression(source, expression, select.where.bound())
            if not _has_order(select.where):
                for start in expression.joins:
                    message = "GROUP_CONCAT joins the values in any order, so equal data may give another text."
                    yield source.at(start, "unordered-join", message, "Take the values from a subquery in braces of its own that ends with ORDER BY.")
    yield from _order(source)


def _in_group(source: Source, group: Group, around: Names) -> Iterator[Finding]:
    """``around`` are the variables that stand around the group: they are not free in it, whatever the engine does first."""
    yield from _cross_products(source, group, around)
    yield from _unbounded(source, group, around)
    for index, element in enumerate(group.elements):
        beside = around | {name for other in (*group.elements[:index], *group.elements[index + 1 :]) for name in binds(other)}
        match element:
            case Nested():
                for inner in element.groups:
                    yield from _in_group(source, inner, beside)
            case Filter() | Bind():
                yield from _in_expression(source, element.expression, group.bound() | around)


def _in_expression(source: Source, expression: Expression, around: Names) -> Iterator[Finding]:
    for call in expression.calls:
        if not call.instead & set(source.header.params):
            hint = _HOW_TO_FIX_IT if call.name == "NOW" else "Take MIN or MAX." if call.name == "SAMPLE" else "Make it from values of the data."
            yield source.at(call.start, "not-repeatable", f"{call.name}() may give another value each time, so the answer cannot be repeated.", hint)
    for group in expression.exists:
        yield from _in_group(source, group, around)


def _has_order(group: Group) -> bool:
    """Whether its rows come from a subquery in an order."""
    for element in group.elements:
        match element:
            case Subquery() if element.select.ordered:
                return True
            case Nested(how="") if any(_has_order(inner) for inner in element.groups):
                return True
    return False


# Cross products


def _cross_products(source: Source, group: Group, around: Names) -> Iterator[Finding]:
    parts: list[tuple[set[str], Element | None]] = []  # the variables of what hangs together, and its first pattern
    for element in group.elements:
        names, is_rows = set(_connects(element)), _has_rows(element)
        if not names:
            continue
        known = bool(names & around)
        first: Element | None = element if is_rows else None
        rest = []
        for others, pattern in parts:
            if others & names or (known and others & around):
                names |= others
                first = pattern or first
            else:
                rest.append((others, pattern))
        parts = [*rest, (names, first)]
    with_rows = sorted(((pattern.start, names, pattern) for names, pattern in parts if pattern is not None), key=lambda part: part[0])
    for _, names, pattern in with_rows[1:]:
        one, other = _name(with_rows[0][1]), _name(names)
        yield source.at(
            pattern.start,
            "cross-product",
            f"Nothing connects {other} with {one}: every row of one is combined with every row of the other.",
            "Connect them with a pattern or a filter; if it is meant, say so: # accept cross-product",
        )


def _connects(element: Element) -> Iterator[str]:
    """The variables that ``element`` holds together, and the resource that it describes: what one resource has belongs together."""
    yield from binds(element)
    match element:
        case Triple() if element.subject.kind == "iri":
            yield f"_:{element.subject.text}"
        case Filter() | Bind():
            yield from (node.key for node in element.expression.variables)
            for group in element.expression.exists:
                yield from group.bound()
        case Nested() if element.how == "MINUS":
            yield from element.groups[0].bound()
        case Nested() if element.how == "OPTIONAL":  # its filters see what stands before it
            for inner in element.groups[0].elements:
                if isinstance(inner, Filter):
                    yield from _connects(inner)


def _has_rows(element: Element) -> bool:
    """Whether the data decide how many rows it has; what is written down (VALUES, BIND) is as large as somebody wanted it."""
    match element:
        case Triple():
            return True
        case Subquery():
            return not element.select.one_row
        case Nested():
            return element.how != "MINUS" and any(_has_rows(inner) for group in element.groups for inner in group.elements)
    return False


def _name(names: Iterable[str]) -> str:
    shown = sorted(name for name in names if not name.startswith("_:"))
    return f"?{shown[0]}" if shown else "a pattern without variables"


# Paths


def _unbounded(source: Source, group: Group, around: Names) -> Iterator[Finding]:
    for element in group.elements:
        if not isinstance(element, Triple) or not isinstance(element.verb, Path) or element.verb.anchored:
            continue
        if element.subject.open and element.value.open:
            bound = around | {name for other in group.elements if other is not element for name in _gives(other)}
            if not {element.subject.key, element.value.key} & bound:
                yield source.at(
                    element.start,
                    "unbounded-path",
                    f"A path of any length from ?{element.subject.text} to ?{element.value.text}, of which neither has a value otherwise.",
                    "Give one end a value, or begin the path with a property that has to be there.",
                )


def _gives(element: Element) -> Iterator[str]:
    """The variables that ``element`` gives a value in each of its rows, roughly: what may be missing does not bound a path."""
    match element:
        case Triple() if not isinstance(element.verb, Path) or element.verb.anchored:
            yield from binds(element)
        case Values():
            yield from (node.key for at, node in enumerate(element.variables) if all(row[at] is not None for row in element.rows))
        case Nested() if element.how in ("", "UNION", "GRAPH", "SERVICE"):
            yield from (name for name in binds(element) if all(name in _given(group) for group in element.groups))
        case Subquery():
            inside = _given(element.select.where)
            columns = element.select.columns()
            computed = {item.variable.key for item in element.select.items if item.expression is not None}
            yield from (name for name in columns if name in inside or name in computed)
        case Bind():
            yield element.variable.key


def _given(group: Group) -> Names:
    return frozenset(name for element in group.elements for name in _gives(element))


# Order


def _order(source: Source) -> Iterator[Finding]:
    select: Select = source.select
    if select.form != "SELECT":
        return
    if not select.ordered and not select.one_row:
        yield source.at(
            select.start,
            "no-order",
            "The rows come in no order, so two answers cannot be compared.",
            "End with ORDER BY; by as many variables as tell rows apart.",
        )
    if select.star:
        yield source.at(select.start, "no-order", "The columns of SELECT * depend on the engine.", "Name them.")

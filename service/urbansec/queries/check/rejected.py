"""Why the engine rejects a query that the grammar allows, and where: its own message names neither."""

from collections.abc import Iterator

from urbansec.queries.check.pattern import Bind, Group, Node, Select, Values, binds, groups_within, selects_within


def reason(select: Select) -> tuple[int, str] | None:
    """The offset of the first thing that SPARQL's rules beyond its grammar forbid, and what it is; ``None`` if none is found."""
    return min((problem for each in selects_within(select) for problem in (*_columns(each), *_groups(each))), default=None)


def _groups(select: Select) -> Iterator[tuple[int, str]]:
    for group in groups_within(select):
        yield from _in_group(group)
    if select.values is not None:
        yield from _rows(select.values)


def _in_group(group: Group) -> Iterator[tuple[int, str]]:
    before: set[str] = set()
    for element in group.elements:
        if isinstance(element, Bind) and element.variable.key in before:
            yield element.variable.start, f"BIND gives ?{element.variable.text} a value, which it has already."
        if isinstance(element, Values):
            yield from _rows(element)
        before.update(binds(element))


def _rows(values: Values) -> Iterator[tuple[int, str]]:
    if any(len(row) != len(values.variables) for row in values.rows):
        yield values.start, f"Each row of VALUES needs {len(values.variables)} values, one for each variable."


def _columns(select: Select) -> Iterator[tuple[int, str]]:
    bound = set(select.where.bound())
    seen: set[str] = set()
    for item in select.items:
        if item.expression is not None and item.variable.key in bound | seen:
            yield item.variable.start, f"The column ?{item.variable.text} is computed, but has a value already; call it something else."
        seen.add(item.variable.key)
    aggregates = any(expression.aggregates for expression in (*(item.expression for item in select.items if item.expression), *select.having))
    if not select.grouped and not aggregates:
        return
    if select.star:
        yield select.start, "SELECT * cannot be grouped: name the columns."
    keys = {node.key for node in select.aliases} | {node.key for expression in select.grouped for node in expression.plain}
    for item in select.items:
        nodes: tuple[Node, ...] = (item.variable,) if item.expression is None else item.expression.plain
        for node in nodes:
            if node.key not in keys:
                yield node.start, f"?{node.text} is neither grouped by nor inside an aggregate such as COUNT or MIN."
        keys |= {item.variable.key}

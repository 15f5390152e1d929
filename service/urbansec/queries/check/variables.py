"""Variables that nothing gives a value, that have none where they are used, or that nobody uses.

SPARQL is evaluated from the inside out: what stands in braces of its own sees nothing of what stands around it, except in
OPTIONAL (its filters see what stands before it) and in EXISTS (which sees all).
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from urbansec.letters import spelled_like
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.pattern import Bind, Expression, Filter, Group, Nested, Node, Select, Subquery, Triple, Values, binds, groups_within
from urbansec.queries.check.source import Source

Names = frozenset[str]
_NONE: Names = frozenset()


def check_variables(source: Source) -> Iterator[Finding]:
    """Findings about variables in the query's text."""
    everywhere = frozenset(name for group in groups_within(source.select) for name in group.bound())
    yield from _Scope(source, everywhere).select(source.select, _NONE)


class _Scope:
    def __init__(self, source: Source, everywhere: Names) -> None:
        self._source = source
        self._everywhere = everywhere

    def select(self, select: Select, given: Names) -> Iterator[Finding]:
        """Findings in a query or subquery; ``given`` are variables that have a value from outside (inside EXISTS)."""
        yield from self._group(select.where, given, _NONE)
        bound = select.where.bound() | given | {node.key for node in (select.values.variables if select.values else ())}
        named = bound | {node.key for node in select.aliases}
        for expression in select.grouped:
            yield from self._expression(expression, bound, _NONE)
        for item in select.items:
            if item.expression is None:
                yield from self._used(item.variable, named, _NONE)
            else:
                yield from self._expression(item.expression, named, _NONE)
                named |= {item.variable.key}
        for triple in select.template:
            yield from (finding for node in triple.nodes if node.kind == "variable" for finding in self._used(node, named, _NONE))
        for expression in (*select.having, *select.ordered):
            yield from self._expression(expression, named, _NONE)
        yield from self._unused(select)

    # Used, but without a value

    def _group(self, group: Group, given: Names, left: Names) -> Iterator[Finding]:
        """``given`` is seen by everything in the group (EXISTS), ``left`` by its filters (OPTIONAL)."""
        bound = group.bound() | given
        before: Names = given
        for element in group.elements:
            match element:
                case Filter():
                    yield from self._expression(element.expression, bound | left, _NONE)
                case Bind():
                    yield from self._expression(element.expression, before, bound)
                case Nested():
                    if element.how == "MINUS" and before - given and not (element.groups[0].bound() & before):
                        yield self._source.at(
                            element.start,
                            "minus-without-effect",
                            "MINUS names no variable that stands before it, so it takes nothing away.",
                            "Use a variable of the patterns before it, or FILTER NOT EXISTS.",
                        )
                    for inner in element.groups:
                        named = frozenset({element.name.key}) if element.name is not None and element.name.open else _NONE
                        yield from self._group(inner, given, (before if element.how == "OPTIONAL" else _NONE) | named)
                case Subquery():
                    yield from self.select(element.select, given)
            before |= frozenset(binds(element))

    def _expression(self, expression: Expression, bound: Names, later: Names) -> Iterator[Finding]:
        for node in expression.variables:
            yield from self._used(node, bound, later)
        for group in expression.exists:
            yield from self._group(group, bound, _NONE)

    def _used(self, node: Node, bound: Names, later: Names) -> Iterator[Finding]:
        if node.key in bound:
            return
        shown = f"?{node.text}"
        if node.key in later:
            yield self._source.at(
                node.start,
                "out-of-scope",
                f"{shown} has no value yet: BIND sees only what stands before it in its braces.",
                "Move the BIND behind the pattern that gives the value.",
            )
        elif node.key in self._everywhere:
            yield self._source.at(
                node.start,
                "out-of-scope",
                f"{shown} has no value here: what stands in braces does not see what stands around them.",
                f"Repeat the pattern that gives {shown} its value inside these braces, or move this out of them.",
            )
        else:
            near = _near(node.key, self._everywhere)
            hint = f"Did you mean ?{near}?" if near else "Give it a value with a pattern, BIND or VALUES."
            yield self._source.at(node.start, "never-bound", f"Nothing gives {shown} a value.", hint)

    # Given a value, but never used

    def _unused(self, select: Select) -> Iterator[Finding]:
        """Variables of one scope that are named once. In EXISTS and MINUS that says: whatever it is."""
        if select.star:
            return
        parameters = set(self._source.header.params)
        mentions = list(_mentions(select))
        times = Counter(node.key for node, _ in mentions)
        for node, counts in mentions:
            if counts and node.kind == "variable" and times[node.key] == 1 and node.key not in parameters:
                yield self._source.at(
                    node.start,
                    "variable-not-used",
                    f"?{node.text} is named here and nowhere else.",
                    "Show it, use it, or leave it out; for a value that has to be there, whatever it is, write [].",
                )


def _mentions(select: Select) -> Iterator[tuple[Node, bool]]:
    """Each place where the scope of ``select`` names a variable, and whether one that stands alone there is useless."""
    yield from _in_group(select.where, alone=True)
    for item in select.items:
        yield item.variable, False
    for triple in select.template:
        yield from ((node, False) for node in triple.nodes)
    for expression in select.expressions():
        yield from _in_expression(expression)
    for node in select.aliases:
        yield node, True
    if select.values is not None:
        yield from ((node, True) for node in select.values.variables)


def _in_group(group: Group, *, alone: bool) -> Iterator[tuple[Node, bool]]:
    for element in group.elements:
        match element:
            case Triple():  # nothing but a variable can stand for any property
                yield from ((node, alone and node is not element.verb) for node in element.nodes if node.kind == "variable")
            case Values():
                yield from ((node, alone) for node in element.variables)
            case Filter():
                yield from _in_expression(element.expression)
            case Bind():
                yield from _in_expression(element.expression)
                yield element.variable, alone
            case Nested():
                if element.name is not None and element.name.kind == "variable":
                    yield element.name, alone
                for inner in element.groups:
                    yield from _in_group(inner, alone=alone and element.how != "MINUS")
            case Subquery():
                # Its columns are this scope's variables; one that nobody reads may still keep its rows apart.
                inside = element.select
                if inside.star:
                    yield from _in_group(inside.where, alone=False)
                computed = {item.variable.key for item in inside.items if item.expression is not None}
                yield from ((item.variable, alone and item.variable.key in computed) for item in inside.items)


def _in_expression(expression: Expression) -> Iterator[tuple[Node, bool]]:
    yield from ((node, False) for node in expression.variables)
    for group in expression.exists:
        yield from _in_group(group, alone=False)


def _near(name: str, others: Iterable[str]) -> str | None:
    return next(iter(spelled_like(name, sorted(other for other in others if not other.startswith("_:")), most=1, close=0.7)), None)

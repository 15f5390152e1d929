"""What a query asks for, as the rules of :mod:`urbansec.queries.check` look at it: patterns, expressions and where they stand.

This is no algebra: it keeps the order and nesting of the text, and says of every part which variables it can bind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Node:
    """A term in the text: ``text`` as written (a variable or blank node without its mark), ``start`` its offset."""

    kind: Literal["variable", "iri", "blank", "literal"]
    text: str
    start: int

    @property
    def open(self) -> bool:
        """Whether it can take any value: a variable or a blank node."""
        return self.kind in ("variable", "blank")

    @property
    def key(self) -> str:
        """What equal variables and equal blank nodes share."""
        return self.text if self.kind == "variable" else f"_:{self.text}"


@dataclass(frozen=True)
class Path:
    """A property path. ``op`` is ``step`` (one property, ``node``), ``not`` (all but some), ``/``, ``|``, ``^``, ``*``, ``+`` or ``?``."""

    op: Literal["step", "not", "/", "|", "^", "*", "+", "?"]
    parts: tuple["Path", ...] = ()
    nodes: tuple[Node, ...] = ()

    @property
    def anchored(self) -> bool:
        """Whether some step of it has to be there, so that its pairs are no more than the statements with that property lead to."""
        match self.op:
            case "step" | "not":
                return True
            case "/":
                return any(part.anchored for part in self.parts)
            case "|" | "^":
                return all(part.anchored for part in self.parts)
        return False

    def steps(self) -> Iterator[Node]:
        """All properties it names."""
        yield from self.nodes
        for part in self.parts:
            yield from part.steps()


@dataclass(frozen=True)
class Expression:
    """An expression: its variables outside and inside aggregates, and the patterns of EXISTS in it.

    ``calls`` are the calls of functions in it that answer otherwise each time; ``fixed`` those among them that a variable
    stands in for: ``COALESCE(?on, NOW())``, by the names of these variables. ``joins`` are the offsets of GROUP_CONCAT, ``functions`` those of IRIs
    that are called.
    """

    start: int
    plain: tuple[Node, ...] = ()
    aggregated: tuple[Node, ...] = ()
    exists: tuple["Group", ...] = ()
    calls: tuple["VolatileCall", ...] = ()
    aggregates: bool = False
    joins: tuple[int, ...] = ()
    functions: tuple[int, ...] = ()

    @property
    def variables(self) -> tuple[Node, ...]:
        """All of them, in and outside aggregates, but not those inside EXISTS."""
        return (*self.plain, *self.aggregated)


@dataclass(frozen=True)
class VolatileCall:
    """A call of NOW, RAND, UUID, STRUUID or SAMPLE; ``instead`` are variables whose value is taken in its place where they have one."""

    name: str
    start: int
    instead: frozenset[str]


@dataclass(frozen=True)
class Triple:
    """A triple pattern; ``verb`` is a variable or a path."""

    subject: Node
    verb: Node | Path
    value: Node
    start: int

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Its terms without those of a path."""
        return (self.subject, *((self.verb,) if isinstance(self.verb, Node) else ()), self.value)


@dataclass(frozen=True)
class Values:
    """Inline data; ``rows`` hold ``None`` for UNDEF."""

    variables: tuple[Node, ...]
    rows: tuple[tuple[Node | None, ...], ...]
    start: int


@dataclass(frozen=True)
class Filter:
    """``FILTER``."""

    expression: Expression
    start: int


@dataclass(frozen=True)
class Bind:
    """``BIND(… AS ?variable)``."""

    expression: Expression
    variable: Node
    start: int


@dataclass(frozen=True)
class Nested:
    """``{…}``, and with ``how`` what stands before it; ``UNION`` has several ``groups``. ``name`` is the graph's or the service's."""

    how: Literal["", "OPTIONAL", "MINUS", "UNION", "GRAPH", "SERVICE"]
    groups: tuple["Group", ...]
    start: int
    name: Node | None = None


@dataclass(frozen=True)
class Subquery:
    """A SELECT inside a pattern."""

    select: "Select"
    start: int


Element = Triple | Values | Filter | Bind | Nested | Subquery


@dataclass(frozen=True)
class Group:
    """What stands in braces, in order."""

    elements: tuple[Element, ...]
    start: int

    def bound(self) -> frozenset[str]:
        """The variables (and blank nodes) that a solution of it may bind."""
        return frozenset(name for element in self.elements for name in binds(element))


@dataclass(frozen=True)
class Item:
    """A column of the result: a variable, or an expression with a name."""

    variable: Node
    expression: Expression | None = None


@dataclass(frozen=True)
class Select:
    """A query or subquery of any form. ``items`` are the columns, ``template`` the triples that CONSTRUCT makes."""

    form: str
    start: int
    where: Group
    items: tuple[Item, ...] = ()
    star: bool = False
    distinct: bool = False
    template: tuple[Triple, ...] = ()
    grouped: tuple[Expression, ...] = ()
    aliases: tuple[Node, ...] = ()
    having: tuple[Expression, ...] = ()
    ordered: tuple[Expression, ...] = ()
    limit: int | None = None
    values: Values | None = field(default=None)

    def columns(self) -> frozenset[str]:
        """The names of the result's columns."""
        return self.where.bound() if self.star else frozenset(item.variable.key for item in self.items)

    @property
    def one_row(self) -> bool:
        """Whether it has one row at most, whatever the data: an aggregate of everything, or LIMIT 1."""
        aggregated = any(item.expression is not None and item.expression.aggregates for item in self.items)
        return (aggregated and not self.grouped) or self.limit in (0, 1) or self.form == "ASK"

    def expressions(self) -> Iterator[Expression]:
        """Those outside its pattern."""
        yield from (item.expression for item in self.items if item.expression is not None)
        yield from (*self.grouped, *self.having, *self.ordered)


def binds(element: Element) -> Iterator[str]:
    """The variables and blank nodes to which ``element`` can give a value, by :attr:`Node.key`."""
    match element:
        case Triple():
            yield from (node.key for node in element.nodes if node.open)
        case Values():
            yield from (node.key for node in element.variables)
        case Bind():
            yield element.variable.key
        case Nested() if element.how != "MINUS":
            if element.name is not None and element.name.open:
                yield element.name.key
            for group in element.groups:
                yield from group.bound()
        case Subquery():
            yield from element.select.columns()


def groups_within(select: Select) -> Iterator[Group]:
    """All groups of ``select``, subqueries and the patterns of EXISTS included."""
    yield from _inside(select.where)
    for expression in select.expressions():
        for group in expression.exists:
            yield from _inside(group)


def expressions_within(select: Select) -> Iterator[Expression]:
    """All expressions of ``select``, those in its patterns and subqueries included."""
    for each in selects_within(select):
        yield from each.expressions()
    for group in groups_within(select):
        yield from (element.expression for element in group.elements if isinstance(element, Filter | Bind))


def selects_within(select: Select) -> Iterator[Select]:
    """``select`` and all its subqueries."""
    yield select
    for group in groups_within(select):
        for element in group.elements:
            if isinstance(element, Subquery):
                yield element.select


def _inside(group: Group) -> Iterator[Group]:
    yield group
    for element in group.elements:
        match element:
            case Nested():
                for inner in element.groups:
                    yield from _inside(inner)
            case Subquery():
                yield from groups_within(element.select)
            case Filter() | Bind():
                for inner in element.expression.exists:
                    yield from _inside(inner)

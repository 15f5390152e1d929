"""From the text of a query to what it asks for (:mod:`urbansec.queries.check.pattern`)."""

from collections.abc import Iterator
from typing import cast

from lark import Token, Tree

from urbansec.engine.syntax import parse
from urbansec.queries.check.pattern import Bind, Element, Expression, Filter, Group, Item, Nested, Node, Path, Select, Subquery, Triple, Values, VolatileCall

Branch = Tree[Token]
_VOLATILE = frozenset(["NOW", "RAND", "UUID", "STRUUID", "SAMPLE"])
_CHOICES = frozenset(["COALESCE", "IF"])
_OPERATORS = {"STAR": "*", "PLUS": "+", "QUESTION": "?"}


def read(text: str) -> Select:
    """What the query ``text`` asks for; :class:`~urbansec.errors.QuerySyntaxError` if it is no query."""
    return _Reader().select(next(_trees(parse(text), "select_query", "construct_query", "describe_query", "ask_query")))


class _Reader:
    def __init__(self) -> None:
        self._blanks = 0

    def select(self, tree: Branch) -> Select:
        clause = next(_trees(tree, "select_clause"), tree)
        items = tuple(self._item(each) for each in _trees(clause, "select_item"))
        if tree.data == "describe_query":
            items = tuple(Item(node) for each in _trees(tree, "var_or_iri") if (node := _term(each)).kind == "variable")
        # CONSTRUCT WHERE { … } has one pattern for both.
        templates = list(_trees(tree, "construct_template"))
        wheres = list(_trees(tree, "where_clause"))
        template = tuple(self._triples(templates[0])) if templates else ()
        where = self.group(next(_trees(wheres[0], "group_graph_pattern"))) if wheres else Group(template, _start(tree))
        grouped: list[Expression] = []
        aliases: list[Node] = []
        for condition in (each for modifiers in _trees(tree, "modifiers") for each in _trees(modifiers, "group_condition")):
            grouped.append(self.expression(condition))
            if any(token.type == "AS" for token in _tokens(condition)):
                aliases.append(_node(_tokens(condition)[-2]))
                grouped[-1] = self.expression(next(_trees(condition, "expression")))
        modifiers = next(_trees(tree, "modifiers"), Tree("modifiers", []))
        having = [self.expression(each) for each in _trees(modifiers, "constraint")]
        ordered = [self.expression(each) for each in _trees(modifiers, "order_condition")]
        limit = next(_trees(modifiers, "limit"), None)
        last = next((block for clause in _trees(tree, "values_clause") for block in _trees(clause, "data_block")), None)
        form = "SELECT" if tree.data == "sub_select" else str(tree.data).partition("_")[0].upper()
        return Select(
            form=form,
            start=_start(tree),
            where=where,
            items=items,
            star=form == "SELECT" and any(token.type == "STAR" for token in _tokens(clause)),
            distinct=any(token.type == "DISTINCT" for token in _tokens(clause)),
            template=template,
            grouped=tuple(grouped),
            aliases=tuple(aliases),
            having=tuple(having),
            ordered=tuple(ordered),
            limit=int(_tokens(limit)[-1]) if limit is not None and _tokens(limit)[-1].isdigit() else None,
            values=self._values(last) if last is not None else None,
        )

    def group(self, tree: Branch) -> Group:
        return Group(tuple(self._elements(tree)), _start(tree))

    def _item(self, tree: Branch) -> Item:
        variable = _node([token for token in _tokens(tree) if token.type == "VAR"][-1])
        expression = next(_trees(tree, "expression"), None)
        return Item(variable, self.expression(expression) if expression is not None else None)

    # Patterns

    def _elements(self, tree: Branch) -> Iterator[Element]:
        for child in tree.children:
            if not isinstance(child, Tree):
                continue
            match child.data:
                case "sub_select":
                    yield Subquery(self.select(child), _start(child))
                case "group_graph_pattern_sub":
                    yield from self._elements(child)
                case "triples_block":
                    for each in _chain(child):
                        yield from self._same_subject(each)
                case "graph_pattern_not_triples":
                    yield self._not_triples(child)

    def _not_triples(self, tree: Branch) -> Element:
        first, start = tree.children[0], _start(tree)
        word = first.type if isinstance(first, Token) else "UNION" if any(token.type == "UNION" for token in _tokens(tree)) else ""
        groups = tuple(self.group(each) for each in _trees(tree, "group_graph_pattern"))
        match word:
            case "FILTER":
                return Filter(self.expression(cast("Branch", tree.children[1])), start)
            case "BIND":
                return Bind(self.expression(next(_trees(tree, "expression"))), _node(_tokens(tree)[-2]), start)
            case "VALUES":
                return self._values(next(_trees(tree, "data_block")))
            case "OPTIONAL" | "MINUS" | "UNION":
                return Nested(word, groups, start)
            case "GRAPH" | "SERVICE":
                return Nested(word, groups, start, _term(next(_trees(tree, "var_or_iri"))))
        return Nested("", groups, start)

    def _values(self, tree: Branch) -> Values:
        variables = tuple(_node(token) for token in _tokens(tree) if token.type == "VAR")
        cells = [self._cell(each) for each in _trees(tree, "data_value")]
        width = len(variables) or 1
        return Values(variables, tuple(tuple(cells[at : at + width]) for at in range(0, len(cells), width)), _start(tree))

    def _cell(self, tree: Branch) -> Node | None:
        child = tree.children[0]
        return None if isinstance(child, Token) else _term(child)

    # Triples

    def _triples(self, tree: Branch) -> Iterator[Triple]:
        for block in _trees(tree, "construct_triples"):
            for each in _chain(block):
                yield from self._same_subject(each)

    def _same_subject(self, tree: Branch) -> Iterator[Triple]:
        first, *rest = [child for child in tree.children if isinstance(child, Tree)]
        subject, triples = self._node_of(first)
        yield from triples
        for properties in rest:
            yield from self._properties(subject, properties)

    def _properties(self, subject: Node, tree: Branch) -> Iterator[Triple]:
        verb: Node | Path | None = None
        start = _start(tree)
        for child in tree.children:
            if not isinstance(child, Tree):
                continue
            if child.data in ("verb", "verb_path"):
                verb, start = self._verb(child), _start(child)
            elif verb is not None:
                for each in (child for child in child.children if isinstance(child, Tree)):
                    value, triples = self._node_of(each)
                    yield Triple(subject, verb, value, start)
                    yield from triples

    def _node_of(self, tree: Branch) -> tuple[Node, list[Triple]]:
        """The node that a place of a triple stands for, and the triples that ``[…]`` and ``(…)`` say besides."""
        while tree.data in ("graph_node", "graph_node_path"):
            tree = cast("Branch", tree.children[0])
        if tree.data not in ("triples_node", "triples_node_path"):
            return _term(tree), []
        self._blanks += 1
        node = Node("blank", f"[{self._blanks}]", _start(tree))
        triples: list[Triple] = []
        for child in (child for child in tree.children if isinstance(child, Tree)):
            if child.data.startswith("property_list"):
                triples += self._properties(node, child)
            else:  # the members of a list hang together by rdf:rest
                member, more = self._node_of(child)
                triples += [Triple(node, Path("step"), member, member.start), *more]
        return node, triples

    def _verb(self, tree: Branch) -> Node | Path:
        child = tree.children[0]
        if isinstance(child, Token):
            return _node(child) if child.type == "VAR" else Path("step", nodes=(_node(child),))
        if child.data == "var_or_iri":
            node = _term(child)
            return node if node.open else Path("step", nodes=(node,))
        return self._path(child)

    def _path(self, tree: Branch) -> Path:
        inner = [child for child in tree.children if isinstance(child, Tree)]
        match tree.data:
            case "path" | "path_sequence":
                parts = tuple(self._path(child) for child in inner)
                return parts[0] if len(parts) == 1 else Path("|" if tree.data == "path" else "/", parts)
            case "path_elt_or_inverse":
                path = self._path(inner[0])
                for token in _tokens(tree):
                    if token.type in _OPERATORS:
                        path = Path(_OPERATORS[token.type], (path,))  # type: ignore[arg-type] # the dictionary holds ops
                return Path("^", (path,)) if any(token.type == "CARET" for token in _tokens(tree)) else path
            case "path_primary":
                if inner and inner[0].data == "path_negated":
                    return Path("not", nodes=tuple(_node(token) for token in _deep(inner[0]) if token.type in ("IRI", "PNAME_LN", "PNAME_NS", "A")))
                return self._path(inner[0]) if inner else Path("step", nodes=(_node(_tokens(tree)[0]),))
        return Path("step", nodes=(_term(tree),))

    # Expressions

    def expression(self, tree: Branch) -> Expression:
        plain: list[Node] = []
        aggregated: list[Node] = []
        exists: list[Group] = []
        calls: list[VolatileCall] = []
        joins: list[int] = []
        functions: list[int] = []
        aggregates = False

        def visit(tree: Branch, instead: frozenset[str], into: list[Node]) -> None:
            nonlocal aggregates
            head = tree.children[0] if tree.children else None
            if tree.data == "group_graph_pattern":
                exists.append(self.group(tree))
                return
            name = head.upper() if tree.data == "builtin_call" and isinstance(head, Token) else ""
            if name in _VOLATILE:
                calls.append(VolatileCall(name, _start(tree), instead))
            aggregate = isinstance(head, Token) and head.type == "AGGREGATE"
            aggregates = aggregates or aggregate
            if isinstance(head, Tree) and head.data == "iri" and any(_trees(tree, "arg_list")):
                functions.append(_start(head))
            if name == "GROUP_CONCAT":
                joins.append(_start(tree))
            for child in tree.children:
                if isinstance(child, Token):
                    if child.type == "VAR":
                        (aggregated if aggregate else into).append(_node(child))
                elif name in _CHOICES and child.data == "arg_list":
                    given = instead
                    for argument in _trees(child, "expression"):
                        visit(argument, given, into)
                        given |= {token[1:] for token in _deep(argument) if token.type == "VAR"}
                else:
                    visit(child, instead, aggregated if aggregate else into)

        visit(tree, frozenset(), plain)
        return Expression(_start(tree), tuple(plain), tuple(aggregated), tuple(exists), tuple(calls), aggregates, tuple(joins), tuple(functions))


def _trees(tree: Branch, *names: str) -> Iterator[Branch]:
    """The children of ``tree`` with one of these names; what only wraps them is looked through."""
    for child in tree.children:
        if isinstance(child, Tree) and child.data in names:
            yield child


def _chain(tree: Branch) -> Iterator[Branch]:
    """What the grammar nests one in the other: a block is the first subject with its triples, then the block of the others."""
    block: Branch | None = tree
    while block is not None:
        yield from _trees(block, "same_subject_path", "same_subject")
        block = next(_trees(block, "triples_block", "construct_triples"), None)


def _tokens(tree: Branch) -> list[Token]:
    return [child for child in tree.children if isinstance(child, Token)]


def _deep(tree: Branch) -> Iterator[Token]:
    yield from tree.scan_values(lambda value: isinstance(value, Token))


def _start(tree: Branch) -> int:
    return next((int(token.start_pos or 0) for token in _deep(tree)), 0)


def _term(tree: Branch) -> Node:
    tokens = list(_deep(tree))
    return _node(tokens[0]) if tokens[0].type not in ("LBRACKET", "LPAR") else Node("blank", f"[]{tokens[0].start_pos}", int(tokens[0].start_pos or 0))


def _node(token: Token) -> Node:
    start = int(token.start_pos or 0)
    match token.type:
        case "VAR":
            return Node("variable", str(token)[1:], start)
        case "BLANK":
            return Node("blank", str(token), start)
        case "IRI" | "PNAME_LN" | "PNAME_NS" | "A":
            return Node("iri", str(token), start)
    return Node("literal", str(token), start)

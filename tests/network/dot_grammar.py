"""A reader for DOT, written from Graphviz's description of the language, as far as quoted texts go."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from lark import Lark, Transformer

# An ID is a name, a number or a quoted text; in quotes only a quote is escaped, and HTML texts (<…>) are not allowed here.
GRAMMAR = r"""
start: kind id "{" statement* "}"
kind: KIND
?statement: (node | edge | defaults) ";"
defaults: KEYWORD pairs
node: id pairs
edge: id op id pairs
op: /->|--/
pairs: "[" (pair ("," pair)*)? "]"
pair: id "=" id
id: NAME | NUMBER | QUOTED
KIND: /(graph|digraph)\b/
KEYWORD.2: /(graph|node|edge)\b/
NAME: /[A-Za-z_][A-Za-z0-9_]*/
NUMBER: /-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)/
QUOTED: /"(\\.|[^"\\])*"/s
COMMENT: /\/\/[^\n]*/
%import common.WS
%ignore WS
%ignore COMMENT
"""


@dataclass
class Drawing:
    """What a DOT file says: nodes and edges with their attributes, texts as Graphviz keeps them."""

    directed: bool = False
    name: str = ""
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


class _Reader(Transformer[Any, Any]):
    def id(self, parts: list[Any]) -> str:
        text = str(parts[0])
        return text[1:-1].replace('\\"', '"') if text.startswith('"') else text

    def kind(self, parts: list[Any]) -> str:
        return str(parts[0])

    op = kind

    def pair(self, parts: list[str]) -> tuple[str, str]:
        return parts[0], parts[1]

    def pairs(self, parts: list[tuple[str, str]]) -> dict[str, str]:
        assert len(dict(parts)) == len(parts), "an attribute twice"
        return dict(parts)

    def node(self, parts: list[Any]) -> tuple[str, ...]:
        return ("node", *parts)

    def edge(self, parts: list[Any]) -> tuple[str, ...]:
        return ("edge", *parts)

    def defaults(self, parts: list[Any]) -> tuple[str, ...]:
        return ("defaults", *parts)

    def start(self, parts: list[Any]) -> Drawing:
        drawing = Drawing(parts[0] == "digraph", parts[1])
        for what, *rest in parts[2:]:
            if what == "node":
                assert rest[0] not in drawing.nodes, "a node twice"
                drawing.nodes[rest[0]] = rest[1]
            elif what == "edge":
                assert rest[1] == ("->" if drawing.directed else "--")
                drawing.edges.append((rest[0], rest[2], rest[3]))
        return drawing


@cache
def _parser() -> Lark:
    return Lark(GRAMMAR, parser="lalr")


def read_dot(text: str) -> Drawing:
    """The drawing in ``text``; an exception of lark if it is not DOT."""
    drawing = _Reader().transform(_parser().parse(text))
    assert isinstance(drawing, Drawing)
    return drawing


def escaped(text: str) -> str:
    """What Graphviz shows for a label: backslashes and entities resolved."""
    found, index = [], 0
    while index < len(text):
        if text[index] == "\\" and index + 1 < len(text):
            index += 1
            found.append({"n": "\n"}.get(text[index], text[index]))
        else:
            found.append(text[index])
        index += 1
    return "".join(found).replace("&amp;", "&")

"""SERVICE clauses of a query: where they are, what they ask, and how their rows are written in their place.

By SPARQL 1.1 Federated Query a SERVICE clause is evaluated by itself and its solutions are joined with the rest of
its group. So the same solutions in a VALUES block, at the same place, give the same result.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.engine.inspect import Form, Token, position, tokens
from urbansec.engine.protocol import Request
from urbansec.engine.syntax import explain
from urbansec.errors import QueryRefusedError

_IRI = re.compile(r'[^<>"{}|^`\\\x00-\x20]+')
_LANGUAGE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
EMPTY_SOLUTION = "{}"


@dataclass(frozen=True)
class Clause:
    """``SERVICE target { … }``: what to ask there, and from where to where it stands in the text (offsets from 0)."""

    target: str
    silent: bool
    query: str
    variables: frozenset[str]
    start: int
    end: int


def find_clauses(request: Request) -> list[Clause]:
    """The SERVICE clauses of a valid query, none inside another.

    Raises :class:`~urbansec.errors.QuerySyntaxError` if the query is not valid, and
    :class:`~urbansec.errors.QueryRefusedError` for a clause whose target is not written there, and wherever the
    engine might read SERVICE in a place that this lexer does not.
    """
    text, inspection = request.text, request.inspection
    if not inspection.services:
        return []
    wrong = explain(text, "", None, None)
    if wrong.line is not None:
        raise wrong
    found = list(tokens(text))
    prologue = text[: next(token.start for token in found if token.kind == "word" and token.text.upper() in Form.__members__)]
    places = {token.start: index for index, token in enumerate(found)}
    clauses: list[Clause] = []
    for service in inspection.services:
        if service.kind != "word" or service.text.upper() != "SERVICE" or service.start not in places:
            raise _refused(text, service, "SERVICE cannot be told apart from what is around it here; put spaces around it.")
        if clauses and service.start < clauses[-1].end:
            raise _refused(text, service, "SERVICE inside SERVICE is not sent on.")
        if _inside_graph(found[: places[service.start]]):
            # Which graphs there are would decide how often the rows count, and engines differ on VALUES there.
            raise _refused(text, service, "SERVICE inside GRAPH is not sent on; write it outside: it asks for no graph of this service.")
        clauses.append(_clause(text, found[places[service.start] :], inspection.prefixes, prologue))
    return clauses


def _inside_graph(before: Sequence[Token]) -> bool:
    """Whether a GRAPH clause is open at the end of these tokens."""
    groups: list[bool] = []
    for index, token in enumerate(before):
        if token.kind == "mark" and token.text == "{":
            groups.append(index > 1 and before[index - 2].text.upper() == "GRAPH")
        elif token.kind == "mark" and token.text == "}":
            del groups[-1:]
    return any(groups)


def _clause(text: str, found: Sequence[Token], prefixes: dict[str, str], prologue: str) -> Clause:
    silent = found[1].text.upper() == "SILENT"
    target, group = found[1 + silent], found[2 + silent :]
    depth = 0
    for index, token in enumerate(group):
        depth += (token.text == "{") - (token.text == "}") if token.kind == "mark" else 0
        if depth == 0:
            variables = frozenset(t.text[1:] for t in group[:index] if t.kind == "variable")
            query = f"{prologue}\nSELECT * WHERE {text[group[0].start : token.end]}"
            return Clause(_address(text, target, prefixes), silent, query, variables, found[0].start, token.end)
    raise _refused(text, found[0], "SERVICE has no group.")  # pragma: no cover - the grammar was checked


def _address(text: str, target: Token, prefixes: dict[str, str]) -> str:
    if target.kind == "iri":
        return target.text[1:-1]
    if target.kind == "name":
        prefix, _, local = target.text.partition(":")
        return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    raise _refused(text, target, f"SERVICE {target.text} is not sent on: write the address of the endpoint in place of the variable.")


def replace_clauses(text: str, clauses: Iterable[tuple[Clause, str]]) -> str:
    """``text`` with each clause replaced; what follows stays on its line, so that errors are told where they are."""
    pieces, end = [], 0
    for clause, block in clauses:
        lines = text.count("\n", clause.start, clause.end)
        pieces += [text[end : clause.start], " ", block, "\n" * lines, " "]
        end = clause.end
    return "".join([*pieces, text[end:]])


def values_block(variables: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A VALUES block of ``rows``; raises :class:`ValueError` for what cannot be written in one."""
    written = (f"({' '.join('UNDEF' if term is None else _write(term) for term in row)})" for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in variables)}) {{ {' '.join(written)} }}"


def _write(term: object) -> str:
    """The term in SPARQL. It comes from another server, so that nothing about it is taken for granted."""
    match term:
        case ox.NamedNode() if _IRI.fullmatch(term.value):
            return f"<{term.value}>"
        case ox.Literal() if term.language is not None:
            if _LANGUAGE.fullmatch(term.language) and term.direction is None:
                return f"{ox.Literal(term.value)}@{term.language}"
        case ox.Literal() if _IRI.fullmatch(term.datatype.value):
            return f"{ox.Literal(term.value)}^^<{term.datatype.value}>"
        case ox.BlankNode():
            raise ValueError("a blank node, which means nothing outside the server that it comes from; ask for its properties, or leave it out of SELECT")
    raise ValueError(f"{str(term)[:80]}, which cannot be written in a query")


def refused_at(text: str, clause: Clause, reason: str) -> QueryRefusedError:
    """The refusal of ``clause`` for ``reason``."""
    line, column = position(text, clause.start)
    return QueryRefusedError(reason, line=line, column=column)


def _refused(text: str, token: Token, reason: str) -> QueryRefusedError:
    line, column = position(text, token.start)
    return QueryRefusedError(reason, line=line, column=column)

"""What is wrong with the text of a query, without running it: each remark with its place from the first letter to the last."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from urbansec.engine import GRAPH_FORMATS, Form, Request
from urbansec.engine.cap import ends_with_values
from urbansec.engine.inspect import Token, inspect, position, tokens
from urbansec.engine.syntax import parse
from urbansec.errors import QueryRefusedError, QuerySyntaxError, UpdateRefusedError, UrbansecError
from urbansec.letters import spelled_like
from urbansec.namespaces import ID, PREFIXES, URB, shorten
from urbansec.queries.check.empty import empty_engine
from urbansec.queries.table import JSON

Severity = Literal["error", "warning"]
_NOTHING = "\nVALUES ?nothing {}"
"""Joined with no row the engine finds all that is wrong with a query, and has nothing to work on: even a cross product ends at once."""
_MOST_WARNINGS = 20
_MOST_THINGS = 200
_DECLARING = frozenset({"PREFIX", "BASE", "GRAPH", "FROM", "NAMED"})
_UNREPORTED = re.compile(r"^expected (<unreported>|\[_\]).*")
_SELECT = re.compile(r"The SELECT .*?(?=, \[|$)")


@dataclass(frozen=True)
class Remark:
    """Lines and columns count from 1; the end is behind the last letter."""

    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    severity: Severity = "error"


@dataclass(frozen=True)
class Known:
    """What there is: IRIs of terms, and who tells which IRIs of things name nothing, and what was probably meant by one of these.

    Without ``terms`` nothing is known, and nothing is doubted.
    """

    terms: Collection[str] = ()
    missing: Callable[[Collection[str]], Collection[str]] = lambda _: ()
    near: Callable[[str], str | None] = lambda _: None


def proofread(text: str, known: Known) -> tuple[Remark, ...]:
    """The first error of ``text``, or else its warnings, in the order of the text."""
    try:
        inspection = inspect(text)
        parse(text)
        _try(text, inspection.form)
    except (QuerySyntaxError, QueryRefusedError, UpdateRefusedError) as error:
        return (_remark(text, error),)
    mentions = list(_mentions(text, inspection.prefixes)) if known.terms else []
    remarks = [*_other_namespaces(text), *_unknown_terms(text, mentions, known), *_unknown_things(text, mentions, known)]
    return tuple(sorted(remarks, key=lambda remark: (remark.line, remark.column))[:_MOST_WARNINGS])


def _try(text: str, form: Form) -> None:
    """Let the engine say what the grammar does not know, such as a variable that is bound twice."""
    written = GRAPH_FORMATS[0] if form.gives_graph else JSON
    engine = empty_engine()
    try:
        engine.execute(Request(f"{text}{_NOTHING}"), written)
    except QuerySyntaxError as error:
        if int(str(error.members.get("line", 1))) <= text.count("\n") + 1:
            raise
        if ends_with_values(text):
            return  # there is no place for other rows, and with these it may take long
        told = _SELECT.search(error.detail)
        if told is not None:
            start = next(token.start for token in tokens(text) if token.text.upper() == "SELECT")
            line, column = position(text, start)
            raise QuerySyntaxError(f"{told[0]}.", line=line, column=column) from None
        engine.execute(Request(text), written)  # what it cannot read it does not run
    except UrbansecError:
        return  # it is busy, or SERVICE asks elsewhere: that is told when the query runs


def _remark(text: str, error: UrbansecError) -> Remark:
    line, column = int(str(error.members.get("line", 1))), int(str(error.members.get("column", 1)))
    start = _offset(text, line, column)
    token = next((token for token in tokens(text) if token.start <= start < token.end), None)
    if token is None and "line" not in error.members:
        token = next(iter(tokens(text)), None)
    detail = _UNREPORTED.sub("The engine does not take this: a variable may be given a value twice, or a blank node stand in two groups.", error.detail)
    if token is not None:
        return _at(text, token, detail, "error")
    return Remark(line, column, line, column + 1, detail)


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def _at(text: str, token: Token, message: str, severity: Severity) -> Remark:
    return Remark(*position(text, token.start), *position(text, token.end), message, severity)


def _other_namespaces(text: str) -> Iterator[Remark]:
    """Prefixes that stand for something else than everywhere."""
    found = list(tokens(text))
    for word, name, iri in zip(found, found[1:], found[2:], strict=False):
        usual = PREFIXES.get(name.text[:-1])
        if word.text.upper() == "PREFIX" and iri.kind == "iri" and usual is not None and usual != iri.text[1:-1]:
            yield _at(text, iri, f"{name.text} stands for {usual} everywhere else.", "warning")


def _mentions(text: str, prefixes: dict[str, str]) -> Iterator[tuple[Token, str]]:
    """Terms and things of the project that the query names, with their IRIs."""
    before = ""
    for token in tokens(text):
        word, before = before, "PREFIX" if before == "PREFIX" and token.kind == "name" else token.text.upper()
        iri = _iri(token, prefixes)
        if iri is not None and word not in _DECLARING and iri.startswith((URB, ID)) and iri not in (URB, ID):
            yield token, iri


def _unknown_terms(text: str, mentions: Iterable[tuple[Token, str]], known: Known) -> Iterator[Remark]:
    for token, iri in mentions:
        if iri.startswith(URB) and iri not in known.terms:
            near = spelled_like(iri, [term for term in known.terms if term.startswith(URB)], most=1, close=0.8)
            yield _at(text, token, f"The ontology has no term {shorten(iri)}.{_meant(shorten(near[0]) if near else None)}", "warning")


def _unknown_things(text: str, mentions: Iterable[tuple[Token, str]], known: Known) -> Iterator[Remark]:
    things = [(token, iri) for token, iri in mentions if iri.startswith(ID)]
    missing = known.missing(tuple(dict.fromkeys(iri for _, iri in things))[:_MOST_THINGS]) if things else ()
    for token, iri in things:
        if iri in missing:
            yield _at(text, token, f"The data do not name {shorten(iri)}.{_meant(known.near(iri))}", "warning")


def _meant(near: str | None) -> str:
    return f" Did you mean {near}?" if near else ""


def _iri(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "iri":
        return token.text[1:-1]
    if token.kind != "name":
        return None
    prefix, _, local = token.text.partition(":")
    namespace = prefixes.get(prefix)
    return None if namespace is None else f"{namespace}{local.replace(chr(92), '')}"

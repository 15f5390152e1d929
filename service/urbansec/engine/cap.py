"""Results that a cap makes shorter, and how they say so.

A cap is an honest LIMIT: it is put where the grammar has one (SPARQL 1.1, SolutionModifier, rule 18), so what is
left are whole rows in the order that the query asks for.
"""

import csv
import io
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from urbansec.engine.formats import Format
from urbansec.engine.inspect import Token, tokens
from urbansec.engine.protocol import Cut
from urbansec.namespaces import BASE

CUT_LINK = f"{BASE}problems#cut"


@dataclass(frozen=True)
class Caps:
    """The most that one result may hold: rows (or triples) and bytes; 0 is no cap."""

    rows: int = 0
    bytes: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows or self.bytes)


def with_limit(text: str, limit: int) -> str:
    """The query ``text`` with at most ``limit`` rows; a smaller limit of its own stays."""
    outer = _outermost(text)
    for token, following in pairwise(outer):
        if token.kind == "word" and token.text.upper() == "LIMIT" and following.text.isdigit():
            return f"{text[: following.start]}{min(int(following.text), limit)}{text[following.end :]}"
    values = next((t.start for t in outer if t.kind == "word" and t.text.upper() == "VALUES"), len(text))
    return f"{text[:values]}\nLIMIT {limit}\n{text[values:]}"


def ends_with_values(text: str) -> bool:
    """Whether a VALUES clause stands behind everything else in the query ``text``, where the grammar has place for one."""
    return any(token.kind == "word" and token.text.upper() == "VALUES" for token in _outermost(text))


def _outermost(text: str) -> list[Token]:
    """The tokens behind the outermost WHERE group that stand in no bracket: the solution modifiers and VALUES."""
    depth, found, seen = 0, [], False
    for token in tokens(text):
        if token.kind == "mark" and token.text in "({[":
            depth += 1
        elif token.kind == "mark" and token.text in ")}]":
            depth -= 1
            seen = seen or (token.text == "}" and depth == 0)
        elif depth == 0 and seen:
            found.append(token)
    return found


def count_rows(content: bytes, written: Format, *, whole: bool = True) -> int:
    """The number of complete rows in a result, or in the first part of one if not ``whole``."""
    if written.name == "csv":
        text = content.decode("utf-8", "ignore")
        rows = sum(1 for _ in csv.reader(io.StringIO(text, newline="")))
        return max(0, rows - (1 if whole else 2))
    if not isinstance(written.writer, ox.QueryResultsFormat):
        raise TypeError(f"{written.name} holds no rows")
    count = 0
    try:
        results = ox.parse_query_results(content, written.writer)
        if isinstance(results, ox.QuerySolutions):
            for _ in results:
                count += 1
    except (SyntaxError, ValueError):
        if whole:
            raise
        # A line of TSV that ends too early may still parse, as a shorter term.
        return max(0, count - (written.name == "tsv"))
    return max(0, count - (not whole and written.name == "tsv"))


def say_cut(content: bytes, written: Format, cut: Cut) -> bytes:
    """The same result with a note that it is cut, where its format has a place for one.

    SPARQL's JSON and XML results link to information about them in their head; the RDF syntaxes have comments.
    CSV, TSV and JSON-LD have no such place.
    """
    note = f"Cut after {cut.rows} triples: this service gives at most {cut.value} {'triples' if cut.limit == 'rows' else 'bytes'}."
    match written.name:
        case "json":
            return content.replace(b'{"head":{', f'{{"head":{{"link":["{CUT_LINK}"],'.encode(), 1)
        case "xml":
            return content.replace(b"</head>", f'<link href="{CUT_LINK}"/></head>'.encode(), 1)
        case "turtle" | "ntriples" | "trig" | "nquads":
            return f"# {note}\n".encode() + content
        case "rdfxml":
            declaration, end, rest = content.partition(b"?>")
            return declaration + end + f"<!-- {note} -->".encode() + rest
    return content

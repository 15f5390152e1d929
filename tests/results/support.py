"""Results made up for tests: terms that are hard to write, and calls to write them for."""

from pathlib import Path

from urbansec.namespaces import PREFIXES
from urbansec.queries import Call, SavedQuery
from urbansec.queries.header import read_header
from urbansec.queries.table import Cell, Table
from urbansec.results import find_format, write

XSD = PREFIXES["xsd"]
ABOUT = {"Query": "made-up", "Parameters": "on = 2020-01-01", "Answered": "2026-11-22T08:30:00Z", "Permalink": "https://example.org/queries/made-up@0"}
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil.example","click")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "{=1+1}",
    "'quoted",
    "007",
    "1e5",
    "2020-01-01",
    "TRUE",
    "http://evil.example/",
    "mailto:a@b.example",
    "internal:Sheet2!A1",
    "_x0041_",
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    "| a | b |",
    "a|b`c`*d*_e_[f](javascript:alert(1))![g](x)~~h~~ <i>&lt; &amp; $x$ # \\| \\",
    "line\nbreak\r\nanother\ttab",
    "\u202etxet desrever",
    "\u2028separator",
    "bell\x07 unit\x1f",
    "\ufffe\uffff",
    "🏳️‍🌈 北京 עברית é",
    "\"double\" 'single'",
    " leading and trailing ",
    "x" * 5_000,
    "",
]
"""Labels that some reader of some format takes for more than text."""


def literal(value: str, datatype: str = "", language: str = "") -> Cell:
    """A literal; ``datatype`` is a name of XML Schema or an IRI."""
    if language:
        return {"type": "literal", "value": value, "xml:lang": language}
    if datatype:
        return {"type": "literal", "value": value, "datatype": datatype if ":" in datatype else f"{XSD}{datatype}"}
    return {"type": "literal", "value": value}


def iri(value: str) -> Cell:
    """An IRI."""
    return {"type": "uri", "value": value}


def table(**columns: list[Cell | None]) -> Table:
    """A table from its columns, all of one length."""
    names = tuple(columns)
    rows = zip(*columns.values(), strict=True)
    return Table(names, tuple({name: cell for name, cell in zip(names, row, strict=True) if cell is not None} for row in rows))


def call(view: str = "{kind: table}", text: str = "SELECT * { ?s ?p ?o }", more: str = "") -> Call:
    """A call of a query with this view."""
    whole = f'#+ summary: Made <up> & "tried"\n#+ view: {view}\n{more}{text}\n'
    return Call(SavedQuery("made-up", Path("made-up.rq"), whole, read_header(whole, file="made-up.rq")), {})


def written(result: Table, name: str, asked: Call | None = None) -> bytes:
    """The result in the format of that name."""
    asked = asked or call()
    return write(asked, result, find_format(asked.query, name), ABOUT)

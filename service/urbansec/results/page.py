"""A plain HTML document with the result as a table, to keep or to paste from; it needs no other file."""

from collections.abc import Iterable, Mapping
from html import escape

from urbansec.queries.run import Call
from urbansec.queries.table import Cell, Table
from urbansec.results.columns import columns, text_of
from urbansec.results.formats import ResultFormat

STYLE = (
    ".scroll{overflow-x:auto}"
    "body{font:100%/1.5 system-ui,sans-serif;margin:1rem;color:#14202b;background:#fdfdfb}table{border-collapse:collapse;font-size:.93rem}"
    "caption{text-align:left;font-weight:600}th,td{border:1px solid #c6d0d7;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td.number{text-align:right}a{color:#0b4f6c}dt{font-weight:600}dd{margin:0 0 .4rem;overflow-wrap:anywhere}"
)
"""The one style sheet of the document, between its tags: a content policy can name it by its hash."""
LINKED = "Permalink"
"""The one fact about a result that is the address of a document."""
_NUMBERS = frozenset({"integer", "decimal", "double"})


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - the same for all
    """The result as an HTML document; see :func:`urbansec.results.write`."""
    return "".join(_document(call.query.summary, table, about)).encode()


def _document(title: str, table: Table, about: Mapping[str, str]) -> Iterable[str]:
    numbers = {column.name for column in columns(table) if column.kind in _NUMBERS}
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n"
    yield f'<div class="scroll" role="region" aria-label="{escape(title)}" tabindex="0">\n<table>\n'
    yield f"<caption>{len(table.rows)} row{'' if len(table.rows) == 1 else 's'}</caption>\n<thead><tr>"
    yield from (f'<th scope="col">{escape(name)}</th>' for name in table.variables)
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        yield "<tr>"
        for name in table.variables:
            yield f"<td{' class=number' if name in numbers else ''}>{_cell(row[name]) if name in row else ''}</td>"
        yield "</tr>\n"
    yield "</tbody>\n</table>\n</div>\n"
    if about:
        yield "<h2>About this result</h2>\n<dl>\n"
        yield from (f"<dt>{escape(name)}</dt><dd>{_linked(value) if name == LINKED else escape(value)}</dd>\n" for name, value in about.items())
        yield "</dl>\n"
    yield "</main>\n</body>\n</html>\n"


def _cell(cell: Cell) -> str:
    text = text_of(cell)
    if cell["type"] == "uri":
        return _linked(text)
    language = f' lang="{escape(cell["xml:lang"])}"' if cell.get("xml:lang") else ""
    return f"<bdi{language}>{escape(text)}</bdi>"


def _linked(text: str) -> str:
    """A web address as a link; any other text, ``javascript:`` among it, as text."""
    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if is_web(text) else shown


def is_web(text: str) -> bool:
    """Whether ``text`` is an address that a browser may follow, and nothing else."""
    return text.lower().startswith(("http://", "https://")) and not any(char.isspace() or char in '<>"`' for char in text)

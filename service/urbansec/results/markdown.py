"""GitHub-flavoured Markdown: the result as a table, for reports, issues and pull requests. No text in it is read as markup."""

import re
from collections.abc import Mapping

from urbansec.queries.run import Call
from urbansec.queries.table import Cell, Table
from urbansec.results.columns import columns, text_of
from urbansec.results.formats import ResultFormat
from urbansec.results.page import LINKED, is_web

# What CommonMark and GitHub may read as markup within a line; a backslash makes each a plain sign (CommonMark, section 2.4).
_MARKUP = re.compile(r"([\\`*_\[\]#|~<>&$])")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NUMBERS = frozenset({"integer", "decimal", "double"})


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - the same for all
    """The result as Markdown; see :func:`urbansec.results.write`."""
    numbers = {column.name for column in columns(table) if column.kind in _NUMBERS}
    lines = [f"# {plain(call.query.summary)}", ""]
    if table.variables:
        lines.append(_row([plain(name) for name in table.variables]))
        lines.append(_row(["---:" if name in numbers else "---" for name in table.variables]))
        lines += [_row([_cell(row[name]) if name in row else "" for name in table.variables]) for row in table.rows]
    lines += ["", f"{len(table.rows)} row{'' if len(table.rows) == 1 else 's'}."]
    if about:
        lines += ["", "## About this result", "", *(f"- {plain(name)}: {_linked(value) if name == LINKED else plain(value)}" for name, value in about.items())]
    return ("\n".join(lines) + "\n").encode()


def plain(text: str) -> str:
    """``text`` so that Markdown shows just these signs, on one line of a table."""
    return "<br>".join(_MARKUP.sub(r"\\\1", line).replace("\t", " ") for line in _BREAK.split(text))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = text_of(cell)
    return _linked(text) if cell["type"] == "uri" else plain(text)


def _linked(text: str) -> str:
    return f"<{text}>" if is_web(text) and "|" not in text and "\\" not in text else plain(text)

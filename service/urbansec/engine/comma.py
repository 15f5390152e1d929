"""CSV as the recommendation has it where the engine's writer has not: an IRI that holds a comma is one field.

pyoxigraph quotes literals only. Its writer is faster by far, so ours is taken only where such an IRI can be in a result: the data
hold one, or the text of the query does or makes IRIs. See SPARQL 1.1 Query Results CSV and TSV Formats, section 3.
"""

import re
from typing import IO

import pyoxigraph as ox

# A function that makes an IRI, an IRI as it is written, an escaped comma. What looks like one and is none costs only time.
_MADE = re.compile(r"\b[IU]RI\s*\(|<[^<>\s]*,|\\,|\\u(?:0000)?002c", re.IGNORECASE)
_QUOTED = re.compile(r'[",\r\n]')
_ROWS = 1_000


def may_hold_commas(text: str, data: bool) -> bool:
    """Whether a result of the query ``text`` may have an IRI with a comma; ``data`` tells whether the data have one."""
    return data or _MADE.search(text) is not None


def write_csv(results: ox.QuerySolutions | ox.QueryBoolean, output: IO[bytes]) -> None:
    """Write all rows to ``output``, some at a time; a truth value as the engine does."""
    if isinstance(results, ox.QueryBoolean):
        results.serialize(output=output, format=ox.QueryResultsFormat.CSV)
        return
    lines = [",".join(variable.value for variable in results.variables)]
    for solution in results:
        lines.append(",".join("" if term is None else _field(term) for term in solution))
        if len(lines) >= _ROWS:
            _write(lines, output)
            lines = []
    _write(lines, output)


def _write(lines: list[str], output: IO[bytes]) -> None:
    output.write("".join(f"{line}\r\n" for line in lines).encode())


def _field(term: object) -> str:
    match term:
        case ox.NamedNode() | ox.Literal():
            text = term.value
        case _:
            text = str(term)
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text

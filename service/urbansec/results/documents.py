"""The result formats of SPARQL 1.1, as the engine writes them, so that they are the same bytes as from ``/sparql``."""

import json
import re
from collections.abc import Mapping

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, Form
from urbansec.errors import EngineFailedError
from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.columns import text_of
from urbansec.results.formats import ResultFormat

_QUOTED = re.compile(r'[",\r\n]')
_FORMATS = {offer.name: offer.writer for offer in BOOLEAN_AND_TABLE}


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - these formats have no place for it
    """The result as SPARQL's JSON, XML, CSV or TSV; see :func:`urbansec.results.write`."""
    truth = call.query.form is Form.ASK and table.variables == ("answer",)
    if fmt.name == "csv" and not truth:
        return _csv(table)
    if truth:
        document: object = {"head": {}, "boolean": table.rows[0]["answer"]["value"] == "true"}
    else:
        document = {"head": {"vars": table.variables}, "results": {"bindings": table.rows}}
    try:
        results = ox.parse_query_results(json.dumps(document, ensure_ascii=False), ox.QueryResultsFormat.JSON)
        return results.serialize(format=_FORMATS[fmt.name]) or b""  # type: ignore[arg-type]  # the writers of tables
    except SyntaxError as error:
        raise EngineFailedError(f"The result holds a term that is none: {error.msg}.") from error


def _csv(table: Table) -> bytes:
    """CSV as the engine writes it, but for one thing: an IRI that holds a comma is quoted too, else it would be two fields."""
    lines = [table.variables, *([text_of(row[name]) if name in row else "" for name in table.variables] for row in table.rows)]
    return "".join(f"{','.join(map(_field, line))}\r\n" for line in lines).encode()


def _field(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text

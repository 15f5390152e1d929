"""The result formats of SPARQL 1.1, written as the engine does, so that they are the same bytes as from ``/sparql``."""

import json
from collections.abc import Mapping
from io import BytesIO

import pyoxigraph as ox

from urbansec.engine import BOOLEAN_AND_TABLE, Form
from urbansec.engine.comma import write_csv
from urbansec.errors import EngineFailedError
from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.formats import ResultFormat

_FORMATS = {offer.name: offer.writer for offer in BOOLEAN_AND_TABLE}


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - these formats have no place for it
    """The result as SPARQL's JSON, XML, CSV or TSV; see :func:`urbansec.results.write`."""
    truth = call.query.form is Form.ASK and table.variables == ("answer",)
    if truth:
        document: object = {"head": {}, "boolean": table.rows[0]["answer"]["value"] == "true"}
    else:
        document = {"head": {"vars": table.variables}, "results": {"bindings": table.rows}}
    try:
        results = ox.parse_query_results(json.dumps(document, ensure_ascii=False), ox.QueryResultsFormat.JSON)
        if fmt.name == "csv":
            write_csv(results, output := BytesIO())
            return output.getvalue()
        return results.serialize(format=_FORMATS[fmt.name]) or b""  # type: ignore[arg-type]  # the writers of tables
    except SyntaxError as error:
        raise EngineFailedError(f"The result holds a term that is none: {error.msg}.") from error

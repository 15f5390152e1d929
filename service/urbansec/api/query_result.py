"""The response that carries an answer, whole or a page of it, in one format."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote

from fastapi import Request, Response

from urbansec.api.asking import Answered
from urbansec.api.cache import local_path
from urbansec.api.conditions import content_tag
from urbansec.api.paging import SIZE, Paging
from urbansec.errors import ParameterError
from urbansec.queries import SavedQuery, Table
from urbansec.results import ResultFormat, write
from urbansec.results.formats import gives_graph
from urbansec.results.page import STYLE

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_STYLE_HASH = b64encode(sha256(STYLE.encode()).digest()).decode()
# The document brings its own style; nothing else may run or load.
_DOCUMENT_POLICY = f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def respond(request: Request, answered: Answered, fmt: ResultFormat, media_type: str | None = None) -> Response:
    """The answer, or the page of it that the request asks for, written as ``fmt`` and called ``media_type`` if it was asked for under that name."""
    paging = Paging.read(answered.asked.reserved)
    table = answered.table
    if paging is not None:
        if gives_graph(answered.call.query):
            raise ParameterError("A graph has no pages; take all of it.", parameter=SIZE)
        table = Table(table.variables, table.rows[paging.part(len(table.rows))])
    content = write(answered.call, table, fmt, answered.about)
    address = f"{answered.base}{quote(local_path(request.scope), safe='/@')}"
    headers = {
        **answered.headers(paging, address),
        "Content-Type": _called(fmt, media_type),
        "Content-Disposition": disposition(answered.call.query, fmt.suffix, download=fmt.download),
        # Some formats tell when the answer was made, so the request alone does not name their bytes.
        "ETag": content_tag(content).decode(),
        "Vary": "Accept",
    }
    if fmt.name == "html":
        headers["Content-Security-Policy"] = _DOCUMENT_POLICY
    return Response(content, headers=headers)


def disposition(query: SavedQuery, suffix: str, *, download: bool = False) -> str:
    """Under which name a client is to save the file, and whether it must not try to show it."""
    return f'{"attachment" if download else "inline"}; filename="{_UNSAFE.sub("_", query.name)}.{suffix}"'


def _called(fmt: ResultFormat, media_type: str | None) -> str:
    if media_type is None or media_type == fmt.media_type:
        return fmt.content_type
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type

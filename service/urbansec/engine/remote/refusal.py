"""What another SPARQL service says when it does not answer, in this service's terms."""

import json
import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from urbansec.engine.remote.endpoint import ENGINE_SETTING, Endpoint
from urbansec.engine.syntax import explain
from urbansec.errors import EngineBusyError, QueryRefusedError, QueryTimeoutError, RemoteEngineError, UrbansecError

_SHOWN = 400
_BUSY_SECONDS = 5


def refusal(endpoint: Endpoint, status: int, headers: Message, body: bytes, query: str) -> UrbansecError:
    """The error for an answer with ``status`` to the text ``query``, told in the other service's own words if it gave any."""
    said = _message(headers.get("Content-Type", ""), body, query)
    match status:
        case HTTPStatus.BAD_REQUEST:
            # The grammar finds the place; a query that keeps to it was refused for a reason of the other service's own.
            error = explain(query, said, None, None)
            return error if error.line is not None else QueryRefusedError(f"{endpoint.name} refuses it: {said}")
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return RemoteEngineError(_unauthorised(endpoint, status), remote_status=status)
        case HTTPStatus.NOT_FOUND:
            return RemoteEngineError(f"There is no SPARQL service at {endpoint.place}. Check the address in {endpoint.setting}.", remote_status=status)
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            seconds = retry_after(headers) or _BUSY_SECONDS
            return EngineBusyError(f"{endpoint.name} takes no more queries now ({said}). Try again in {seconds} seconds.", retry_after=seconds)
        case HTTPStatus.GATEWAY_TIMEOUT | HTTPStatus.REQUEST_TIMEOUT:
            return QueryTimeoutError(f"{endpoint.name} gave up: {said} Ask for less: add LIMIT, or join fewer patterns.")
    return RemoteEngineError(f"{endpoint.place} answered {status}: {said}", remote_status=status)


def retry_after(headers: Message) -> int | None:
    """The seconds that ``Retry-After`` asks to wait, given as a number or as a date."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        return max(0, round((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()))
    except (TypeError, ValueError):
        return None


def _unauthorised(endpoint: Endpoint, status: int) -> str:
    if endpoint.setting != ENGINE_SETTING:
        return f"{endpoint.place} wants to know who asks ({status}), and SERVICE is always asked without a name."
    if endpoint.token:
        return f"{endpoint.place} does not accept the token in URBANSEC_ENGINE_TOKEN ({status})."
    if endpoint.user:
        return f"{endpoint.place} does not accept the user name and password in URBANSEC_ENGINE_USER and URBANSEC_ENGINE_PASSWORD ({status})."
    return f"{endpoint.place} wants to know who asks ({status}). Set URBANSEC_ENGINE_USER and URBANSEC_ENGINE_PASSWORD, or URBANSEC_ENGINE_TOKEN."


def _message(content_type: str, body: bytes, query: str) -> str:
    """What the body says, as one line that can be shown."""
    text = body.decode("utf-8", "replace").strip()
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type.endswith("json"):
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if isinstance(document, dict):
            found = (document.get(key) for key in ("detail", "exception", "message", "error", "title"))
            text = next((value for value in found if isinstance(value, str) and value), "")
    elif "html" in media_type or text.startswith("<"):
        text = ""
    line = re.sub(r"\s+", " ", text.replace(query.strip(), "").replace("SPARQL query:", "")).strip()
    shown = line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
    return shown if shown.endswith((".", "…")) else f"{shown or 'no reason given'}."

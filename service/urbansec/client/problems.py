"""What a service says went wrong, as the exceptions that this package raises itself."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from urbansec import errors
from urbansec.errors import NotFoundError, ParameterError, QuerySyntaxError, UrbansecError

if TYPE_CHECKING:
    import httpx

_FIXED = frozenset(("type", "title", "status", "detail", "instance"))


class ServiceError(UrbansecError):
    """A service cannot be reached, is none of this kind, or says that something else went wrong; ``status`` is its HTTP status, if there is one."""

    title = "The service did not answer the question"

    def __init__(self, detail: str, *, status: int | None = None, **members: object) -> None:
        super().__init__(detail, status=status, **members)
        self.status = status


def error_of(response: "httpx.Response") -> UrbansecError:
    """The exception for an answer that tells a problem (RFC 9457); the words are the service's."""
    try:
        document: Any = response.json()
    except ValueError:
        document = None
    if not isinstance(document, Mapping) or not isinstance(document.get("detail"), str):
        return ServiceError(
            f"{response.url.host} answered with {response.status_code} {response.reason_phrase}.".replace(" .", "."), status=response.status_code
        )
    detail = document["detail"]
    members = {str(name): value for name, value in document.items() if name not in _FIXED}
    kind = _KINDS.get(str(document.get("type", "")).rpartition("#")[2])
    error: UrbansecError
    if kind is None:
        error = ServiceError(detail, status=response.status_code)
    elif kind is ParameterError:
        error = ParameterError(detail, parameter=str(members.get("parameter", "")))
    elif kind is NotFoundError:
        error = NotFoundError(detail)
        error.near = tuple(map(str, members.get("near") or ()))
    elif kind is QuerySyntaxError:
        error = QuerySyntaxError(detail, line=_number(members.get("line")), column=_number(members.get("column")))
    else:
        error = kind(detail)
    error.members.update(members)
    return error


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _name(kind: type[UrbansecError]) -> str:
    """How services call a kind of problem: ``query-syntax``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.__name__.removesuffix("Error")).lower()


# Errors about files are told with the file, which a service does not do.
_OF_FILES = (errors.InputFileError, errors.InputFilesError)
_KINDS: Mapping[str, type[UrbansecError]] = {
    _name(kind): kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, UrbansecError) and kind is not UrbansecError and kind not in _OF_FILES
}

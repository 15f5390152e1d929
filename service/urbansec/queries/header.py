"""The header of a query file: comment lines that start with ``#+`` and hold YAML.

The convention is grlc's. To any SPARQL tool the header is a comment, so the file runs there as it is.
"""

from collections.abc import Iterator

from pydantic import ValidationError

from urbansec.errors import SavedQueryError
from urbansec.letters import spelled_like
from urbansec.queries.commented import Commented, CommentError, Path, read_comment
from urbansec.queries.language import VERSION, Example, Header, Parameter, ParameterType, View
from urbansec.queries.sense import nonsense

__all__ = ["Example", "Header", "Parameter", "ParameterType", "View", "read_header"]


def read_header(text: str, *, file: str) -> Header:
    """The header of the query ``text``; an empty one if it has none.

    Raises :class:`SavedQueryError` that names ``file``, line and column if the header is no YAML, says something unknown
    or something that makes no sense. Its member ``problems`` lists all of them: ``line``, ``column``, ``at`` (the part of
    the header, such as ``params.on.default``) and ``message``.
    """
    try:
        comment = read_comment(text)
    except CommentError as error:
        line, column = error.place or (None, None)
        hint = " Quote text that holds a colon." if "mapping values" in error.reason else ""
        reason = f"the header is not valid YAML: {error.reason}.{hint}"
        raise _error(file, [{"line": line, "column": column, "at": "", "message": reason}]) from error
    try:
        header = Header.model_validate({} if comment.value is None or comment.value == "" else comment.value)
    except ValidationError as error:
        raise _error(file, list(_broken(error, comment))) from error
    problems = [_problem(comment, path, message) for path, message in nonsense(header)]
    if problems:
        raise _error(file, problems)
    return header


def _broken(error: ValidationError, comment: Commented) -> Iterator[dict[str, object]]:
    for each in error.errors():
        path = each["loc"]
        unknown = each["type"] == "extra_forbidden"
        message = each["msg"].removeprefix("Value error, ")
        if unknown:
            near = spelled_like(str(path[-1]), _words(path), most=1)
            message = "there is no such word in a header" + (f"; did you mean {near[0]}?" if near else "")
        elif path == ("header",):
            message = f"only version {VERSION} of the language of headers is known here"
        yield _problem(comment, path, message, key=unknown)


def _words(path: Path) -> list[str]:
    """What may be said in the place where the last part of ``path`` stands."""
    model = {1: Header, 3: Parameter if path[0] == "params" else Example}.get(len(path))
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _problem(comment: Commented, path: Path, message: str, *, key: bool = False) -> dict[str, object]:
    """A problem with the part at ``path``; what is missing is told by its full name at the part that lacks it."""
    found, place = comment.find(path, key=key)
    shown = found if len(found) == len(path) or message != "Field required" else path
    name = ".".join(map(str, shown)) or "header"
    line, column = place or (None, None)
    return {"line": line, "column": column, "at": name, "message": f"the header is not right: {name}: {message}"}


def _error(file: str, problems: list[dict[str, object]]) -> SavedQueryError:
    unique = list({(problem["at"], problem["line"], problem["column"]): problem for problem in reversed(problems)}.values())[::-1]
    detail = "\n".join(":".join(str(part) for part in (file, each["line"], each["column"]) if part is not None) + f": {each['message']}" for each in unique)
    return SavedQueryError(detail, file=file, line=unique[0]["line"], column=unique[0]["column"], problems=unique)

"""Everything that can go wrong for a user, as exceptions that know no HTTP and no terminal.

Each has a ``title`` (the kind of problem, the same every time), a message (this case) and ``members``: what a
program may want to read, such as the line and column. ``api.errors`` gives each a status, ``cli`` an exit code.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar


def shown_path(file: str) -> str:
    """A path below the current folder as people type it; anything else, such as a derived graph, as it is."""
    path = Path(file)
    return str(path.relative_to(Path.cwd())) if file and path.is_relative_to(Path.cwd()) else file


class UrbansecError(Exception):
    """A problem that a user can understand and act on."""

    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.detail = detail
        self.members = {name: value for name, value in members.items() if value is not None and value != []}


class SettingsError(UrbansecError):
    """An environment variable holds a value that the setting does not take."""

    title = "A setting is not right"


class AssetsMissingError(UrbansecError):
    """The folders ``ontology``, ``data`` and ``queries`` cannot be found."""

    title = "The shipped data cannot be found"


class InputFileError(UrbansecError):
    """A file cannot be read: it does not exist, its format is unknown, or it does not parse. ``more`` holds the other mistakes in it."""

    title = "A file cannot be read"

    def __init__(self, detail: str, *, file: str, line: int | None = None, column: int | None = None, more: "Sequence[InputFileError]" = ()) -> None:
        super().__init__(detail, file=file, line=line, column=column)
        self.file, self.line, self.column, self.more = file, line, column, tuple(more)

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (shown_path(self.file), self.line, self.column) if part is not None)
        return f"{place}: {self.detail}" if place else self.detail


class OutputFileError(UrbansecError):
    """A file cannot be written: its folder does not exist, or it may not be written to."""

    title = "A file cannot be written"


class InputFilesError(UrbansecError):
    """Files cannot be read; ``problems`` names each mistake in each of them, so that none hides another."""

    title = "Files cannot be read"

    def __init__(self, problems: Sequence[InputFileError]) -> None:
        self.problems = tuple(each for problem in problems for each in (problem, *problem.more))
        super().__init__("\n".join(map(str, self.problems)))


class QuerySyntaxError(UrbansecError):
    """The text is not a SPARQL query; line and column count from 1."""

    title = "The query is not valid SPARQL"

    def __init__(self, detail: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(detail, line=line, column=column)
        self.line, self.column = line, column


class QueryRefusedError(UrbansecError):
    """The query is valid SPARQL, but this service does not run it (``SERVICE``, too deeply nested)."""

    title = "The query is refused"


class UpdateRefusedError(UrbansecError):
    """SPARQL Update was sent to a read-only service."""

    title = "The data are read-only"


class QueryTimeoutError(UrbansecError):
    """The query did not end before its deadline."""

    title = "The query took too long"


class EngineBusyError(UrbansecError):
    """All workers were busy until the deadline."""

    title = "The service is busy"


class ClientBudgetError(UrbansecError):
    """This client has used up the query time that one client is given; its next query is answered after ``Retry-After``."""

    title = "Your query time is used up"


class EngineFailedError(UrbansecError):
    """The engine gave up on a valid query, for example because a number overflowed its type."""

    title = "The query could not be evaluated"


class MemoryLimitError(UrbansecError):
    """The query needed more memory than one query may take."""

    title = "The query needs too much memory"


class WorkerLostError(UrbansecError):
    """The process that worked on the query ended before its answer was complete. Other queries are not affected."""

    title = "The query was lost"


class RemoteEngineError(UrbansecError):
    """The SPARQL service behind this one cannot be reached, or it answered with an error of its own."""

    title = "The engine behind this service failed"


class DataRefusedError(UrbansecError):
    """New data were loaded but do not pass the checks; what was served before is still served."""

    title = "The new data are refused"


class FormatError(UrbansecError):
    """The result cannot be written in the format that was asked for."""

    title = "The format does not fit the result"


class NotFoundError(UrbansecError):
    """A saved query, a resource or a route is unknown; ``near`` holds names that come close."""

    title = "Not found"

    def __init__(self, detail: str, *, near: Sequence[str] = ()) -> None:
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(detail + hint, near=list(near))
        self.near = tuple(near)


class ParameterError(UrbansecError):
    """A parameter of a saved query is unknown, missing or of the wrong type."""

    title = "A parameter is not right"

    def __init__(self, detail: str, *, parameter: str, near: Sequence[str] = ()) -> None:
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(detail + hint, parameter=parameter, near=list(near))
        self.parameter = parameter


class SavedQueryError(UrbansecError):
    """A saved query's file is broken: its header or the place of its parameters."""

    title = "A saved query is broken"

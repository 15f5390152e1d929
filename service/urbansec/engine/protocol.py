"""What every engine offers. The rest of the product knows only this, so that engines can be exchanged."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from urbansec.engine.formats import Format
from urbansec.engine.inspect import Form, Inspection, inspect
from urbansec.errors import FormatError


@dataclass(frozen=True)
class Request:
    """A query and the dataset it asks for (SPARQL 1.1 Protocol, section 2.1.4).

    ``default_graphs`` and ``named_graphs`` are IRIs; if any is given, they override FROM and FROM NAMED.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    @cached_property
    def inspection(self) -> Inspection:
        """What is known without running it. Costs up to half a second for a text of a megabyte.

        Raises what :func:`urbansec.engine.inspect.inspect` raises.
        """
        return inspect(self.text)


@dataclass(frozen=True)
class Formats:
    """In which format to write the result, by what the query turns out to give; ``None`` where no format is acceptable."""

    table: Format | None = None
    graph: Format | None = None

    def of(self, form: Form) -> Format:
        """The format for a query of ``form``; :class:`~urbansec.errors.FormatError` if there is none."""
        chosen = self.graph if form.gives_graph else self.table
        if chosen is None:
            gives = "RDF" if form.gives_graph else "a table or a truth value"
            raise FormatError(f"A {form} query gives {gives}, which cannot be written in any type that the request accepts.")
        return chosen


@dataclass(frozen=True)
class Answer:
    """A complete result, already written in ``format``."""

    content: bytes
    format: Format


@dataclass(frozen=True)
class Cut:
    """A result that a cap of the service made shorter: only the first ``rows`` rows (or triples) are there.

    ``limit`` says which cap (``rows`` or ``bytes``), ``value`` how much it allows.
    """

    rows: int
    limit: str
    value: int


@dataclass(frozen=True)
class Head:
    """What is known before the first byte of a result.

    ``cut`` is set if a cap made it shorter. ``volatile`` says that the same query may answer otherwise next time
    (NOW, RAND, UUID, STRUUID, BNODE), so that nobody may keep the answer. ``form`` is that of the query, if it is known.
    """

    format: Format
    cut: Cut | None = None
    volatile: bool = False
    form: Form | None = None


class Stream(Protocol):
    """A result on its way. Iterate over it once; an error of :mod:`urbansec.errors` in between means that what came is not whole."""

    @property
    def head(self) -> Head:
        """What is known before the first byte."""

    @property
    def content(self) -> bytes | None:
        """All of it, if it was small enough to be ready at once; iteration then gives the same bytes."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, in pieces of some ten or hundred thousand."""

    async def aclose(self) -> None:
        """The reader has gone, or has all: a query still running is ended. May be called more than once."""


class Engine(Protocol):
    """Answers queries on one snapshot of the data.

    Both methods raise ``QuerySyntaxError``, ``QueryRefusedError``, ``UpdateRefusedError``, ``QueryTimeoutError``,
    ``MemoryLimitError``, ``EngineBusyError``, ``EngineFailedError``, ``WorkerLostError``, ``RemoteEngineError`` or
    ``FormatError`` of :mod:`urbansec.errors`. Both charge the time they worked to
    :data:`urbansec.engine.caller.current`, if that is set.
    """

    @property
    def version(self) -> str:
        """The version of the data that answers come from."""

    @property
    def union(self) -> bool:
        """Whether the default graph of queries is the union of all graphs."""

    def execute(self, request: Request, result_format: Format) -> Answer:
        """The complete result of ``request``, written in ``result_format``. Blocks; safe to call from many threads, never from an event loop."""

    async def stream(self, request: Request, formats: Formats) -> Stream:
        """The result of ``request`` as it comes; errors before its first byte are raised here.

        The request is inspected by the engine, where a long text holds up nobody else.
        """


def is_exact(engine: Engine) -> bool:
    """Whether the version of its data names an answer exactly; not so if they lie elsewhere and may change at any time."""
    return bool(getattr(engine, "exact", True))


def state_of(engine: Engine) -> str:
    """What to know answers by: all that is loaded, and for data that lie elsewhere also the time, so that no answer is kept for long."""
    return str(getattr(engine, "state", None) or engine.version)

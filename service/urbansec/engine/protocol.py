"""What every engine offers. The rest of the product knows only this, so that engines can be exchanged."""

from dataclasses import dataclass, field
from typing import Protocol

from urbansec.engine.formats import Format
from urbansec.engine.inspect import Inspection, inspect


@dataclass(frozen=True)
class Request:
    """A query and the dataset it asks for (SPARQL 1.1 Protocol, section 2.1.4).

    ``default_graphs`` and ``named_graphs`` are IRIs; if any is given, they override FROM and FROM NAMED. Making a
    request inspects the text, so the errors of :func:`urbansec.engine.inspect.inspect` are raised here.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    inspection: Inspection = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inspection", inspect(self.text))


@dataclass(frozen=True)
class Answer:
    """A complete result, already written in ``format``."""

    content: bytes
    format: Format


class Engine(Protocol):
    """Answers queries on one snapshot of the data."""

    @property
    def version(self) -> str:
        """The version of the data that answers come from."""

    @property
    def union(self) -> bool:
        """Whether the default graph of queries is the union of all graphs."""

    def execute(self, request: Request, result_format: Format) -> Answer:
        """The complete result of ``request``, written in ``result_format``.

        Blocks until the answer is there; safe to call from many threads. Raises ``QuerySyntaxError``,
        ``QueryRefusedError``, ``QueryTimeoutError``, ``EngineBusyError``, ``EngineFailedError`` or ``FormatError``
        of :mod:`urbansec.errors`.
        """

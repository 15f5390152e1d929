"""What goes over the sockets between the service and its workers: framed messages, JSON where they have parts.

A frame is one byte for its kind, four for its length (big-endian), then its content. The service sends one
``JOB`` at a time; the worker answers with ``HEAD``, any number of ``DATA``, and ``END``, or with ``ERROR`` at any
point before ``END``. A result without ``END`` is not whole. In between, ``WORKED`` tells how many seconds of
processor time the job has taken.
"""

import json
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from urbansec import errors
from urbansec.engine.formats import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.engine.inspect import Form
from urbansec.engine.protocol import Cut, Formats, Head, Request

HEADER = struct.Struct("!BI")
SECONDS = struct.Struct("!d")
_TABLE = {offer.name: offer for offer in BOOLEAN_AND_TABLE}
_GRAPH = {offer.name: offer for offer in GRAPH_FORMATS}
_ERRORS = {kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.UrbansecError)}


class Kind(IntEnum):
    """What a frame holds."""

    JOB = 1
    HEAD = 2
    DATA = 3
    END = 4
    ERROR = 5
    WORKED = 6


@dataclass(frozen=True)
class Job:
    """What a worker is asked: a query, or (``dump``) all data in the format of that name."""

    request: Request
    formats: Formats
    dump: str = ""


def frame(kind: Kind, content: bytes = b"") -> bytes:
    """A message as it goes over the socket."""
    return HEADER.pack(kind, len(content)) + content


def encode_job(job: Job) -> bytes:
    """The frame for a job."""
    request, formats = job.request, job.formats
    parts = [
        request.text,
        request.default_graphs,
        request.named_graphs,
        formats.table.name if formats.table else None,
        formats.graph.name if formats.graph else None,
        job.dump,
    ]
    return frame(Kind.JOB, json.dumps(parts).encode())


def decode_job(content: bytes) -> Job:
    """The job in a frame's content."""
    text, default, named, table, graph, dump = json.loads(content)
    return Job(Request(text, tuple(default), tuple(named)), Formats(_either(table), _either(graph)), dump)


def _either(name: str | None) -> Format | None:
    """The format of that name; a caller may ask for a graph format where a table comes, and is told by the engine."""
    return None if name is None else _TABLE.get(name) or _GRAPH[name]


def encode_head(head: Head, length: int | None) -> bytes:
    """The frame for a head; ``length`` is that of the whole result, if it is known already."""
    cut = [head.cut.rows, head.cut.limit, head.cut.value] if head.cut else None
    return frame(Kind.HEAD, json.dumps([head.format.name, cut, head.volatile, head.form, length]).encode())


def decode_head(content: bytes) -> tuple[Head, int | None]:
    """The head and the length in a frame's content."""
    name, cut, volatile, form, length = json.loads(content)
    return Head(_TABLE.get(name) or _GRAPH[name], Cut(*cut) if cut else None, volatile=volatile, form=Form(form) if form else None), length


def encode_error(error: errors.UrbansecError) -> bytes:
    """The frame for an error."""
    return frame(Kind.ERROR, json.dumps([type(error).__name__, error.detail, error.members]).encode())


def decode_error(content: bytes) -> errors.UrbansecError:
    """The error in a frame's content, of the class that it had in the worker."""
    name, detail, members = json.loads(content)
    kind = _ERRORS.get(name, errors.EngineFailedError)
    # Not the class's own way of making one: what a constructor would add to the sentence is already in it.
    error = kind.__new__(kind, detail)
    errors.UrbansecError.__init__(error, detail, **members)
    positions: dict[str, Any] = {"line": None, "column": None} if kind is errors.QuerySyntaxError else {}
    vars(error).update({**positions, **{key: members[key] for key in positions if key in members}})
    return error

"""Run queries: the ``Engine`` protocol and the engines behind it. Nothing else knows a store."""

from urbansec.engine.cap import Caps
from urbansec.engine.embedded import EmbeddedEngine
from urbansec.engine.formats import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.engine.inspect import Form, Inspection, inspect
from urbansec.engine.protocol import Answer, Cut, Engine, Formats, Head, Request, Stream

__all__ = [
    "BOOLEAN_AND_TABLE",
    "GRAPH_FORMATS",
    "Answer",
    "Caps",
    "Cut",
    "EmbeddedEngine",
    "Engine",
    "Form",
    "Format",
    "Formats",
    "Head",
    "Inspection",
    "Request",
    "Stream",
    "inspect",
]

"""Run queries: the ``Engine`` protocol and the embedded engine behind it. Nothing else knows a store."""

from urbansec.engine.embedded import EmbeddedEngine
from urbansec.engine.formats import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Format
from urbansec.engine.inspect import Form, Inspection, inspect
from urbansec.engine.protocol import Answer, Engine, Request

__all__ = [
    "BOOLEAN_AND_TABLE",
    "GRAPH_FORMATS",
    "Answer",
    "EmbeddedEngine",
    "Engine",
    "Form",
    "Format",
    "Inspection",
    "Request",
    "inspect",
]

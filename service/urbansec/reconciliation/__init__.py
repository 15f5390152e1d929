"""Match names of a table against the graph, by the W3C reconciliation protocol (OpenRefine)."""

from urbansec.reconciliation import suggest
from urbansec.reconciliation.matching import Candidate, match
from urbansec.reconciliation.messages import MessageError
from urbansec.reconciliation.question import Condition, Extension, Question

__all__ = ["Candidate", "Condition", "Extension", "MessageError", "Question", "match", "suggest"]

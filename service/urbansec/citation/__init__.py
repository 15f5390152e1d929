"""Cite an answer, and repeat it later: the same, other data, or another query."""

from urbansec.citation.compare import Difference
from urbansec.citation.exports import bibtex, csl, csl_json
from urbansec.citation.record import Citation, CitationError, cite
from urbansec.citation.repeat import verify
from urbansec.citation.rows import Row, Rows, checksum, readable, rows_of
from urbansec.citation.verdict import Verdict

__all__ = [
    "Citation",
    "CitationError",
    "Difference",
    "Row",
    "Rows",
    "Verdict",
    "bibtex",
    "checksum",
    "cite",
    "csl",
    "csl_json",
    "readable",
    "rows_of",
    "verify",
]

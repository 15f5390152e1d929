"""Cite an answer, and repeat it later: the same, other data, or another query."""

from urbansec.citation.exports import bibtex, csl, csl_json
from urbansec.citation.record import Citation, CitationError, cite
from urbansec.citation.rows import Row, Rows, checksum, rows_of

__all__ = ["Citation", "CitationError", "Row", "Rows", "bibtex", "checksum", "cite", "csl", "csl_json", "rows_of"]

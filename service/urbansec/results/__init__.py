"""Answers as researchers take them away: typed columns, and a writer for each format.

``columns`` is the one place where RDF terms become numbers, days and texts; every writer, the client and the citation
build on it. ``formats_of`` says which formats fit a saved query, ``write`` makes the bytes.
"""

from urbansec.results.columns import Column, Kind, Value, columns
from urbansec.results.formats import ResultFormat, find_format, formats_of
from urbansec.results.write import in_order, write

__all__ = ["Column", "Kind", "ResultFormat", "Value", "columns", "find_format", "formats_of", "in_order", "write"]

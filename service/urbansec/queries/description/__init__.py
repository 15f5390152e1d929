"""What the data know of one resource: as RDF for programs, as an outline for pages, in the words of schema.org for search engines."""

from urbansec.queries.description.asking import named_node
from urbansec.queries.description.document import describe, write
from urbansec.queries.description.found import Description, document_of
from urbansec.queries.description.gather import gather
from urbansec.queries.description.known import known, near_paths, paths, require
from urbansec.queries.description.outline import Cut, Evidence, Outline, Statement, outline, outlined

__all__ = [
    "Cut",
    "Description",
    "Evidence",
    "Outline",
    "Statement",
    "describe",
    "document_of",
    "gather",
    "known",
    "named_node",
    "near_paths",
    "outline",
    "outlined",
    "paths",
    "require",
    "write",
]

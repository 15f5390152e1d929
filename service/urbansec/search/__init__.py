"""Find resources by name: prefixes, misspellings, other languages, without accents."""

from urbansec.search.hit import Hit
from urbansec.search.index import Index
from urbansec.search.kept import index_of

__all__ = ["Hit", "Index", "index_of"]

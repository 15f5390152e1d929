"""Saved queries: documented files whose parameters are typed and bound as RDF terms."""

from urbansec.queries.catalogue import Catalogue
from urbansec.queries.header import Header, Parameter, View
from urbansec.queries.run import Call, SavedQuery
from urbansec.queries.table import Table, read_table

__all__ = ["Call", "Catalogue", "Header", "Parameter", "SavedQuery", "Table", "View", "read_table"]

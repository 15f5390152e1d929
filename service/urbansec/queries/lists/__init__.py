"""Lists of all things of a kind: what is told of each, what they are narrowed by, and the query that gives the same."""

from urbansec.queries.lists.kinds import OF_PEOPLE, RECORDS, defined
from urbansec.queries.lists.model import NONE, Column, Facet, Field, Item, Kind, Listing, Name, Shows, Status
from urbansec.queries.lists.narrow import Narrowed, narrow
from urbansec.queries.lists.read import About, about, read
from urbansec.queries.lists.written import written

__all__ = [
    "NONE",
    "OF_PEOPLE",
    "RECORDS",
    "About",
    "Column",
    "Facet",
    "Field",
    "Item",
    "Kind",
    "Listing",
    "Name",
    "Narrowed",
    "Shows",
    "Status",
    "about",
    "defined",
    "narrow",
    "read",
    "written",
]

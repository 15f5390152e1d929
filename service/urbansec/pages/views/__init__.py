"""Views of a result: which there are for a table, and the picture that each makes of it.

``query_views`` looks at what the header of a query says and at the columns, ``draw`` makes the picture with :mod:`urbansec.pages.graphics`.
A table of any query will do, also one without a header.
"""

from urbansec.pages.views.drawing import draw
from urbansec.pages.views.drawn import Drawn
from urbansec.pages.views.offers import NAMES, TABLE, View, is_day, is_year, query_views
from urbansec.pages.views.reading import Reader
from urbansec.pages.views.standalone import standalone

__all__ = ["NAMES", "TABLE", "Drawn", "Reader", "View", "draw", "is_day", "is_year", "query_views", "standalone"]

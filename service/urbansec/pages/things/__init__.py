"""Pages of things: what people read who follow a name. Pure functions from a description to what the templates in ``templates/things`` show."""

from urbansec.pages.things.reader import Reader
from urbansec.pages.things.sheet import Sheet, sheet

__all__ = ["Reader", "Sheet", "sheet"]

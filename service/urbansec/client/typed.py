"""Values that programs have, as those that queries take: of numpy, pandas and the search too."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyoxigraph as ox

from urbansec.errors import ParameterError
from urbansec.queries.parameters import Typed
from urbansec.search import Hit

# pandas' own words for no value; it is not imported to ask for its types.
_MISSING = ("NaTType", "NAType")


def typed(name: str, value: Any) -> Typed | tuple[Typed, ...] | None:
    """One value, or several; ``None`` if there is none. :class:`ParameterError` that names the parameter for anything else."""
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        found = tuple(_one(name, each) for each in value)
        return tuple(each for each in found if each is not None) or None
    return _one(name, value)


def _one(name: str, value: Any) -> Typed | None:
    if not isinstance(value, str) and hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()  # a scalar of numpy
    if type(value).__name__ in _MISSING:
        return None
    match value:
        case None | str() | bool() | int() | float() | Decimal():
            return value
        case datetime():
            # What pandas makes of days is a point in time.
            return value.date() if value.time() == time.min else value.isoformat()
        case date():
            return value
        case Hit():
            return value.iri
        case ox.NamedNode() | ox.Literal():
            return value.value
    raise ParameterError(f"{name} must be text, a number, a truth value or a day, not {type(value).__name__}.", parameter=name)

"""GeoJSON (RFC 7946): one feature for each row, with its other columns as properties; rows without a place have no geometry."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from urbansec.queries.run import Call
from urbansec.queries.table import Table
from urbansec.results.columns import Column, Value, columns
from urbansec.results.formats import WKT, ResultFormat, drawn_from
from urbansec.results.wkt import geometry


def write(call: Call, table: Table, fmt: ResultFormat, about: Mapping[str, str]) -> bytes:  # noqa: ARG001 - the same for all
    """The result as a FeatureCollection; see :func:`urbansec.results.write`."""
    document = collection(call, columns(table), len(table.rows), about)
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def collection(call: Call, found: Sequence[Column], rows: int, about: Mapping[str, str]) -> dict[str, Any]:
    """The FeatureCollection of ``rows`` rows; the facts stand in its member ``about``."""
    by_name = {column.name: column.values for column in found}
    view = call.query.header.view
    point = drawn_from(view, "lat", "lon")
    (shape,) = drawn_from(view, WKT) or (WKT,)
    used = {*(point or ()), shape}
    features = []
    for row in range(rows):
        place = geometry(by_name[shape][row]) if shape in by_name else None
        if place is None and point is not None and set(point) <= by_name.keys():
            place = _point(*(by_name[name][row] for name in point))
        properties = {name: _plain(values[row]) for name, values in by_name.items() if name not in used}
        features.append({"type": "Feature", "geometry": place, "properties": properties})
    return {"type": "FeatureCollection", "about": dict(about), "features": features}


def _point(lat: Value, lon: Value) -> dict[str, Any] | None:
    """The point at WGS 84 coordinates; ``None`` if they are none on the globe."""
    try:
        north, east = float(str(lat)), float(str(lon))
    except ValueError:
        return None
    # NaN lies in no interval.
    return {"type": "Point", "coordinates": [east, north]} if -90 <= north <= 90 and -180 <= east <= 180 else None


def _plain(value: Value) -> Any:
    """The value in JSON: numbers as numbers if a float holds them, days as text."""
    match value:
        case Decimal():
            number = float(value)
            return number if isfinite(number) and Decimal(repr(number)) == value else str(value)
        case float() if not isfinite(value):
            return str(value)
        case int() if abs(value) > 2**53:  # what readers in JavaScript would round
            return str(value)
        case date():
            return value.isoformat()
    return value

"""Geometries as GeoSPARQL writes them, well-known text with an optional IRI of the reference system, read as GeoJSON."""

import re
from collections.abc import Mapping
from typing import Any

from urbansec.results.columns import Value

_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
# In this system latitude comes first (GeoSPARQL 1.1, section 8.5).
_EPSG4326 = "http://www.opengis.net/def/crs/EPSG/0/4326"
_WHOLE = re.compile(r"\s*(?:<([^<>]*)>\s*)?([A-Za-z]+)\s*(?:[Zz]\s*)?(\(.*\))\s*\Z", re.DOTALL)
_TOKEN = re.compile(r"\s*([(),]|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)")
# How deep the brackets are for each kind, and GeoJSON's name of it.
_KINDS: Mapping[str, tuple[int, str]] = {
    "POINT": (1, "Point"),
    "LINESTRING": (1, "LineString"),
    "POLYGON": (2, "Polygon"),
    "MULTIPOINT": (1, "MultiPoint"),
    "MULTILINESTRING": (2, "MultiLineString"),
    "MULTIPOLYGON": (3, "MultiPolygon"),
}
Positions = list[Any]


def geometry(value: Value) -> dict[str, Any] | None:
    """The GeoJSON geometry of a WKT literal's text; ``None`` if it is none, empty, a collection, or in another system than WGS 84."""
    found = _WHOLE.match(value) if isinstance(value, str) else None
    if found is None or found[2].upper() not in _KINDS or found[1] not in (None, _CRS84, _EPSG4326):
        return None
    kind = found[2].upper()
    depth, name = _KINDS[kind]
    text = f"({re.sub(r'[()]', '', found[3])})" if kind == "MULTIPOINT" else found[3]  # brackets around its points are optional
    try:
        positions, end = _read(text, 0, depth, swap=found[1] == _EPSG4326)
    except ValueError:
        return None
    if text[end:].strip():
        return None
    if kind == "POINT":
        return {"type": name, "coordinates": positions[0]} if len(positions) == 1 else None
    return {"type": name, "coordinates": positions} if _fits(kind, positions) else None


def _read(text: str, at: int, depth: int, *, swap: bool) -> tuple[Positions, int]:
    """What stands between the brackets that open at ``at``, nested ``depth`` deep, and where it ends."""
    sign, at = _next(text, at)
    if sign != "(":
        raise ValueError(text)
    found: Positions = []
    while True:
        if depth > 1:
            inner, at = _read(text, at, depth - 1, swap=swap)
            found.append(inner)
            sign, at = _next(text, at)
        else:
            numbers: list[float] = []
            sign, at = _next(text, at)
            while sign not in (",", ")"):
                numbers.append(float(sign))
                sign, at = _next(text, at)
            found.append(_position(numbers, swap=swap))
        if sign == ")":
            return found, at
        if sign != ",":
            raise ValueError(text)


def _next(text: str, at: int) -> tuple[str, int]:
    found = _TOKEN.match(text, at)
    if found is None:
        raise ValueError(text)
    return found[1], found.end()


def _position(numbers: list[float], *, swap: bool) -> list[float]:
    if len(numbers) not in (2, 3):
        raise ValueError(numbers)
    east, north = reversed(numbers[:2]) if swap else numbers[:2]
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        raise ValueError(numbers)
    return [east, north, *numbers[2:]]


def _fits(kind: str, positions: Positions) -> bool:
    """Whether lines have two positions, and rings four, of which the last is the first (RFC 7946, section 3.1)."""
    match kind:
        case "LINESTRING":
            return len(positions) >= 2
        case "MULTILINESTRING":
            return all(len(line) >= 2 for line in positions)
        case "POLYGON":
            return all(len(ring) >= 4 and ring[0] == ring[-1] for ring in positions)
        case "MULTIPOLYGON":
            return all(_fits("POLYGON", polygon) for polygon in positions)
    return True

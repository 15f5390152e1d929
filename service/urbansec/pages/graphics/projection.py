"""Lambert's azimuthal equal-area projection about 52° N 10° E, as statistics of Europe use it (EPSG:3035), on a sphere.

Areas are true, so that dense and thin regions of the network compare. ``service/web/outlines.mjs`` projects the countries in the same way.
"""

from math import asin, cos, hypot, isfinite, radians, sin, sqrt

RADIUS = 6371.0088
"""The mean radius of the earth in kilometres."""
_LAT, _LONG = radians(52), radians(10)
_SIN, _COS = sin(_LAT), cos(_LAT)
_ANTIPODE = 1e-9


def project(lat: float, long: float) -> tuple[float, float] | None:
    """Kilometres to the east and to the south of the centre; ``None`` for what is no place, and for the point opposite to the centre.

    >>> [round(kilometres) for kilometres in project(51.4582, 7.0158)]
    [-207, 56]
    """
    if not (isfinite(lat) and isfinite(long) and -90 <= lat <= 90 and -180 <= long <= 180):
        return None
    phi, away = radians(lat), radians(long) - _LONG
    below = 1 + _SIN * sin(phi) + _COS * cos(phi) * cos(away)
    if below < _ANTIPODE:
        return None
    scale = RADIUS * sqrt(2 / below)
    return (scale * cos(phi) * sin(away), -scale * (_COS * sin(phi) - _SIN * cos(phi) * cos(away)))


def distance(x: float, y: float) -> float:
    """Kilometres on the globe from the centre to a projected place."""
    return 2 * RADIUS * asin(min(1.0, hypot(x, y) / (2 * RADIUS)))

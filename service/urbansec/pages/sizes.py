"""Sizes of files as a reader of a language writes them."""

from babel.units import format_unit

_STEPS = (("byte", 1), ("kilobyte", 1_000), ("megabyte", 1_000_000), ("gigabyte", 1_000_000_000))


def size(octets: int, language: str) -> str:
    r"""So many bytes in the unit that fits.

    >>> size(215_856, "fr")
    '216\u202fko'
    """
    name, step = next(((name, step) for name, step in reversed(_STEPS) if octets >= step), _STEPS[0])
    value = octets / step
    locale = "en_GB" if language == "en" else language
    return format_unit(value, name, length="short", format="#,##0.0" if step > 1_000 and value < 10 else "#,##0", locale=locale)

"""Signs for groups: each has a shape and a hue of its own, so that nobody needs to see colours."""

from markupsafe import Markup

from urbansec.pages.graphics.markup import tag

HUES = 8
"""How many groups look different; the styles have a class ``hue-N`` for each."""
# About the origin, all of about the same area.
_SHAPES = (
    "M6 0A6 6 0 1 1-6 0A6 6 0 1 1 6 0Z",  # circle
    "M-5.3-5.3H5.3V5.3H-5.3Z",  # square
    "M0-7.4L7.4 0L0 7.4L-7.4 0Z",  # diamond
    "M0-7.2L7 5.2H-7Z",  # triangle
    "M0 7.2L7-5.2H-7Z",  # triangle, point down
    "M-2.6-6.6H2.6V-2.6H6.6V2.6H2.6V6.6H-2.6V2.6H-6.6V-2.6H-2.6Z",  # cross
    "M6.5 0L3.3 5.6H-3.3L-6.5 0L-3.3-5.6H3.3Z",  # hexagon
    "M0-8L2.2-2.7L7.6-2.5L3.4 1L4.7 6.5L0 3.4L-4.7 6.5L-3.4 1L-7.6-2.5L-2.2-2.7Z",  # star
)


def shape(number: int) -> str:
    """The path of the sign for the group with this number."""
    return _SHAPES[number % HUES]


def sign(number: int, status: str = "certain", *, more: str = "") -> str:
    """The sign of a group: filled where something is certain, a ring where it is possible."""
    return tag("path", {"class": " ".join(filter(None, ("sign", hue(number), status, more))), "d": shape(number)})


def hue(number: int) -> str:
    """The class that gives a group its colour. Groups with the shape of an earlier one have another."""
    return f"hue-{(number + 3 * (number // HUES)) % HUES}"


def swatch(*parts: str, wide: bool = False) -> Markup:
    """A small picture for a legend, which stands beside its meaning in words."""
    attributes: dict[str, object] = {
        "class": "swatch",
        "viewBox": "-20 -9 40 18" if wide else "-9 -9 18 18",
        "width": 40 if wide else 18,
        "height": 18,
        "aria-hidden": "true",
        "focusable": "false",
    }
    return Markup(tag("svg", attributes, *parts))  # noqa: S704 - made of constants


def numbers(groups: dict[str, str], *used: str) -> dict[str, int]:
    """A number for each group: those that the caller names in their order, then others as they come. The empty group has none before them."""
    found = {key: place for place, key in enumerate(groups)}
    for key in used:
        found.setdefault(key, len(found))
    return found

"""Areas of groups differ by texture as well as by hue."""

from markupsafe import Markup

from urbansec.pages.graphics.markup import tag
from urbansec.pages.graphics.signs import HUES, hue, swatch

# What is drawn on the hue, in squares of eight; the first group is plain.
_TEXTURES = (
    "",
    "M-2 2L2-2M0 8L8 0M6 10L10 6",
    "M2 2H4V4H2ZM6 6H8V8H6Z",
    "M0 4H8",
    "M4 0V8",
    "M-2 6L2 10M0 0L8 8M6-2L10 2",
    "M0 4H8M4 0V8",
    "M0 2H8M0 6H8",
)


def textures(ident: str, groups: int) -> str:
    """The definitions of the textures for so many groups."""
    return tag("defs", {}, *(_pattern(ident, number) for number in range(1, min(groups, HUES))))


def _pattern(ident: str, number: int) -> str:
    attributes: dict[str, object] = {"id": f"{ident}-texture-{number}", "width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
    return tag("pattern", attributes, tag("path", {"class": "texture", "d": _TEXTURES[number]}))


def textured(ident: str, number: int) -> Markup:
    """The swatch of a group. It has a texture of its own, as that of a picture that is not shown does not show either."""
    return swatch(tag("defs", {}, _pattern(ident, number)) if number % HUES else "", *fill(ident, number, -8, -6, 16, 12))


def fill(ident: str, number: int, x: float, y: float, width: float, height: float) -> tuple[str, ...]:  # noqa: PLR0913, PLR0917 - a place and a size
    """A bar of the group with this number, in a picture that has the textures of ``ident``."""
    place: dict[str, object] = {"x": float(x), "y": float(y), "width": float(width), "height": float(height)}
    plain = tag("rect", {"class": f"bar {hue(number)}", **place})
    return (plain,) if number % HUES == 0 else (plain, tag("rect", {"fill": f"url(#{ident}-texture-{number % HUES})", "class": "over", **place}))

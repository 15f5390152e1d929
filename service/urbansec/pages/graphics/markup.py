"""Elements of SVG as text. Whatever a label holds, it stays text, and the document stays well-formed."""

import re
from html import escape

from markupsafe import Markup

LONGEST = 48
"""Letters of a label that a picture shows; the whole stands in the title of its element."""
_LONGEST_TITLE = 12_000
# XML 1.0 allows no other control characters, no lone surrogates, and not these two.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPACES = re.compile(r"\s+")


def tag(name: str, attributes: dict[str, object], *children: str) -> str:
    """An element. ``children`` are elements; attributes that are ``None`` or empty are left out, numbers are shortened."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is None or value == "":
            continue
        text = n(value) if isinstance(value, float) else escape(clean(value) if isinstance(value, str) else str(value))
        parts.append(f' {key}="{text}"')
    inner = "".join(children)
    return "".join([*parts, ">", inner, f"</{name}>"]) if inner else "".join([*parts, "/>"])


def text(words: str, x: float, y: float, css: str = "", **more: object) -> str:
    """A line of text at a place."""
    return tag("text", {"class": css, "x": x, "y": y, **more}, escape(clean(words)))


def title(words: str) -> str:
    """What an element is called: read aloud, and shown when the pointer rests on it."""
    return f"<title>{escape(clean(words)[:_LONGEST_TITLE])}</title>"


def clean(words: str) -> str:
    """``words`` without what no XML document may hold."""
    return _FORBIDDEN.sub("\ufffd", words)


def cut(words: str, longest: int = LONGEST) -> str:
    """``words`` on one line, short enough for a label."""
    line = _SPACES.sub(" ", words[: 4 * longest]).strip()
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def n(value: float) -> str:
    """A number as short as it can be."""
    short = f"{value:.1f}".removesuffix(".0")
    return "0" if short == "-0" else short


def frame(ident: str, kind: str, width: float, height: float, name: str, *children: str, links: bool) -> Markup:  # noqa: PLR0913 - what every picture has
    """The SVG element. With links in it, it is a group: an image has no inside for those who do not see it."""
    attributes: dict[str, object] = {
        "id": ident,
        "class": f"graphic-svg {kind}-svg",
        "viewBox": f"0 0 {n(width)} {n(height)}",
        "width": width,
        "height": height,
        "role": "group" if links else "img",
        "aria-labelledby": f"{ident}-title",
        "focusable": "false",
    }
    head = tag("title", {"id": f"{ident}-title"}, escape(clean(name)[:_LONGEST_TITLE]) or " ")
    return Markup(tag("svg", {"xmlns": "http://www.w3.org/2000/svg", **attributes}, head, *children))  # noqa: S704 - every text in it went through escape

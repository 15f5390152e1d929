"""Choose a representation (RFC 9110, section 12.5.1). Pure functions: a header and offers in, a choice out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import HTTPConnection

HTML = "text/html"
MAX_RANGES = 200
"""So many kinds nobody accepts; reading more would only hold up others."""


class Offer(Protocol):
    """What can be sent: a media type, and others that mean the same."""

    @property
    def media_type(self) -> str:
        """The type that the format's own specification registers."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Types under which clients may ask for it too."""


@dataclass(frozen=True)
class Page:
    """The offer of a page for people."""

    media_type: str = HTML
    aliases: tuple[str, ...] = ("application/xhtml+xml",)


@dataclass(frozen=True)
class MediaRange:
    """One element of an Accept header; ``quality`` lies between 0 and 1."""

    type: str
    subtype: str
    quality: float
    has_parameters: bool

    def matches(self, media_type: str) -> bool:
        """Whether ``media_type`` lies in this range."""
        kind, _, subtype = media_type.partition("/")
        return self.type in ("*", kind) and self.subtype in ("*", subtype)

    @property
    def specificity(self) -> int:
        """Greater wins: ``text/html;level=1`` before ``text/html`` before ``text/*`` before ``*/*``."""
        return (self.type != "*") + 2 * (self.subtype != "*") + 4 * self.has_parameters


def accepted(request: HTTPConnection) -> str | None:
    """The Accept header; several lines of it are one list (RFC 9110, section 5.3)."""
    lines = request.headers.getlist("accept")
    return ", ".join(lines) if lines else None


def parse_accept(header: str) -> list[MediaRange]:
    """The ranges of an Accept header; elements that are no media range are passed over, and all behind :data:`MAX_RANGES`."""
    ranges = []
    for element in header.split(",", MAX_RANGES)[:MAX_RANGES]:
        name, *parameters = (part.strip() for part in element.split(";"))
        kind, slash, subtype = name.lower().partition("/")
        if not slash or not kind or not subtype or (kind == "*" and subtype != "*"):
            continue
        quality, others = 1.0, False
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
            elif key.strip().lower() not in ("charset", ""):
                others = True
        ranges.append(MediaRange(kind, subtype, quality, others))
    return ranges


def choose(accept: str | None, offers: Sequence[Offer]) -> tuple[Offer, str] | None:
    """The offer that the client likes best, with the media type to call it by; ``None`` if it accepts none.

    Without a header everything is acceptable. Among equals the first offer wins. An offer accepted under an alias
    is called by the alias, so that the response is of a type that was asked for.
    """
    if accept is None or not accept.strip():
        return offers[0], offers[0].media_type
    ranges = parse_accept(accept)
    best: tuple[float, Offer, str] | None = None
    for offer in offers:
        for position, media_type in enumerate((offer.media_type, *offer.aliases)):
            matching = [r for r in ranges if r.matches(media_type) and not (position and r.subtype == "*")]
            if not matching:
                continue
            quality = max(matching, key=lambda r: r.specificity).quality
            if quality > 0 and (best is None or quality > best[0]):
                best = (quality, offer, media_type)
    return None if best is None else (best[1], best[2])

"""What goes into a graphic, and what comes out. Nothing here knows how anything is drawn."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from markupsafe import Markup

from urbansec.pages.catalogues import marked
from urbansec.pages.graphics.setting import Setting

Status = Literal["certain", "possible", ""]
_IDENT = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)


@dataclass(frozen=True)
class Span:
    """From when to when something holds of a point: ISO days, empty where open; ``end`` is the last day."""

    group: str
    start: str
    end: str
    status: str


@dataclass(frozen=True)
class Point:
    """A place on a map. ``group`` is a key of the map's groups, ``note`` a sentence for the reader."""

    lat: float
    long: float
    label: str
    href: str = ""
    note: str = ""
    group: str = ""
    status: str = "certain"
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Series:
    """Values by position. ``None`` is a gap. ``dashed`` lines are estimates; ``markers`` names the sign at each value.

    With ``markers`` one of ``about``, ``least``, ``most``, ``more`` (more than) or ``exact`` the values are counts that somebody
    reported: they stand by themselves, without a line, and their sign says how they are to be read. ``notes`` tells more of a value,
    by its place in ``points``.
    """

    name: str
    points: tuple[tuple[str | float, float | None], ...]
    dashed: bool = False
    markers: str = ""
    notes: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    hrefs: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Bar:
    """Something that lasts. Days may be partial (``2015``, ``2015-06``); an empty one is open or not known."""

    label: str
    start: str
    end: str = ""
    href: str = ""
    group: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True)
class Node:
    """A node of a network; heavier ones are drawn larger."""

    id: str
    label: str
    href: str = ""
    group: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class Edge:
    """What leads from a node to another. ``status`` possible is drawn dashed."""

    source: str
    target: str
    label: str = ""
    weight: float = 1.0
    directed: bool = True
    status: str = ""


@dataclass(frozen=True)
class LegendEntry:
    """What a sign of a graphic means. ``group`` is the key of the group, empty if the sign is of another kind."""

    text: str
    sign: Markup
    group: str = ""


@dataclass(frozen=True)
class Drawn:
    """A graphic as a page shows it: in the language of the page, and with addresses for where the service is mounted."""

    svg: Markup
    title: str
    legend: tuple[LegendEntry, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Remark:
    """A sentence below a graphic, with places for values: it says what the picture leaves out."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))


def left_out(shown: int, every: int) -> tuple[Remark, ...]:
    """The remark that a picture shows only the first of all; none if it shows them all."""
    return (Remark(marked("Only the first %(shown)s of %(all)s are drawn."), {"shown": shown, "all": every}),) if shown < every else ()


@dataclass(frozen=True)
class Graphic:
    """A picture that is drawn when a page knows its language: ``draw`` takes the setting and gives the SVG element.

    ``outside`` are points that the picture cannot show, ``links`` is how many of its signs lead somewhere.
    """

    title: str
    ident: str
    kind: Literal["map", "chart", "timeline", "network"]
    draw: Callable[[Setting], Markup]
    outside: tuple[Point, ...] = ()
    legend: tuple[LegendEntry, ...] = ()
    remarks: tuple[Remark, ...] = ()
    links: int = 0

    def __post_init__(self) -> None:
        if not _IDENT.match(self.ident):
            raise ValueError(f"{self.ident!r} cannot be the id of a graphic.")

    def drawn(self, root: str = "", language: str = "en") -> Drawn:
        """The picture and its words for a page in ``language`` of a service mounted at ``root``."""
        setting = Setting(root, language)
        legend = tuple(LegendEntry(setting.say(entry.text), entry.sign, entry.group) for entry in self.legend)
        remarks = tuple(setting.say(remark.text, **remark.values) for remark in self.remarks)
        return Drawn(self.draw(setting), setting.say(self.title), legend, remarks)

    @cached_property
    def svg(self) -> Markup:
        """The picture in English, for a service at the root of its host."""
        return self.draw(Setting())

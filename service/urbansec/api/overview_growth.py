"""How a forum grew: members known by name, year by year, beside the numbers that sources report."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from urbansec.api.overview_forums import Answered, Forum, Row, text
from urbansec.namespaces import ID
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Graphic, Series, line_chart

GROWTH, REPORTED = "forum-growth", "reported-sizes"
# Numbers that are to be compared with all members. Those of regions or organisations alone are in the table and not in the picture.
_WHOLE = frozenset(f"{ID}counted/{name}" for name in ("members", "cities", "municipalities", "local-authorities", "local-and-regional-authorities"))
_MARKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        f"{ID}qualifier/exact": ("exact", marked("Reported, exact")),
        f"{ID}qualifier/about": ("about", marked("Reported, about")),
        f"{ID}qualifier/nearly": ("most", marked("Reported, nearly")),
        f"{ID}qualifier/at-least": ("least", marked("Reported, at least")),
        f"{ID}qualifier/more-than": ("more", marked("Reported, more than")),
    }
)
_OTHER = ("about", marked("Reported"))
CERTAIN_LINE, POSSIBLE_LINE = marked("Known by name: certain"), marked("Known by name: certain or possible")


@dataclass(frozen=True)
class Reported:
    """A number that a source reports; days are empty where they are not known."""

    value: str
    counted: str
    qualifier: str
    first: str
    last: str
    as_of: str
    source: str
    title: str
    claim: str
    qualified: str
    drawn: bool

    @property
    def year(self) -> str:
        """Where it stands in the picture: the middle of the years that it can be about, or the first if there is no last."""
        first, last = _year(self.first), _year(self.last)
        return f"{(first + last) // 2 if first and last else first or last:04}"


@dataclass(frozen=True)
class Growth:
    """The growth of ``forum``: the answers, the picture, and the numbers reported."""

    forum: Forum
    years: Answered
    sizes: Answered | None
    graphic: Graphic | None
    reported: tuple[Reported, ...]


def _year(day: str) -> int:
    """The year of a day; 0 for what is none."""
    return int(day[:4]) if day[:4].isdecimal() else 0


def growth(forum: Forum, years: Answered, sizes: Answered | None, link: Callable[[str], str]) -> Growth:
    """The growth of ``forum`` from the answers of ``forum-growth`` and ``reported-sizes``."""
    reported = tuple(_reported(row) for row in (sizes.rows if sizes else ()))
    return Growth(forum, years, sizes, _draw(years.rows, reported, link), reported)


def _reported(row: Row) -> Reported:
    first, last = text(row, "earliest"), text(row, "latest")
    return Reported(
        value=text(row, "value"),
        counted=text(row, "countedLabel"),
        qualifier=text(row, "qualifierLabel"),
        first=first,
        last=last,
        as_of=text(row, "asOf"),
        source=text(row, "source"),
        title=text(row, "sourceTitle"),
        claim=text(row, "count"),
        qualified=text(row, "qualifier"),
        drawn=bool(_year(first)) and text(row, "counted") in _WHOLE,
    )


def _draw(years: Sequence[Row], reported: Sequence[Reported], link: Callable[[str], str]) -> Graphic | None:
    """Two lines of what is known by name, and a sign for each number reported; ``None`` if there is nothing to draw."""
    lines = [
        Series(CERTAIN_LINE, tuple((text(row, "year"), _number(text(row, "certain"))) for row in years)),
        Series(POSSIBLE_LINE, tuple((text(row, "year"), _number(text(row, "members"))) for row in years), dashed=True),
    ]
    drawn = [one for one in reported if one.drawn]
    marks = [(mark, [one for one in drawn if _MARKS.get(one.qualified, _OTHER) == mark]) for mark in (*_MARKS.values(), _OTHER)]
    signs = [_signs(*mark, numbers, link) for mark, numbers in marks if numbers]
    if not years and not signs:
        return None
    return line_chart(
        [*lines, *signs], title=marked("Growth year by year"), ident="growth-chart", x_label=marked("Year"), y_label=marked("Members"), x_kind="year"
    )


def _number(typed: str) -> float | None:
    """A number to draw; what is none is a gap, as other data may count in words."""
    try:
        return float(typed)
    except ValueError:
        return None


def _signs(sign: str, name: str, reported: Sequence[Reported], link: Callable[[str], str]) -> Series:
    """The numbers of one qualifier; each leads to the page of the claim, where the source stands."""
    return Series(
        name,
        tuple((one.year, _number(one.value)) for one in reported),
        markers=sign,
        notes={place: ", ".join(filter(None, (one.counted, one.as_of, one.title))) for place, one in enumerate(reported)},
        hrefs={place: address for place, one in enumerate(reported) if (address := link(one.claim))},
    )

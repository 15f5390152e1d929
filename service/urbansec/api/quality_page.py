"""What the page on quality shows beside the figures themselves: names in the language of the reader, days, charts.

The answers of the saved queries hold English names, which programs get; a page asks for those of its own language.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from urbansec.api.quality_parts import Carrying, Reported, Sureness
from urbansec.engine import Engine
from urbansec.namespaces import ID
from urbansec.pages.catalogues import marked
from urbansec.pages.graphics import Graphic, Series, bar_chart, line_chart
from urbansec.queries.describe import Name, labels, select

if TYPE_CHECKING:
    from urbansec.api.quality import Quality

# A graphic translates its own words when it is drawn; only what is put together here is translated here.
FEW = 4
"""Fewer numbers than this make no chart."""
_LONGEST = 5  # years
_ENDS = {4: "-12-31", 7: "-28"}  # what makes a day of a year or a month, near its end
_MARKERS = {"exact": "exact", "about": "about", "nearly": "about", "at least": "least", "more than": "more", "at most": "most", "less than": "most"}
_REPORTED = {
    "exact": marked("reported exactly"),
    "about": marked("reported as about"),
    "least": marked("reported as at least"),
    "more": marked("reported as more than"),
    "most": marked("reported as at most"),
}
_CERTAIN, _ENUMERATED = marked("known, certain on that day"), marked("known, certain or possible")
_COUNTED = marked("%(forum)s: %(counted)s, reported and known by name")
_DAY, _NUMBER, _YEAR = marked("Day"), marked("Number"), marked("Year of publication")
_STATED, _INFERRED = marked("stated"), marked("inferred")
_SURENESS, _KIND, _PIECES = marked("Pieces of evidence by certainty"), marked("Kind of thing"), marked("Pieces of evidence")
_GROWTH, _OF_SOURCES, _OF_EVIDENCE = marked("Sources and evidence by year of publication"), marked("Sources"), marked("Pieces of evidence")
# Verdicts and marks that the template shows with a sign of their own.
_SHOWN = marked("preferred"), marked("conform"), marked("do not conform")
Say = Callable[[str], str]


@dataclass(frozen=True)
class Names:
    """What things are called in the language of a page: by IRI, and concepts by their English names, which is all that some answers hold."""

    by_iri: Mapping[str, Name]
    concepts: Mapping[str, Name]

    def of(self, iri: str, otherwise: str = "") -> Name:
        """The name of a thing; ``otherwise`` is what the answer called it, in English."""
        return self.by_iri.get(iri) or Name(otherwise or iri, "en")

    def concept(self, english: str) -> Name:
        """The name of a concept of which only the English name is known."""
        return self.concepts.get(english) or Name(english, "en")


def names(found: "Quality", engine: Engine, language: str) -> Names:
    """Those of all that the page names."""
    things = [each.forum for each in found.reported] + [each.forum for each in found.documented]
    things += [each.source for each in found.carrying]
    things += [each.kind for each in found.sureness]
    things += [each.iri for each in found.classes]
    things += [iri for each in found.disagreements for iri in (each.disagreement, *each.concerns, *(side.alternative for side in each.sides))]
    by_iri = labels(engine, things, (language, "en", *(("fr", "de") if language == "en" else ())))
    return Names(by_iri, {} if language == "en" else _concepts(engine, language))


def _concepts(engine: Engine, language: str) -> dict[str, Name]:
    rows = select(engine, _CONCEPTS.replace("LANGUAGE", f'"{language}"')).rows
    return {row["english"]["value"]: Name(row["own"]["value"], language) for row in rows}


def ends(text: str) -> tuple[str, str]:
    """The first and the last day of what the answers say in words: ``2010 to 2012``, ``from 2010``, ``until 2012`` or a single day."""
    if text.startswith("from "):
        return text.removeprefix("from "), ""
    if text.startswith("until "):
        return "", text.removeprefix("until ")
    first, _, last = text.partition(" to ")
    return first, last or first


def reasons(engine: Engine, language: str) -> dict[str, Name]:
    """By the IRI of a disagreement, why a side is preferred, in the language of the page or in English."""
    found: dict[str, Name] = {}
    for row in select(engine, _REASONS).rows:
        said, tongue = row["reason"]["value"], row["reason"].get("xml:lang", "en")
        if tongue == language or (tongue == "en" and row["disagreement"]["value"] not in found):
            found[row["disagreement"]["value"]] = Name(said, tongue)
    return found


def certainty_chart(found: Sequence[Sureness], named: Names) -> Graphic | None:
    """How much is stated and how much inferred, by kind of thing."""
    if len(found) < 2:
        return None
    kinds = [str(named.of(each.kind, each.label)) for each in found]
    series = (
        Series(_STATED, tuple((kind, float(each.stated)) for kind, each in zip(kinds, found, strict=True))),
        Series(_INFERRED, tuple((kind, float(each.inferred)) for kind, each in zip(kinds, found, strict=True))),
    )
    return bar_chart(series, title=_SURENESS, ident="certainty-chart", x_label=_KIND, y_label=_PIECES, stacked=True)


def by_year(found: Iterable[Carrying]) -> dict[int, tuple[int, int]]:
    """By the year of publication, every year from the first to the last: the sources, and the pieces of evidence from them."""
    counts: dict[int, tuple[int, int]] = {}
    for each in found:
        first, last = ends(each.published)
        # A source of which not even the year is known stands at none.
        if first[:4] == last[:4] and first[:4].isdecimal():
            sources, pieces = counts.get(int(first[:4]), (0, 0))
            counts[int(first[:4])] = sources + 1, pieces + each.evidence
    return {year: counts.get(year, (0, 0)) for year in range(min(counts), max(counts) + 1)} if counts else {}


def growth_chart(years: Mapping[int, tuple[int, int]]) -> Graphic | None:
    """From which years the evidence comes."""
    if len(years) < FEW:
        return None
    series = (
        Series(_OF_SOURCES, tuple((str(year), float(sources)) for year, (sources, _) in years.items())),
        Series(_OF_EVIDENCE, tuple((str(year), float(pieces)) for year, (_, pieces) in years.items())),
    )
    return line_chart(series, title=_GROWTH, ident="growth-chart", x_label=_YEAR, y_label=_NUMBER, x_kind="year")


def counts_chart(counts: Sequence[Reported], named: Names, say: Say, link: Say, ident: str) -> Graphic | None:
    """What was reported of a forum over time beside what the graph knows: of what was counted several times the most numerous; the rest would not compare."""
    dated = [(day, each) for each in counts if each.reported is not None and each.enumerated is not None and (day := _middle(each.day))]
    kinds: dict[str, list[int]] = {}
    for _, each in dated:
        kinds.setdefault(each.counted, []).append(each.reported or 0)
    counted = max((kind for kind, numbers in kinds.items() if len(numbers) >= FEW), key=lambda kind: max(kinds[kind]), default="")
    if not counted:
        return None
    chosen = sorted(((day, each) for day, each in dated if each.counted == counted), key=lambda item: item[0])
    series = [
        Series(_CERTAIN, _points((day, each.certain) for day, each in chosen)),
        Series(_ENUMERATED, _points((day, each.enumerated) for day, each in chosen), dashed=True),
    ]
    for marker, text in _REPORTED.items():
        those = [(day, each) for day, each in chosen if _MARKERS.get(each.qualifier, "exact") == marker]
        hrefs = {place: address for place, (_, each) in enumerate(those) if (address := link(each.count))}
        said = tuple((day, float(each.reported or 0)) for day, each in those)
        series += [Series(text, said, markers=marker, hrefs=hrefs)] if those else []
    title = say(_COUNTED) % {"forum": named.of(chosen[0][1].forum, chosen[0][1].forum_label), "counted": named.concept(counted)}
    return line_chart(series, title=title, ident=ident, x_label=_DAY, y_label=_NUMBER, x_kind="date")


def _points(found: Iterable[tuple[str, int | None]]) -> tuple[tuple[str | float, float | None], ...]:
    """The numbers by day; of several on a day the largest."""
    points: dict[str, float] = {}
    for day, value in found:
        if value is not None:
            points[day] = max(points.get(day, 0.0), float(value))
    return tuple(points.items())


def _middle(text: str) -> str:
    """The day at which a chart shows a number: its day, else the middle of the days that it may be of, if these are not too far apart."""
    first, last = ends(text)
    try:
        start, end = date.fromisoformat(f"{first}-01-01"[:10]), date.fromisoformat(f"{last}{_ENDS.get(len(last), '')}")
    except ValueError:
        return ""
    if end.year - start.year > _LONGEST:
        return ""
    return first if first == last else (start + (end - start) / 2).isoformat()


_CONCEPTS = f"""
SELECT ?english ?own WHERE {{
  VALUES ?scheme {{ <{ID}scheme/counted-things> <{ID}scheme/qualifiers> }}
  ?concept skos:inScheme ?scheme ; skos:prefLabel ?english, ?own .
  FILTER(LANG(?english) = "en" && LANG(?own) = LANGUAGE)
}}"""
_REASONS = "SELECT ?disagreement ?reason WHERE { ?disagreement urb:preferenceReason ?reason }"

"""Outcomes made by hand, with places read off real files, so that no number is copied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from urbansec.namespaces import ID, SHAPES, URB
from urbansec.validation.baseline import BaselineEntry
from urbansec.validation.finding import Derivation, Finding, Place, Related
from urbansec.validation.reports import Rule

SAMPLE = Path(__file__).parent / "sample"
WGS = "http://www.w3.org/2003/01/geo/wgs84_pos#"
SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True)
class Made:
    """What ``validation.run.Report`` offers to reports."""

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    stale: tuple[BaselineEntry, ...] = ()
    omitted: int = 0
    notes: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    quads: int = 42
    files: int = 2
    shapes: int = 3
    checks: int = 1
    engine: str = "fast"
    seconds: float = 0.25

    @property
    def conforms(self) -> bool:
        return not any(finding.severity == "violation" for finding in self.findings)


def place(file: Path, fragment: str, to: str = "") -> Place:
    """Where ``fragment`` stands in ``file``; up to the end of ``to``, where that is given."""
    text = file.read_text("utf-8")
    start = text.index(fragment)
    end = text.index(to, start) + len(to) if to else start + len(fragment)

    def position(offset: int) -> tuple[int, int]:
        before = text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    return Place(str(file), *position(start), *position(end))


def finding(**values: Any) -> Finding:
    """A violation about a latitude, changed by ``values``."""
    return replace(
        Finding(
            severity="violation",
            focus=f"{ID}city/augsburg",
            path=f"{WGS}lat",
            value='"148.37154"^^<http://www.w3.org/2001/XMLSchema#decimal>',
            message="A latitude lies between -90 and 90 degrees.",
            messages=(
                ("en", "A latitude lies between -90 and 90 degrees."),
                ("de", "Ein Breitengrad liegt zwischen -90 und 90 Grad."),
                ("fr", "Une latitude est comprise entre -90 et 90 degrés."),
            ),
            source=f"{SHAPES}#City-lat",
            component=f"{SH}MaxInclusiveConstraintComponent",
            place=place(SAMPLE / "cities.ttl", "148.37154"),
            anchor="value",
            found="148.37154",
            expected="a number of at most 90",
            example="city:augsburg wgs:lat 48.37154 .",
            hint="Degrees north of the equator, not metres.",
        ),
        **values,
    )


def outcome(folder: Path = SAMPLE) -> Made:
    """One finding of each sort: a value, a missing property, a mistake in the text, a derived statement, a warning without a file."""
    cities, broken = folder / "cities.ttl", folder / "broken.ttl"
    missing = finding(
        focus=f"{ID}city/essen",
        path=f"{URB}population",
        value="",
        message="A city has a population.",
        messages=(("en", "A city has a population."), ("de", "Eine Stadt hat eine Einwohnerzahl.")),
        source=f"{SHAPES}#City-population",
        component=f"{SH}MinCountConstraintComponent",
        place=place(cities, "city:essen a urb:City", "urb:until 2014 ."),
        anchor="block",
        found="nothing",
        expected="at least one urb:population",
        example="city:essen urb:population 301105 .",
        hint="",
    )
    mistake = finding(
        kind="syntax",
        focus="",
        path="",
        value="\u201cquoted\u201d",
        message="These quotes do not enclose a text.",
        messages=(),
        source="smart-quotes",
        component="",
        place=place(broken, "\u201cquoted\u201d"),
        anchor="syntax",
        found="\u201cquoted\u201d",
        expected='"quoted"',
        example="",
        hint='Write straight quotes: "quoted".',
    )
    derived = finding(
        severity="warning",
        focus=f"{ID}city/東京",
        path=f"{URB}lastDay",
        value="",
        kind="check",
        message="A membership ends after it begins.",
        messages=(),
        source="ends-before-it-begins",
        component="",
        place=place(cities, "urb:until 2014"),
        anchor="path",
        found="2014-12-31",
        expected="a day after 2015-01-01",
        example="",
        hint="",
        derivation=Derivation("ontology/rules/20-date-bounds.rq", "A year ends on its last day.", 'city:東京 urb:lastDay "2014-12-31"^^xsd:date'),
        related=(Related(place(cities, "urb:since 2015"), "it begins here"),),
    )
    vacuous = finding(
        severity="info", kind="coverage", focus="", path="", value="", message="No resource is checked by this shape.", messages=(),
        source="shape-without-target", component="", place=None, anchor="none", found="", expected="", example="", hint="",
    )  # fmt: skip
    own = finding(place=place(cities, "148.37154"))
    return Made(
        findings=ordered([own, missing, mistake, derived, vacuous]),
        notes=("The file notes.csv is no RDF and was left out.",),
        rules=(
            Rule(f"{SHAPES}#City-lat", title="Latitudes", help="A latitude is given in degrees.\n\nNorth is positive."),
            Rule(f"{SHAPES}#City-population", title="Populations"),
            Rule(f"{SHAPES}#Forum", title="Forums"),
            Rule("ends-before-it-begins", "check", title="Ends before beginnings", severity="warning"),
        ),
    )


def ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Worst first, as a run gives them."""
    return tuple(sorted(findings, key=Finding.order))

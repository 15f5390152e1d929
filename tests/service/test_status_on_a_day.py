"""Was this body a member on that day? Certain, possible, unknown or not a member, at every boundary of partial dates.

A small network is written for each case, loaded with the project's rules, and asked with the saved query.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue

PREFIXES = """
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix id: <https://w3id.org/urbansec/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix c: <https://w3id.org/urbansec/id/certainty/> .
"""
TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


def dated(name: str, text: str) -> str:
    """A property with a date as exact as it is given, or nothing."""
    return f' ; {name} "{text}"^^xsd:{TYPES[len(text)]}' if text else ""


@dataclass(frozen=True)
class Case:
    """A membership of one piece of evidence per date in ``seen``, and what is expected on days."""

    days: dict[str, str]
    since: str = ""
    until: str = ""
    seen: tuple[str, ...] = ("",)
    published: str = ""

    def turtle(self) -> str:
        """The network as Turtle."""
        evidence = [f"<https://w3id.org/urbansec/id/evidence/e{i}>" for i in range(len(self.seen))]
        lines = [
            "<https://w3id.org/urbansec/id/forum/f> a urb:Forum .",
            "<https://w3id.org/urbansec/id/city/c> a urb:City .",
            f"<https://w3id.org/urbansec/id/source/s> a urb:Source{dated('dcterms:issued', self.published)} .",
            "<https://w3id.org/urbansec/id/membership/f-c> a urb:Membership ; urb:forum <https://w3id.org/urbansec/id/forum/f> ;",
            f" urb:member <https://w3id.org/urbansec/id/city/c> ; urb:evidence {', '.join(evidence)}",
            f"{dated('urb:since', self.since)}{dated('urb:until', self.until)} .",
        ]
        lines += [
            f"{iri} a urb:Evidence ; urb:source <https://w3id.org/urbansec/id/source/s> ; urb:certainty c:stated{dated('urb:asOf', day)} ."
            for iri, day in zip(evidence, self.seen, strict=True)
        ]
        return PREFIXES + "\n".join(lines)


NO, UNKNOWN, POSSIBLE, CERTAIN = "not a member", "unknown", "possible", "certain"
CASES = {
    "since a day, seen on a day": Case(
        since="2010-05-10",
        seen=("2020-09-28",),
        days={"2010-05-09": NO, "2010-05-10": CERTAIN, "2015-01-01": CERTAIN, "2020-09-28": CERTAIN, "2020-09-29": POSSIBLE, "2099-12-31": POSSIBLE},
    ),
    "since a month": Case(
        since="2023-06",
        seen=("2024-01-01",),
        days={"2023-05-31": NO, "2023-06-01": POSSIBLE, "2023-06-29": POSSIBLE, "2023-06-30": CERTAIN, "2024-01-02": POSSIBLE},
    ),
    "since a year": Case(
        since="2015",
        seen=("2020-09-28",),
        days={"2014-12-31": NO, "2015-01-01": POSSIBLE, "2015-12-30": POSSIBLE, "2015-12-31": CERTAIN, "2016-01-01": CERTAIN},
    ),
    "since February of a leap year": Case(
        since="2024-02", seen=("2024-12-01",), days={"2024-01-31": NO, "2024-02-01": POSSIBLE, "2024-02-28": POSSIBLE, "2024-02-29": CERTAIN}
    ),
    "since February of a common year": Case(since="2023-02", seen=("2024-12-01",), days={"2023-02-27": POSSIBLE, "2023-02-28": CERTAIN}),
    "since February of a century": Case(since="1900-02", seen=("1950-01-01",), days={"1900-02-27": POSSIBLE, "1900-02-28": CERTAIN}),
    "since February of a fourth century": Case(since="2000-02", seen=("2001-01-01",), days={"2000-02-28": POSSIBLE, "2000-02-29": CERTAIN}),
    "since a month of thirty days": Case(since="2023-04", seen=("2024-12-01",), days={"2023-04-29": POSSIBLE, "2023-04-30": CERTAIN, "2023-05-01": CERTAIN}),
    "since a month of thirty-one days": Case(since="2023-12", seen=("2024-12-01",), days={"2023-12-30": POSSIBLE, "2023-12-31": CERTAIN}),
    "seen in a year": Case(since="2015", seen=("2020",), days={"2019-12-31": CERTAIN, "2020-01-01": CERTAIN, "2020-01-02": POSSIBLE}),
    "seen in a month": Case(since="2015", seen=("2020-02",), days={"2020-02-01": CERTAIN, "2020-02-02": POSSIBLE}),
    "seen twice": Case(since="2015", seen=("2016-01-01", "2020-06-15"), days={"2016-01-02": CERTAIN, "2020-06-15": CERTAIN, "2020-06-16": POSSIBLE}),
    "a start is an attestation": Case(since="2025-01-01", seen=("",), days={"2024-12-31": NO, "2025-01-01": CERTAIN, "2025-01-02": POSSIBLE}),
    "seen before the start": Case(
        since="2025-01-01", seen=("2024-11-01",), days={"2024-11-01": NO, "2024-12-31": NO, "2025-01-01": CERTAIN, "2025-01-02": POSSIBLE}
    ),
    "until a day": Case(
        since="2010-01-01", until="2012-06-30", seen=("2011-01-01",), days={"2011-01-02": CERTAIN, "2012-06-30": CERTAIN, "2012-07-01": NO, "2099-01-01": NO}
    ),
    "until a month": Case(
        since="2010-01-01",
        until="2012-06",
        seen=("2011-01-01",),
        days={"2012-06-01": CERTAIN, "2012-06-02": POSSIBLE, "2012-06-30": POSSIBLE, "2012-07-01": NO},
    ),
    "until a year": Case(since="2010-01-01", until="2012", seen=("2011-01-01",), days={"2012-01-01": CERTAIN, "2012-12-31": POSSIBLE, "2013-01-01": NO}),
    "within one year": Case(
        since="2012",
        until="2012",
        seen=("",),
        days={"2011-12-31": NO, "2012-01-01": POSSIBLE, "2012-07-01": POSSIBLE, "2012-12-31": POSSIBLE, "2013-01-01": NO},
    ),
    "no start, seen on two days": Case(
        seen=("2018-03-01", "2020-03-01"),
        days={"2018-02-28": UNKNOWN, "2018-03-01": CERTAIN, "2019-01-01": CERTAIN, "2020-03-01": CERTAIN, "2020-03-02": POSSIBLE},
    ),
    "no start, seen in a year": Case(seen=("2018",), days={"2017-12-31": UNKNOWN, "2018-01-01": POSSIBLE, "2018-12-31": POSSIBLE, "2030-01-01": POSSIBLE}),
    "no start, dated by its source": Case(published="2019-05-05", days={"2019-05-04": UNKNOWN, "2019-05-05": CERTAIN, "2019-05-06": POSSIBLE}),
    "no start, no date at all": Case(days={"1900-01-01": UNKNOWN, "2020-01-01": UNKNOWN, "2099-01-01": UNKNOWN}),
    "no start, an end": Case(
        until="2012-06-30", seen=("2011-01-01",), days={"2010-12-31": UNKNOWN, "2011-01-01": CERTAIN, "2012-06-30": CERTAIN, "2012-07-01": NO}
    ),
    "the date of the evidence wins over that of the source": Case(
        since="2015", seen=("2018-01-01",), published="2020-01-01", days={"2018-01-01": CERTAIN, "2018-01-02": POSSIBLE}
    ),
}


@pytest.mark.parametrize("case", list(CASES.values()), ids=list(CASES))
def test_status(assets: Assets, catalogue: Catalogue, tmp_path: Path, case: Case) -> None:
    (tmp_path / "case.ttl").write_text(case.turtle(), "utf-8")
    engine = EmbeddedEngine(load_shipped(assets, data=[tmp_path]))
    query = catalogue.get("membership-status")
    found = {}
    for day in case.days:
        table = query.table(engine, {"member": "id:city/c", "forum": "id:forum/f", "on": day})
        (row,) = table.rows
        found[day] = row["status"]["value"]
    assert found == case.days


@pytest.mark.parametrize("case", list(CASES.values()), ids=list(CASES))
def test_members_of_the_forum_agree(assets: Assets, catalogue: Catalogue, tmp_path: Path, case: Case) -> None:
    """The list of members on a day never guesses: it holds the certain and the possible ones, as such."""
    (tmp_path / "case.ttl").write_text(
        case.turtle().replace(
            "a urb:City", "a urb:City ; <http://www.w3.org/2003/01/geo/wgs84_pos#lat> 1.5 ; <http://www.w3.org/2003/01/geo/wgs84_pos#long> 1.5"
        ),
        "utf-8",
    )
    engine = EmbeddedEngine(load_shipped(assets, data=[tmp_path]))
    for day, status in case.days.items():
        rows = catalogue.get("members-of-forum").table(engine, {"forum": "id:forum/f", "on": day}).rows
        listed = {row["status"]["value"] for row in rows}
        assert listed - {UNKNOWN} == ({status} if status in {CERTAIN, POSSIBLE} else set()), day


def test_an_implied_membership_has_the_days_of_its_premise(assets: Assets, catalogue: Catalogue, tmp_path: Path) -> None:
    case = Case(since="2015", seen=("2020-09-28",), days={})
    rule = "<https://w3id.org/urbansec/id/forum/g> a urb:Forum . <https://w3id.org/urbansec/id/forum/f> urb:membershipImplies <https://w3id.org/urbansec/id/forum/g> ."
    (tmp_path / "case.ttl").write_text(f"{case.turtle()}\n{rule}", "utf-8")
    engine = EmbeddedEngine(load_shipped(assets, data=[tmp_path]))
    expected = {"2014-12-31": NO, "2015-01-01": POSSIBLE, "2015-12-31": CERTAIN, "2020-09-28": CERTAIN, "2020-09-29": POSSIBLE}
    for day, status in expected.items():
        (row,) = catalogue.get("membership-status").table(engine, {"member": "id:city/c", "forum": "id:forum/g", "on": day}).rows
        assert (row["status"]["value"], row["basis"]["value"]) == (status, "implied")

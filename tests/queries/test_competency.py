"""Numbered questions that the graph must answer: each has an expected answer, and the answer is right."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.plugins.sparql import prepareQuery

from urbansec.dataset import Snapshot
from urbansec.queries.header import Header, read_header

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "queries" / "competency"
QUERIES = sorted(FOLDER.glob("*.rq"))

# The facts that must never get lost. A question says in its header which of them it covers.
FACTS = {
    "assemblies-in-essen": "DEFUS assemblies in Essen: 2016, 28 September 2020, October 2023 over two days",
    "assemblies-of-defus": "the numbered assemblies of DEFUS",
    "assembly-2020-anniversary": "the tenth anniversary of DEFUS, marked at the assembly of 2020",
    "assembly-2020-motto": "motto and venue of the assembly of 2020",
    "assembly-2023-bochum": "the first participation of Bochum, in October 2023",
    "attested-standing": "the standing in which a source shows a member",
    "city-geography": "coordinates, population, GeoNames and NUTS codes of cities",
    "claims-kept-beside-facts": "what a source says otherwise, kept as a claim",
    "completeness": "reported numbers against those that the graph can name",
    "count-17-and-3": "17 cities and 3 organisations in DEFUS",
    "count-17-countries": "17 countries in Efus",
    "count-18-and-2": "18 cities and 2 organisations in DEFUS",
    "count-20": "20 members of DEFUS",
    "count-22": "22 members of DEFUS in January 2025",
    "count-250-authorities": "about 250 authorities in Efus",
    "count-300-cities": "more than 300 cities in Efus",
    "decisions-to-join": "what Kaiserslautern and the Landespräventionsrat decided before they joined",
    "defus-22-members": "the 22 members of DEFUS on 7 January 2025: 19 cities and 3 organisations",
    "defus-bochum-inferred": "Bochum in DEFUS, inferred for 2023",
    "defus-essen-since-2015": "Essen in DEFUS since 2015",
    "defus-founding": "DEFUS founded in Berlin on 10 May 2010",
    "defus-founding-congress": "during the 15th German Prevention Day",
    "defus-in-2012": "the members of DEFUS that sources show by 2012, and no other",
    "defus-legal-form": "a registered charitable association",
    "defus-national-forum": "the national association of the German members of Efus",
    "defus-one-of-six": "one of six national forums",
    "disagreements": "where sources disagree, both claims stand",
    "efus-bochum-since-2023": "Bochum in Efus since 2023",
    "efus-conferences": "the conferences of Efus, one of them in two cities",
    "efus-founding": "Efus founded in Barcelona in 1987",
    "efus-german-members": "the German members of Efus listed",
    "efus-legal-form": "an association under French law",
    "efus-patronage": "under the patronage of the Council of Europe",
    "efus-seat": "with its seat in Paris",
    "eight-forums": "the European forum and seven national ones",
    "essen-measures": "what Essen did since it joined",
    "forum-aims": "aims of both forums",
    "forum-services": "services of both forums",
    "forum-topics": "topics of both forums",
    "founding-members": "who founded a forum",
    "inferred-members": "members that no source names outright",
    "members-of-all-kinds": "counties, regions and unions of municipalities beside cities",
    "motives": "why members joined",
    "new-members-2025": "Kaiserslautern and the Landespräventionsrat in both forums since 1 January 2025",
    "nuts-regions": "regions that contain others",
    "office-holders": "office-holders with their offices",
    "presidencies": "who presided over a forum",
    "project-partners": "who took part in a project, as what",
    "projects": "projects with lead, time and funding",
    "publications": "manifestos and where they were adopted",
    "renamed-forum": "the former name of a forum",
    "sources": "the sources themselves",
    "status-on-a-day": "certain, possible or unknown on a day",
    "talk-2010": "the talk that introduced DEFUS, who gave it and for whom",
    "topics-over-time": "which topics a forum worked on, and when",
    "twenty-two-contradictions": "the contradictions found among the sources",
    "vague-dates": "dates that a source leaves vague",
}


def stem(path: Path) -> str:
    """The name of a question."""
    return path.stem


def header(path: Path) -> Header:
    """What the file says about itself."""
    return read_header(path.read_text(encoding="utf-8"), file=path.name)


def rows(text: str) -> list[list[str]]:
    """The rows of a CSV text, the variables first."""
    return list(csv.reader(io.StringIO(text, newline="")))


def expected(path: Path) -> list[list[str]]:
    """The rows of the answer that stands beside a question."""
    return rows(path.with_suffix(".csv").read_bytes().decode("utf-8"))


def differences(actual: list[list[str]], wanted: list[list[str]], *, exact: bool) -> list[str]:
    """How an answer falls short of the one wanted; an exact one has the same rows in the same order."""
    if actual[:1] != wanted[:1]:
        return [f"the variables are {actual[:1]}, not {wanted[:1]}"]
    lost = Counter(map(tuple, wanted)) - Counter(map(tuple, actual))
    problems = [f"missing: {row}" for row in lost]
    if exact:
        more = Counter(map(tuple, actual)) - Counter(map(tuple, wanted))
        problems += [f"too much: {row}" for row in more]
        if not problems and actual != wanted:
            problems.append("the rows come in another order")
    return problems


@pytest.mark.parametrize(
    ("actual", "exact", "contains"),
    [
        ([["a"], ["1"], ["2"]], True, True),
        ([["a"], ["2"], ["1"]], False, True),
        ([["a"], ["1"], ["2"], ["3"]], False, True),
        ([["a"], ["1"]], False, False),
        ([["b"], ["1"], ["2"]], False, False),
    ],
)
def test_the_comparison_tells_answers_apart(actual: list[list[str]], exact: bool, contains: bool) -> None:
    wanted = [["a"], ["1"], ["2"]]
    assert (differences(actual, wanted, exact=True) == []) is exact
    assert (differences(actual, wanted, exact=False) == []) is contains


def test_questions_are_numbered_without_gaps() -> None:
    names = [re.fullmatch(r"cq(\d\d)(-[a-z0-9]+)+", path.stem) for path in QUERIES]
    assert [int(match[1]) for match in names if match] == list(range(1, len(QUERIES) + 1))
    assert len(QUERIES) >= 20


def test_every_question_has_an_answer_and_the_reverse() -> None:
    assert {p.stem for p in FOLDER.glob("*.csv")} == {p.stem for p in QUERIES}
    assert {p.suffix for p in FOLDER.iterdir()} == {".csv", ".rq"}


def test_every_fact_is_covered_by_a_question() -> None:
    assert {fact for path in QUERIES for fact in header(path).facts} == set(FACTS)


def unasked(classes: set[str], questions: list[str]) -> set[str]:
    """The classes of the ontology that no question names, apart from comments and texts."""
    bodies = (re.sub(r'(?m)"[^"]*"|(^|\s)#.*$', "", text) for text in questions)
    return classes - {name for body in bodies for name in re.findall(r"\burb:([A-Z]\w*)", body)}


def test_every_class_is_asked_about(snapshot: Snapshot) -> None:
    is_class, urb = ox.NamedNode("http://www.w3.org/2002/07/owl#Class"), "https://w3id.org/urbansec/ontology#"
    found = (quad.subject for quad in snapshot.store.quads_for_pattern(None, None, is_class))
    classes = {term.value.removeprefix(urb) for term in found if isinstance(term, ox.NamedNode) and term.value.startswith(urb)}
    assert len(classes) > 20
    assert unasked(classes, [path.read_text(encoding="utf-8") for path in QUERIES]) == set()


def test_a_class_that_no_question_names_would_be_noticed() -> None:
    text = '#+ summary: urb:Header\nASK { ?s a urb:Asked ; ?p "urb:Quoted" # urb:Commented\n }'
    assert unasked({"Asked", "Header", "Quoted", "Commented"}, [text]) == {"Header", "Quoted", "Commented"}


@pytest.mark.parametrize("path", QUERIES, ids=stem)
def test_question_says_what_it_asks(path: Path) -> None:
    asked = header(path)
    assert asked.question.endswith("?")
    assert asked.summary
    assert asked.tags
    assert asked.facts
    assert "#+ expect: " in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", QUERIES, ids=stem)
def test_question_is_portable_and_ordered(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prepareQuery(text)
    assert "ORDER BY" in text


@pytest.mark.parametrize("path", QUERIES, ids=stem)
def test_question_is_answered(path: Path, snapshot: Snapshot) -> None:
    result = snapshot.store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=snapshot.union)
    assert isinstance(result, ox.QuerySolutions)
    answer = result.serialize(format=ox.QueryResultsFormat.CSV)
    assert answer is not None
    wanted = expected(path)
    assert len(wanted) > 1, "an empty answer proves nothing"
    assert differences(rows(answer.decode("utf-8")), wanted, exact=header(path).expect == "exact") == []

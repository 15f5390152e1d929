"""Hints: from the literal that was written to the one that was meant, and from a slip to the name."""

import pyoxigraph as ox
import pytest

from urbansec.validation.engines.result import Result
from urbansec.validation.explain import Explainer, StoreLookup
from urbansec.validation.explanations.conversions import ambiguous_date, meant
from urbansec.validation.explanations.lexical import well_formed
from urbansec.validation.similar import closest, closest_iri

from .explaining import EX, PREFIXES, triples

XSD = PREFIXES["xsd"]
SH = PREFIXES["sh"]


@pytest.mark.parametrize(
    ("text", "datatype", "wanted"),
    [
        ("593085", "integer", "593085"),
        ("593,085", "integer", "593085"),
        ("593.085", "integer", "593085"),
        ("593 085", "integer", "593085"),
        (" 5 ", "integer", "5"),
        ("5.0", "integer", "5"),
        ("5.5", "integer", None),
        ("five", "integer", None),
        ("-5", "nonNegativeInteger", None),
        ("51,45", "decimal", "51.45"),
        ("51", "decimal", "51.0"),
        ("1.234,5", "decimal", "1234.5"),
        ("1,234.5", "decimal", "1234.5"),
        ("1e5", "decimal", None),
        ("5.5", "double", "5.5e0"),
        ("1e5", "double", "1e5"),
        ("ja", "boolean", "true"),
        ("False", "boolean", "false"),
        ("maybe", "boolean", None),
        ("2020-9-28", "date", "2020-09-28"),
        ("28.9.2020", "date", "2020-09-28"),
        ("28. 9. 2020", "date", "2020-09-28"),
        ("13/4/2020", "date", "2020-04-13"),
        ("4/13/2020", "date", "2020-04-13"),
        ("20200928", "date", "2020-09-28"),
        ("2020-09-28T10:00:00", "date", "2020-09-28"),
        ("3/4/2020", "date", None),
        ("30.2.2015", "date", None),
        ("2015-02-30", "date", None),
        ("2020-9", "gYearMonth", "2020-09"),
        ("2020-09-28", "gYearMonth", "2020-09"),
        ("2020-13", "gYearMonth", None),
        ("2020-09-28", "gYear", "2020"),
        ("20", "gYear", None),
        ("2020-09-28 10:00:00", "dateTime", "2020-09-28T10:00:00"),
        ("2020-09-28", "dateTime", None),
        ("text", "anyURI", "text"),
        ("no uri", "anyURI", None),
    ],
)
def test_a_literal_is_read_as_it_was_meant(text: str, datatype: str, wanted: str | None) -> None:
    found = meant(ox.Literal(text), XSD + datatype)
    assert (found and found.value) == wanted
    assert found is None or (found.datatype.value == XSD + datatype and well_formed(found.value, XSD + datatype))


def test_a_number_written_as_one_is_not_read_as_grouped() -> None:
    assert meant(ox.Literal("593.085", datatype=ox.NamedNode(f"{XSD}decimal")), f"{XSD}integer") is None


def test_a_date_that_may_be_two_days_is_told() -> None:
    days = ambiguous_date("3/4/2020")
    assert days is not None
    assert [day.isoformat() for day in days] == ["2020-04-03", "2020-03-04"]
    assert ambiguous_date("3.4.2020") is None  # with points the day is first
    assert ambiguous_date("13/4/2020") is None
    assert ambiguous_date("4/4/2020") is None


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("integer", ["0", "-7", "+12"], ["", "1.0", "1e3", " 1"]),
        ("byte", ["-128", "127"], ["128", "-129"]),
        ("positiveInteger", ["1"], ["0"]),
        ("decimal", ["1", ".5", "-2.", "+3.25"], ["1e0", ".", ""]),
        ("double", ["1", "1e9", "INF", "NaN", "-INF"], ["e9", "inf"]),
        ("boolean", ["true", "0"], ["True", "yes"]),
        ("date", ["2020-02-29", "2020-01-01Z", "-0044-03-15", "2020-01-01+14:00"], ["2019-02-29", "2020-1-1", "2020-01-01T00:00:00", "2020-04-31"]),
        ("dateTime", ["2020-01-01T00:00:00", "2020-01-01T24:00:00Z"], ["2020-01-01", "2020-01-01T25:00:00", "2021-02-29T00:00:00"]),
        ("gYear", ["2020", "12020"], ["20", "02020", "2020-01"]),
        ("gMonthDay", ["--02-29"], ["02-29", "--13-01"]),
        ("duration", ["P1Y", "PT1S", "-P1DT2H"], ["P", "PT", "1D"]),
        ("language", ["en", "de-CH"], ["e n", ""]),
        ("hexBinary", ["", "0F"], ["0", "0G"]),
        ("string", ["", "anything\n"], []),
    ],
)
def test_lexical_spaces(datatype: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not well_formed(text, XSD + datatype)] == []
    assert [text for text in bad if well_formed(text, XSD + datatype)] == []
    assert all(well_formed(text, f"{EX}{datatype}") for text in bad)


@pytest.mark.parametrize(
    ("name", "candidates", "wanted"),
    [
        ("popluation", ["population", "populated"], "population"),
        ("Population", ["population"], "population"),
        ("start_date", ["startDate", "endDate"], "startDate"),
        ("plaice", ["place", "palace"], "place"),
        ("plce", ["place", "plan"], "place"),
        ("zz", ["de", "fr"], None),
        ("dk", ["de"], None),
        ("DE", ["de"], "de"),
        ("event-2019", ["event-2020"], None),
        ("evnet-2019", ["event-2020", "event-2019"], "event-2019"),
        ("entirely", ["different", "words"], None),
        ("name", [], None),
        ("name", ["name"], None),
    ],
)
def test_the_closest_name(name: str, candidates: list[str], wanted: str | None) -> None:
    assert closest(name, candidates) == wanted


def test_the_closest_iri() -> None:
    known = [f"{EX}city/essen", f"{EX}city/bochum", f"{EX}forum/efus", "http://other.example/essne"]
    assert closest_iri(f"{EX}city/essne", known) == f"{EX}city/essen"
    assert closest_iri(f"{EX}cty/essen", known) == f"{EX}city/essen"  # the same name in one other place
    assert closest_iri(f"{EX}cty/bochmu", known) is None  # a slip in both
    assert closest_iri(f"{EX}city/dortmund", known) is None
    assert closest_iri(f"{EX}x/same", [f"{EX}y/same", f"{EX}z/same"]) is None  # which of the two was meant?


DATA = "ex:anna a ex:Person . ex:bob a ex:Person . ex:rome a ex:City ."


def hint(component: str, shape: str, value: ox.NamedNode | ox.Literal | None, data: str = DATA, lang: str = "en") -> str:
    store = ox.Store()
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples(data)])
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}{component}ConstraintComponent", ox.NamedNode(f"{EX}P"), "violation", value=value)
    return Explainer(triples(f"ex:P sh:path ex:p ; {shape} ."), StoreLookup(store), PREFIXES).explain(result, lang).hint


@pytest.mark.parametrize(
    ("component", "shape", "value", "wanted"),
    [
        ("Class", "sh:class ex:Person", ox.NamedNode(f"{EX}anan"), "Did you mean ex:anna?"),
        ("Class", "sh:class ex:Person", ox.NamedNode(f"{EX}unheard-of"), "Describe ex:unheard-of, or correct the IRI."),
        ("Class", "sh:class ex:Person", ox.NamedNode(f"{EX}rome"), ""),
        ("Class", "sh:class ex:Person", ox.Literal("bob"), "Did you mean ex:bob?"),
        ("Class", "sh:class ex:Person", ox.Literal("ex:bob"), "Write it as an IRI, without quotes: ex:bob."),
        ("Class", "sh:class ex:Person", ox.Literal("some words"), ""),
        ("NodeKind", "sh:nodeKind sh:IRI", ox.Literal("www.example.org"), "Write it as an IRI, without quotes: <https://www.example.org>."),
        ("NodeKind", "sh:nodeKind sh:IRI", ox.Literal("Some title"), ""),
        ("NodeKind", "sh:nodeKind sh:Literal", ox.NamedNode(f"{EX}x"), 'Write it as a text, in quotes: "http://example.org/x".'),
        ("Datatype", "sh:datatype xsd:anyURI", ox.NamedNode(f"{EX}x"), 'Write it as a text, in quotes: "http://example.org/x"^^xsd:anyURI.'),
        ("Datatype", "sh:datatype rdf:langString", ox.Literal("x"), 'Add the language tag, for instance "x"@en.'),
        ("Datatype", "sh:datatype xsd:string", ox.Literal("x", language="en"), 'Take the language tag away: "x".'),
        ("Datatype", "sh:datatype xsd:gYear", ox.Literal("2015"), 'Give it its datatype: "2015"^^xsd:gYear.'),
        ("Datatype", "sh:datatype xsd:gYear", ox.Literal("2015", datatype=ox.NamedNode(f"{XSD}integer")), 'Give it its datatype: "2015"^^xsd:gYear.'),
        ("Datatype", "sh:datatype xsd:decimal", ox.Literal("51", datatype=ox.NamedNode(f"{XSD}integer")), "Write 51.0."),
        ("Datatype", "sh:datatype xsd:date", ox.Literal("2015-02-30", datatype=ox.NamedNode(f"{XSD}date")), "This day does not exist in the calendar."),
        ("Datatype", "sh:datatype xsd:date", ox.Literal("3/4/2015"),
         'Is the day or the month first? Write year-month-day: "2015-04-03"^^xsd:date or "2015-03-04"^^xsd:date.'),
        ("LanguageIn", 'sh:languageIn ( "en" "de" )', ox.Literal("x"), 'Add the language tag, for instance "x"@en.'),
        ("LanguageIn", 'sh:languageIn ( "en" "de" )', ox.Literal("x", language="fr"), ""),
        ("LanguageIn", 'sh:languageIn ( "cs" )', ox.Literal("x", language="cz"), "The language tag is @cs."),
        ("In", 'sh:in ( "draft" "final" )', ox.Literal("Final"), 'Did you mean "final"?'),
        ("In", "sh:in ( 1 2 )", ox.Literal("2"), "Write 2."),
        ("In", "sh:in ( ex:red )", ox.Literal("ex:red"), "Write it as an IRI, without quotes: ex:red."),
        ("In", 'sh:in ( "a" )', ox.Literal("zebra"), ""),
        ("MinLength", "sh:minLength 5", ox.Literal("x"), ""),
    ],
)  # fmt: skip
def test_a_hint(component: str, shape: str, value: ox.NamedNode | ox.Literal, wanted: str) -> None:
    assert hint(component, shape, value) == wanted


def test_a_missing_property_may_be_there_misspelt() -> None:
    assert hint("MinCount", "sh:minCount 1", None, "ex:a ex:q 1 .") == ""
    misspelt = "ex:a ex:poeple 1 ."
    result = Result(ox.NamedNode(f"{EX}a"), f"{SH}MinCountConstraintComponent", ox.NamedNode(f"{EX}P"), "violation")
    store = ox.Store()
    store.extend([ox.Quad(t.subject, t.predicate, t.object) for t in triples(misspelt)])
    said = Explainer(triples("ex:P sh:path ex:people ; sh:minCount 1 ."), StoreLookup(store), PREFIXES).explain(result, "de")
    assert said.hint == "War ex:people gemeint, wo ex:poeple steht?"

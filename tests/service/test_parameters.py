"""Values that people type: the right term, or an error that names the parameter; never another query."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import httpx
import pyoxigraph as ox
import pytest

from tests.queries.hostile import hostile_values
from tests.running import ROOT
from urbansec.engine import EmbeddedEngine, inspect
from urbansec.engine.inspect import tokens
from urbansec.errors import ParameterError, SavedQueryError
from urbansec.queries import Call, Catalogue, Header, Parameter, SavedQuery
from urbansec.queries.bind import bind
from urbansec.queries.header import ParameterType
from urbansec.queries.members import class_members
from urbansec.queries.parameters import MOST_VALUES, resolve

XSD = "http://www.w3.org/2001/XMLSchema#"
SAVED = list(Catalogue(ROOT / "queries" / "saved"))
RIGHT: list[tuple[ParameterType, str, str]] = [
    ("iri", "https://example.org/a", "<https://example.org/a>"),
    ("iri", "id:forum/efus", "<https://w3id.org/urbansec/id/forum/efus>"),
    ("iri", "urb:City", "<https://w3id.org/urbansec/ontology#City>"),
    ("iri", "urn:isbn:1", "<urn:isbn:1>"),
    ("iri", "http://example.org/é", "<http://example.org/é>"),
    ("string", 'a "b" \\ c', '"a \\"b\\" \\\\ c"'),
    ("integer", "42", f'"42"^^<{XSD}integer>'),
    ("integer", "-7", f'"-7"^^<{XSD}integer>'),
    ("integer", " 7 ", f'"7"^^<{XSD}integer>'),
    ("integer", "+007", f'"7"^^<{XSD}integer>'),
    ("integer", "-0", f'"0"^^<{XSD}integer>'),
    ("integer", "9223372036854775807", f'"9223372036854775807"^^<{XSD}integer>'),
    ("decimal", "4.50", f'"4.5"^^<{XSD}decimal>'),
    ("decimal", "-.5", f'"-0.5"^^<{XSD}decimal>'),
    ("decimal", "+42.", f'"42"^^<{XSD}decimal>'),
    ("decimal", "-0.0", f'"0"^^<{XSD}decimal>'),
    ("decimal", f"{'9' * 18}.{'9' * 18}", f'"{"9" * 18}.{"9" * 18}"^^<{XSD}decimal>'),
    ("boolean", "TRUE", f'"true"^^<{XSD}boolean>'),
    ("boolean", "0", f'"false"^^<{XSD}boolean>'),
    ("date", "2020-02-29", f'"2020-02-29"^^<{XSD}date>'),
    ("date", "2020-02", f'"2020-02-01"^^<{XSD}date>'),
    ("date", "2020", f'"2020-01-01"^^<{XSD}date>'),
    ("date", "today", f'"2021-03-04"^^<{XSD}date>'),
    ("lang", "de", '"de"'),
    ("lang", "de-CH", '"de-ch"'),
]
WRONG: list[tuple[ParameterType, str]] = [
    *(
        ("iri", text)
        for text in (
            "essen",
            "nobody:knows",
            "javascript:alert(1)",
            "http://a b",
            "http://a>b",
            "http://a/{",
            "<http://a>",
            "mailto:a@b",
            "id:city/a b",
            "\x00",
        )
    ),
    *(("integer", text) for text in ("4.5", "x", "1e3", "0x10", "١٢", "1_000", "--1", "1 2", "½", "∞", "9223372036854775808", "9" * 5_000)),
    *(
        ("decimal", text)
        for text in ("x", "1e3", "NaN", "Infinity", "1,5", "١٢", "1_000", "0x1", "1.2.3", "sNaN", ".", "-", "1" * 19, f"0.{'1' * 19}", "1" * 5_000)
    ),
    *(("boolean", text) for text in ("yes", "2", "tru", "wahr", "on")),
    *(
        ("date", text)
        for text in (
            "202",
            "2020-",
            "2020-13",
            "2020-00",
            "0000",
            "2020-02-30",
            "2019-02-29",
            "2020-13-01",
            "20200101",
            "2020-W01-1",
            "0000-01-01",
            "٢٠٢٠-٠١-٠١",
            "2020-01-01Z",
            "tomorrow",
            "2020-1-1",
        )
    ),
    *(("lang", text) for text in ("de_DE", "d e", "-", "123456789", "de-", "é")),
]
HOSTILE = hostile_values()
TYPES: list[ParameterType] = ["iri", "string", "integer", "decimal", "boolean", "date", "lang", "enum"]
TEXT = "SELECT ?x ?other { VALUES (?x ?other) { (UNDEF UNDEF) } ?s ?p ?x # VALUES (?x ?other) { (1 1) }\n FILTER(?x != '} )') }"


def header(kind: ParameterType) -> Header:
    """A header with one parameter of the type, and another beside it."""
    values = ("first", "second") if kind == "enum" else ()
    return Header(params={"x": Parameter(type=kind, values=values), "other": Parameter(type="string")})


@pytest.mark.parametrize(("kind", "text", "term"), RIGHT)
def test_right_values_become_terms(kind: ParameterType, text: str, term: str) -> None:
    values = resolve(header(kind), {"x": text}, today=date(2021, 3, 4))
    assert ([str(value) for value in values["x"]], values["other"]) == ([term], ())


@pytest.mark.parametrize(("kind", "text"), WRONG)
def test_values_of_the_wrong_type_name_the_parameter(kind: ParameterType, text: str) -> None:
    with pytest.raises(ParameterError, match=r"\Ax must be ") as raised:
        resolve(header(kind), {"x": text})
    assert raised.value.members["parameter"] == "x"


def test_an_enumeration_takes_its_values_only() -> None:
    assert resolve(header("enum"), {"x": "first"})["x"] == (ox.Literal("first"),)
    with pytest.raises(ParameterError, match="Did you mean second") as raised:
        resolve(header("enum"), {"x": "secnd"})
    assert raised.value.members == {"parameter": "x", "near": ["second"]}


def test_unknown_names_are_told_with_near_ones() -> None:
    with pytest.raises(ParameterError, match="no parameter oter; it has: x, other") as raised:
        resolve(header("iri"), {"oter": "a"})
    assert raised.value.members == {"parameter": "oter", "near": ["other"]}


def test_defaults_and_required_values() -> None:
    described = Header(params={"a": Parameter(type="date", default="today"), "b": Parameter(type="string", required=True, description="Who?")})
    assert str(resolve(described, {"b": "x"}, today=date(2020, 1, 2))["a"][0]) == f'"2020-01-02"^^<{XSD}date>'
    assert str(resolve(described, {"a": "", "b": "x"}, today=date(2020, 1, 2))["a"][0]) == f'"2020-01-02"^^<{XSD}date>'
    with pytest.raises(ParameterError, match=r"b needs a value\. Who\?"):
        resolve(described, {})


@pytest.mark.parametrize(
    ("partial", "text", "term"),
    [
        ("first", "2016", f'"2016-01-01"^^<{XSD}date>'),
        ("first", "2016-02", f'"2016-02-01"^^<{XSD}date>'),
        ("last", "2016", f'"2016-12-31"^^<{XSD}date>'),
        ("last", "2016-02", f'"2016-02-29"^^<{XSD}date>'),
        ("last", "9999-12", f'"9999-12-31"^^<{XSD}date>'),
        ("last", "2016-02-03", f'"2016-02-03"^^<{XSD}date>'),
        ("kept", "2016", f'"2016"^^<{XSD}gYear>'),
        ("kept", "2016-02", f'"2016-02"^^<{XSD}gYearMonth>'),
        ("kept", "2016-02-03", f'"2016-02-03"^^<{XSD}date>'),
        ("kept", "today", f'"2021-03-04"^^<{XSD}date>'),
        ("refused", "2016-02-03", f'"2016-02-03"^^<{XSD}date>'),
        ("refused", "today", f'"2021-03-04"^^<{XSD}date>'),
        ("refused", "2016", None),
        ("refused", "2016-02", None),
    ],
)
def test_a_year_or_a_month_is_what_the_parameter_says(partial: Literal["first", "last", "kept", "refused"], text: str, term: str | None) -> None:
    described = Header(params={"x": Parameter(type="date", partial=partial)})
    if term is None:
        with pytest.raises(ParameterError, match="x must be a day such as 2020-09-28, or today, not"):
            resolve(described, {"x": text})
    else:
        values = resolve(described, {"x": text}, today=date(2021, 3, 4))
        assert str(values["x"][0]) == term
        # What a call says of itself makes the same call again.
        call = Call(SavedQuery("x", Path("x.rq"), "ASK {}", described), values)
        assert resolve(described, call.arguments) == values


@pytest.mark.parametrize(
    ("parameter", "right", "wrong", "words"),
    [
        (Parameter(type="integer", minimum="1", maximum="3"), ["1", "2", "03"], ["0", "4", "-1"], "a whole number of at most 64 bits, from 1 to 3, not"),
        (Parameter(type="decimal", maximum="0.5"), ["0.5", "-7", ".50"], ["0.51", "1"], "point, to 0.5, not"),
        (
            Parameter(type="date", minimum="1987", maximum="today"),
            ["1987", "1987-01-01", "2021-03-04", "2021-03", "today"],
            ["1986-12-31", "1986", "2021-03-05", "2022"],
            "from 1987 to today",
        ),
        (Parameter(type="date", minimum="1987-06", partial="last"), ["1987", "1987-06-01"], ["1987-05", "1986"], "from 1987-06, not"),
        (
            Parameter(type="date", minimum="1987-06", maximum="2000", partial="kept"),
            ["1987", "2000", "1999-12"],
            ["1987-05", "2000-13", "2001"],
            "a day such as",
        ),
    ],
)
def test_what_is_out_of_range_is_refused(parameter: Parameter, right: list[str], wrong: list[str], words: str) -> None:
    described = Header(params={"x": parameter})
    for text in right:
        assert resolve(described, {"x": text}, today=date(2021, 3, 4))["x"]
    for text in wrong:
        with pytest.raises(ParameterError) as raised:
            resolve(described, {"x": text}, today=date(2021, 3, 4))
        assert words in raised.value.detail


def test_a_list_takes_several_values_each_once() -> None:
    described = Header(params={"x": Parameter(type="integer", list=True, default=("1", "2")), "y": Parameter(type="string")})
    for given, wanted in (
        ({"x": ["3", "4", "03", " "]}, ["3", "4"]),
        ({"x": "5"}, ["5"]),
        ({"x": ("9", 8, True)}, None),
        ({"x": ("9", 8)}, ["9", "8"]),
        ({"x": {"7", "5", "6"}}, ["5", "6", "7"]),
        ({"x": []}, ["1", "2"]),
        ({"x": ["", " "]}, ["1", "2"]),
        ({}, ["1", "2"]),
    ):
        typed: Any = given
        if wanted is None:
            with pytest.raises(ParameterError):
                resolve(described, typed)
        else:
            assert [each.value for each in resolve(described, typed)["x"]] == wanted
    with pytest.raises(ParameterError, match="y takes one value") as raised:
        resolve(described, {"y": ["a", "b"]})
    assert raised.value.parameter == "y"
    with pytest.raises(ParameterError, match="x must be a whole number"):
        resolve(described, {"x": ["1", "two"]})


def test_a_list_becomes_a_row_for_each_of_its_values() -> None:
    described = Header(params={"x": Parameter(type="integer", list=True), "y": Parameter(type="string", list=True)})
    values = resolve(described, {"x": ["3", "4"], "y": ["a", "b"]})
    for text in ("SELECT ?x ?y { VALUES (?y ?x) { (UNDEF UNDEF) } }", "SELECT ?x ?y { VALUES ?x { UNDEF } VALUES ?y { UNDEF } }"):
        rows = list(ox.Store().query(bind(text, values, file="x.rq")))  # type: ignore[arg-type]  # a SELECT gives rows
        assert sorted((row["x"].value, row["y"].value) for row in rows) == [("3", "a"), ("3", "b"), ("4", "a"), ("4", "b")]


def test_lists_are_bounded(engine: EmbeddedEngine, tmp_path: Path) -> None:
    described = Header(params={"x": Parameter(type="integer", list=True), "y": Parameter(type="integer", list=True)})
    numbers = [str(number) for number in range(MOST_VALUES + 1)]
    with pytest.raises(ParameterError, match="x takes at most 1,000 values, not 1,001") as raised:
        resolve(described, {"x": numbers})
    assert raised.value.parameter == "x"
    with pytest.raises(ParameterError, match="make 11,000 combinations, and at most 10,000") as raised:
        resolve(described, {"x": numbers[:11], "y": numbers[:1000]})
    assert raised.value.parameter == "y"
    # The greatest that is allowed runs.
    header_lines = "#+ params:\n#+   x: {type: integer, list: true}\n#+   y: {type: integer, list: true}\n"
    (tmp_path / "many.rq").write_text(f"{header_lines}SELECT (COUNT(*) AS ?n) {{ VALUES (?x ?y) {{ (UNDEF UNDEF) }} }}", "utf-8")
    table = Catalogue(tmp_path).get("many").table(engine, {"x": numbers[:10], "y": numbers[:1000]})
    assert table.rows[0]["n"]["value"] == "10000"


@pytest.mark.parametrize(
    ("kind", "typed", "text"),
    [
        ("integer", 42, "42"),
        ("integer", True, None),
        ("integer", 4.5, None),
        ("decimal", 4.5, "4.5"),
        ("decimal", 1e-7, "0.0000001"),
        ("decimal", Decimal("1.50"), "1.5"),
        ("decimal", float("nan"), None),
        ("decimal", float("inf"), None),
        ("boolean", True, "true"),
        ("boolean", 0, "false"),
        ("date", date(2020, 1, 2), "2020-01-02"),
        ("date", datetime(2020, 1, 2, 3, tzinfo=UTC), None),
        ("date", 2020, "2020-01-01"),
        ("string", None, ""),
        ("string", b"abc", None),
        ("string", {"a": 1}, None),
        ("string", [["a"]], None),
        ("string", object(), None),
        ("string", "\ud800", None),
    ],
)
def test_a_program_may_give_values_of_its_own_types(kind: ParameterType, typed: object, text: str | None) -> None:
    given: Any = {"x": typed}
    if text is None:
        with pytest.raises(ParameterError, match="x must be") as raised:
            resolve(header(kind), given)
        raised.value.detail.encode()
    else:
        assert "".join(each.value for each in resolve(header(kind), given)["x"]) == text


def test_what_is_told_of_a_name_can_be_shown_anywhere() -> None:
    for name in ("\ud800", "\x1b[31m", "x" * 5_000, "a\nb", "\u202e"):
        with pytest.raises(ParameterError) as raised:
            resolve(header("string"), {name: "x"})
        assert raised.value.detail.encode().isascii() or "…" in raised.value.detail
        assert raised.value.detail.isprintable()
        assert len(raised.value.detail) < 200
        assert len(raised.value.parameter) < 100


@pytest.mark.parametrize(
    ("kind", "text", "near"),
    [
        ("urb:City", "Essen", "id:city/essen"),
        ("urb:City", "essen", "id:city/essen"),
        ("urb:City", "city/essen", "id:city/essen"),
        ("urb:City", "id:city/esen", "id:city/essen"),
        ("urb:City", "https://w3id.org/urbansec/id/city/esen", "id:city/essen"),
        ("urb:City", "Dusseldorf", "id:city/duesseldorf"),
        ("urb:City", "düsseldorf ", "id:city/duesseldorf"),
        ("urb:City", "Lüttich", "id:city/liege"),
        ("urb:Forum", "Deutsch-Europäisches Forum für Urbane Sicherheit", "id:forum/defus"),
        ("urb:Forum", "DEFUS", "id:forum/defus"),
        ("urb:Forum", "id:forum/efuss", "id:forum/efus"),
        ("id:scheme/countries", "Germany", "id:country/de"),
        ("id:scheme/countries", "id:country/dee", "id:country/de"),
        ("id:scheme/countries", "Allemagne", "id:country/de"),
        ("id:scheme/event-kinds", "general assembly", "id:event-kind/general-assembly"),
        ("id:scheme/event-kinds", "Germany", None),
        ("urb:City", "nowhere that is known", None),
        ("urb:City", "x" * 9_000, None),
        ("urb:City", "\ud800", None),
    ],
)
def test_what_is_near_is_found_by_slug_and_by_name(kind: str, text: str, near: str | None, engine: EmbeddedEngine) -> None:
    described = Header(params={"x": Parameter.model_validate({"type": "iri", "class": kind})})
    query = SavedQuery("x", Path("x.rq"), "SELECT * { VALUES ?x { UNDEF } }", described)
    with pytest.raises(ParameterError) as raised:
        query.call(engine, {"x": text})
    found = raised.value.members.get("near", [])
    assert isinstance(found, list)
    assert (found[0] if found else None) == near
    raised.value.detail.encode()


def test_all_values_of_a_list_must_be_of_the_class(engine: EmbeddedEngine) -> None:
    described = Header(params={"x": Parameter.model_validate({"type": "iri", "class": "urb:TerritorialAuthority", "list": True})})
    query = SavedQuery("x", Path("x.rq"), "SELECT * { VALUES ?x { UNDEF } }", described)
    cities = ["id:city/essen", "id:city/bochum"]
    assert [row["x"]["value"].rpartition("/")[2] for row in query.table(engine, {"x": cities}).rows] == ["essen", "bochum"]
    with pytest.raises(ParameterError, match=r"x must be a urb:TerritorialAuthority of the data; id:forum/efus is not") as raised:
        query.call(engine, {"x": [*cities, "id:forum/efus"]})
    assert raised.value.parameter == "x"


def test_a_parameter_may_ask_for_a_concept_of_a_scheme(engine: EmbeddedEngine) -> None:
    described = Header(params={"x": Parameter.model_validate({"type": "iri", "class": "id:scheme/countries"})})
    query = SavedQuery("x", Path("x.rq"), "SELECT * { VALUES ?x { UNDEF } }", described)
    assert len(query.table(engine, {"x": "id:country/de"}).rows) == 1
    with pytest.raises(ParameterError, match="x must be a concept in id:scheme/countries of the data; id:event-kind/general-assembly is not"):
        query.call(engine, {"x": "id:event-kind/general-assembly"})
    countries = class_members(engine, "https://w3id.org/urbansec/id/scheme/countries")
    assert countries["https://w3id.org/urbansec/id/country/de"] == "Germany"
    assert 20 < len(countries) < 60


def test_who_uses_what_is_deprecated_is_told(engine: EmbeddedEngine) -> None:
    params = {
        "x": Parameter(type="string", deprecated="Use y."),
        "y": Parameter(type="string"),
        "z": Parameter(type="string", default="a", deprecated="Ask on."),
    }
    query = SavedQuery("q", Path("q.rq"), "SELECT * { VALUES (?x ?y ?z) { (UNDEF UNDEF UNDEF) } }", Header(params=params))
    assert query.call(engine, {"y": "b"}).notices == ()
    assert query.call(engine, {"y": "b", "z": "a"}).notices == ()
    assert query.call(engine, {"x": "b", "z": "b"}).notices == ("The parameter x is deprecated. Use y.", "The parameter z is deprecated. Ask on.")
    old = SavedQuery("q", Path("q.rq"), query.text, Header(params=params, deprecated="Use r."))
    assert old.call(engine, {}).notices == ("The saved query q is deprecated. Use r.",)


def test_a_long_value_is_not_repeated_in_full() -> None:
    with pytest.raises(ParameterError) as raised:
        resolve(header("integer"), {"x": "y" * 5_000})
    assert len(raised.value.detail) < 200


def parts(text: str) -> tuple[list[tuple[str, str]], list[list[str]]]:
    """Kind and text of the tokens outside the rows of VALUES blocks, and the kinds of those inside each of them."""
    outer: list[tuple[str, str]] = []
    inner: list[list[str]] = []
    state = ""
    for token in tokens(text):
        if state == "rows" and (token.kind, token.text) != ("mark", "}"):
            inner[-1].append(token.text if token.kind == "mark" else token.kind)
            continue
        outer.append((token.kind, token.text))
        if state == "rows":
            state = ""
        elif token.kind == "word" and token.text.upper() == "VALUES":
            state = "head"
        elif state == "head" and token.text == "{":
            state = "rows"
            inner.append([])
    return outer, inner


def _one(terms: tuple[ox.NamedNode | ox.Literal, ...]) -> str:
    return str(terms[0]) if terms else "UNDEF"


@pytest.mark.parametrize("kind", TYPES)
def test_hostile_values_never_change_the_query(kind: ParameterType) -> None:
    store = ox.Store()
    accepted = 0
    for hostile in HOSTILE:
        try:
            values = resolve(header(kind), {"x": hostile, "other": hostile})
        except ParameterError:
            continue
        accepted += 1
        bound = bind(TEXT, values, file="test.rq")
        outer, (row,) = parts(bound)
        assert outer == parts(TEXT)[0], hostile
        assert (row[0], row[-1]) == ("(", ")"), hostile
        assert {part for part in row[1:-1] if part != "^^"} <= {"string", "iri", "word"}, hostile
        assert inspect(bound).services == ()
        # The engine reads the very terms that were meant.
        (solution,) = list(store.query(f"SELECT * {{ VALUES (?x ?other) {{ ({_one(values['x'])} {_one(values['other'])}) }} }}"))  # type: ignore[arg-type]  # a SELECT gives rows
        again = bind("SELECT * { VALUES (?x ?other) { (UNDEF UNDEF) } }", values, file="test.rq")
        assert list(store.query(again)) == [solution]  # type: ignore[arg-type]  # a SELECT gives rows
        if values["other"]:
            assert solution["other"] == values["other"][0], hostile
    assert accepted >= (900 if kind == "string" else 0)


@pytest.mark.parametrize("query", SAVED, ids=[query.name for query in SAVED])
def test_hostile_values_for_the_shipped_queries(query: object, engine: EmbeddedEngine) -> None:
    """Each parameter of each query: only rows, or an error that names the parameter."""
    assert isinstance(query, SavedQuery)
    for name in query.header.params:
        for hostile in HOSTILE[::5]:
            told, request = None, None
            try:
                request = query.call(engine, {name: hostile}).request
            except ParameterError as error:
                told = error.parameter
            if request is None:
                assert told == name
            else:
                assert parts(request.text)[0] == parts(query.text)[0]
                assert request.inspection.services == ()


@pytest.mark.parametrize(
    ("address", "parameter", "words"),
    [
        ("/queries/events/result.json?kid=x", "kid", "Did you mean kind"),
        ("/queries/members-of-forum/result.json?on=2016-13", "on", "a month such as"),
        ("/queries/members-of-forum/result.json?forum=efus", "forum", "an IRI"),
        ("/queries/members-of-forum/result.json?forum=id:forum/efuss", "forum", "Did you mean id:forum/efus"),
        ("/queries/members-of-forum/result.json?forum=id:city/essen", "forum", "urb:Forum"),
        ("/queries/forums-of-city/result.json?city=id:city/esen", "city", "Did you mean id:city/essen"),
        ("/queries/members-of-forum?on=2016-02-30", "on", "a day such as"),
        ("/queries/countries/result.json?x=1", "x", "it has: none"),
        ("/queries/events/result.json?from=2016-01-01&from=2017-01-01", "from", "twice"),
        ("/queries/members-of-forum/result.json?forum=efus", "forum", "Did you mean id:forum/efus"),
    ],
)
def test_wrong_parameters_over_http(client: httpx.Client, address: str, parameter: str, words: str) -> None:
    headers = {"Accept": "application/json"} if "result" in address else {"Accept": "text/html"}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 422
    assert words in answer.text
    if "result" in address:
        assert answer.json()["parameter"] == parameter


def test_the_form_keeps_what_was_typed(client: httpx.Client) -> None:
    page = client.get("/queries/members-of-forum", params={"on": "2016-01-01", "forum": "id:forum/defus"}, headers={"Accept": "text/html"}).text
    assert 'value="2016-01-01"' in page
    assert 'value="https://w3id.org/urbansec/id/forum/defus" selected' in page
    assert "result.csv?" in page
    assert "on=2016-01-01" in page


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("SELECT * { ?s ?p ?x }", r"\?x \?other"),
        ("SELECT * { VALUES (?x) { (1) } }", r"\?other"),
        ("SELECT * { VALUES ?x { 1 } }", r"\?other"),
        ("SELECT * { VALUES ?other { 1 } }", r"\?x"),
        ("SELECT * { VALUES (?x ?other ?more) { (1 2 3) } }", r"\?x \?other"),
        ("SELECT * { VALUES (?x ?more) { (1 2) } VALUES (?other) { (1) } }", r"\?x"),
        ("SELECT * { VALUES ?x ?other { 1 } VALUES ?x { 1 } }", r"\?other"),
        ("SELECT * { # VALUES (?x ?other) { (1 2) }\n }", r"\?x \?other"),
        ("SELECT * { ?s ?p 'VALUES (?x ?other) { (1 2) }' }", r"\?x \?other"),
    ],
)
def test_a_query_must_have_a_place_for_each_parameter(text: str, lacking: str) -> None:
    with pytest.raises(SavedQueryError, match=rf"broken\.rq: expected a block VALUES \({lacking}\)"):
        bind(text, resolve(header("string"), {}), file="broken.rq")


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("SELECT * { VALUES (?x ?other) { (1 2) } }", 'SELECT * { VALUES (?x ?other) { ("a" UNDEF) } }'),
        ("SELECT * { VALUES ?x { 1 } VALUES ?other { UNDEF } }", 'SELECT * { VALUES ?x { "a" } VALUES ?other { UNDEF } }'),
        ("SELECT * { VALUES (?x) { (1) (2) } { VALUES (?other ?x) { } } }", 'SELECT * { VALUES (?x) { ("a") } { VALUES (?other ?x) { (UNDEF "a") } } }'),
        ("SELECT * { VALUES ?z { 1 } } VALUES (?x ?other) { (1 2) }", 'SELECT * { VALUES ?z { 1 } } VALUES (?x ?other) { ("a" UNDEF) }'),
    ],
)
def test_every_block_of_parameters_is_filled(text: str, bound: str) -> None:
    assert bind(text, resolve(header("string"), {"x": "a"}), file="x.rq") == bound


def test_the_order_of_the_variables_in_the_file_counts() -> None:
    bound = bind("SELECT * { values ( ?other $x ) { (1 2) (3 4) } }", resolve(header("integer"), {"x": "5", "other": "a"}), file="x.rq")
    (row,) = list(ox.Store().query(bound))  # type: ignore[arg-type]  # a SELECT gives rows
    assert (str(row["x"]), str(row["other"])) == (f'"5"^^<{XSD}integer>', '"a"')


def test_a_query_without_parameters_runs_as_it_is() -> None:
    assert bind("ASK {}", {}, file="x.rq") == "ASK {}"

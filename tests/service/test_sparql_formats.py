"""Every result format of every query form; what a term is must survive each of them."""

import csv
import io
from collections.abc import Callable
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph
from rdflib.compare import isomorphic

XSD = "http://www.w3.org/2001/XMLSchema#"
TABLES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "turtle": "text/turtle",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "ntriples": "application/n-triples",
    "trig": "application/trig",
    "nquads": "application/n-quads",
}
SUFFIXES = {**{name: name for name in TABLES}, "turtle": "ttl", "jsonld": "jsonld", "rdfxml": "rdf", "ntriples": "nt", "trig": "trig", "nquads": "nq"}
PARSERS = {"turtle": "turtle", "jsonld": "json-ld", "rdfxml": "xml", "ntriples": "nt", "trig": "trig", "nquads": "nquads"}

TERMS = {
    "it": '"ciao"@it',
    "integer": f'"3"^^<{XSD}integer>',
    "negative": f'"-7"^^<{XSD}integer>',
    "decimal": f'"1.5"^^<{XSD}decimal>',
    "day": f'"2010-05-10"^^<{XSD}date>',
    "year": f'"2015"^^<{XSD}gYear>',
    "truth": f'"true"^^<{XSD}boolean>',
    "unicode": '"Zürich – 北京 😀 עברית"',
    "quotes": '"a \\"b\\" \\\\ \'c\', d; <e> &amp;"',
    "lines": '"one\\ntwo\\tthree"',
    "empty": '""',
    "iri": "<https://example.org/é?a=b&c=d#f>",
}
# Bound as literals, so that nothing depends on the data; ?blank is a blank node and ?unbound stays unbound.
SELECT = f"SELECT ?{' ?'.join(TERMS)} ?blank ?unbound {{ VALUES (?{' ?'.join(TERMS)}) {{ ({' '.join(TERMS.values())}) }} BIND(BNODE() AS ?blank) }}"
CONSTRUCT = "CONSTRUCT { ?s <urn:p> ?o . [] <urn:q> <urn:r> } { VALUES (?s ?o) { %s } }" % " ".join(f"(<urn:s:{name}> {term})" for name, term in TERMS.items())


def parse_term(text: str) -> ox.Literal | ox.NamedNode:
    """The term that ``text`` writes in N-Triples."""
    triple = next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES))).object
    assert isinstance(triple, ox.Literal | ox.NamedNode)
    return triple


def ask(client: httpx.Client, query: str, media_type: str) -> httpx.Response:
    """The answer as ``media_type``, which it must be."""
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return answer


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_terms_survive_every_typed_format(client: httpx.Client, name: str) -> None:
    formats = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    solutions = ox.parse_query_results(ask(client, SELECT, TABLES[name]).content, format=formats[name])
    assert isinstance(solutions, ox.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == [*TERMS, "blank", "unbound"]
    (row,) = solutions
    assert {variable: row[variable] for variable in TERMS} == {variable: parse_term(text) for variable, text in TERMS.items()}
    assert isinstance(row["blank"], ox.BlankNode)
    assert row["unbound"] is None


def test_numbers_keep_their_value(client: httpx.Client) -> None:
    """The engine stores numbers as values: how many zeros were written is not kept, what they are worth is."""
    query = f'SELECT ?a ?b ?c {{ VALUES (?a ?b ?c) {{ ("007"^^<{XSD}integer> "1.50"^^<{XSD}decimal> "1e3"^^<{XSD}double>) }} }}'
    (row,) = ask(client, query, TABLES["json"]).json()["results"]["bindings"]
    assert {name: (float(cell["value"]), cell["datatype"]) for name, cell in row.items()} == {
        "a": (7, f"{XSD}integer"),
        "b": (1.5, f"{XSD}decimal"),
        "c": (1000, f"{XSD}double"),
    }


def test_json_names_language_and_datatype(client: httpx.Client) -> None:
    document = ask(client, SELECT, TABLES["json"]).json()
    (row,) = document["results"]["bindings"]
    assert row["it"] == {"type": "literal", "value": "ciao", "xml:lang": "it"}
    assert row["integer"] == {"type": "literal", "value": "3", "datatype": f"{XSD}integer"}
    assert row["unicode"] == {"type": "literal", "value": "Zürich – 北京 😀 עברית"}
    assert row["iri"] == {"type": "uri", "value": "https://example.org/é?a=b&c=d#f"}
    assert row["blank"]["type"] == "bnode"
    assert "unbound" not in row
    assert document["head"]["vars"][-1] == "unbound"


def test_csv_keeps_the_values(client: httpx.Client) -> None:
    heading, row = csv.reader(io.StringIO(ask(client, SELECT, TABLES["csv"]).content.decode("utf-8"), newline=""))
    cells = dict(zip(heading, row, strict=True))
    assert {name: cells[name] for name in TERMS} == {name: parse_term(text).value for name, text in TERMS.items()}
    assert cells["blank"].startswith("_:")
    assert cells["unbound"] == ""


def test_rdflib_reads_the_xml_alike(client: httpx.Client) -> None:
    from rdflib.query import Result

    result: Any = Result.parse(io.BytesIO(ask(client, SELECT, TABLES["xml"]).content), format="xml")
    (row,) = result
    values = row.asdict()
    assert (values["it"].language, str(values["integer"]), str(values["integer"].datatype)) == ("it", "3", f"{XSD}integer")
    assert "unbound" not in values


@pytest.mark.parametrize("name", list(TABLES))
def test_an_empty_result_is_a_result(client: httpx.Client, name: str) -> None:
    text = ask(client, "SELECT ?a ?b { FILTER(false) }", TABLES[name]).text
    assert text.splitlines()[0] in {"a,b", "?a\t?b"} if name in {"csv", "tsv"} else "a" in text


@pytest.mark.parametrize("name", list(TABLES))
@pytest.mark.parametrize("truth", [True, False])
def test_ask_in_every_format(client: httpx.Client, name: str, truth: bool) -> None:
    text = ask(client, f"ASK {{ FILTER({str(truth).lower()}) }}", TABLES[name]).text
    wanted = {
        "json": f'"boolean":{str(truth).lower()}',
        "xml": f"<boolean>{str(truth).lower()}</boolean>",
        "csv": str(truth).lower(),
        "tsv": str(truth).lower(),
    }
    assert wanted[name] in text.replace(": ", ":")


def graph(content: bytes, name: str) -> Graph:
    """The triples of a graph result, read by rdflib."""
    if name in {"trig", "nquads"}:
        dataset = Dataset(default_union=True)
        dataset.parse(data=content, format=PARSERS[name])
        merged = Graph()
        for s, p, o, _ in dataset.quads((None, None, None, None)):
            merged.add((s, p, o))
        return merged
    return Graph().parse(data=content, format=PARSERS[name])


@pytest.mark.parametrize("name", list(GRAPHS))
def test_construct_in_every_format(client: httpx.Client, name: str) -> None:
    wanted = graph("".join([*(f"<urn:s:{n}> <urn:p> {t} .\n" for n, t in TERMS.items()), *("[] <urn:q> <urn:r> .\n" for _ in TERMS)]).encode(), "turtle")
    found = graph(ask(client, CONSTRUCT, GRAPHS[name]).content, name)
    assert isomorphic(found, wanted)


@pytest.mark.parametrize("name", list(GRAPHS))
def test_describe_in_every_format(client: httpx.Client, name: str) -> None:
    query = "DESCRIBE <https://w3id.org/urbansec/id/city/essen>"
    found = graph(ask(client, query, GRAPHS[name]).content, name)
    assert len(found) > 10
    assert isomorphic(found, graph(ask(client, query, GRAPHS["ntriples"]).content, "ntriples"))


def test_a_graph_result_repeats_no_triple(client: httpx.Client) -> None:
    lines = ask(client, "CONSTRUCT { <urn:s> <urn:p> 1 } { ?s ?p ?o }", GRAPHS["ntriples"]).text.splitlines()
    assert len(lines) == 1


def test_turtle_uses_the_prefixes_of_the_query(client: httpx.Client) -> None:
    text = ask(client, "PREFIX kite: <urn:s:> CONSTRUCT { kite:a kite:b kite:c } {}", GRAPHS["turtle"]).text
    assert "kite:a kite:b kite:c" in text


@pytest.mark.parametrize(
    ("query", "offered", "other"),
    [
        ("SELECT ?x { VALUES ?x { 1 } }", TABLES, GRAPHS),
        ("ASK {}", TABLES, GRAPHS),
        ("CONSTRUCT { <urn:s> <urn:p> 1 } {}", GRAPHS, TABLES),
        ("DESCRIBE <https://w3id.org/urbansec/id/city/essen>", GRAPHS, TABLES),
    ],
    ids=["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"],
)
@pytest.mark.parametrize(
    "spell", [lambda n, _: n, lambda n, _: SUFFIXES[n], lambda _, t: t, lambda n, _: n.upper()], ids=["name", "suffix", "type", "upper case"]
)
def test_format_parameter(client: httpx.Client, query: str, offered: dict[str, str], other: dict[str, str], spell: Callable[[str, str], str]) -> None:
    for name, media_type in offered.items():
        answer = client.get("/sparql", params={"query": query, "format": spell(name, media_type)}, headers={"Accept": "image/png"})
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.content == ask(client, query, media_type).content
    for name, media_type in other.items():
        answer = client.get("/sparql", params={"query": query, "format": spell(name, media_type)})
        assert answer.status_code == 406
        assert all(name in answer.json()["detail"] for name in offered)


def test_unknown_format_parameter_lists_what_there_is(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "format": "xlsx"})
    assert answer.status_code == 406
    assert all(name in answer.json()["detail"] for name in ("xlsx", *TABLES))


@pytest.mark.parametrize(
    ("name", "wanted"), [*(("SELECT ?x {}", m) for m in TABLES.values()), *(("CONSTRUCT { <urn:s> <urn:p> 1 } {}", m) for m in GRAPHS.values())]
)
def test_only_text_formats_that_define_a_charset_carry_one(client: httpx.Client, name: str, wanted: str) -> None:
    content_type = ask(client, name, wanted).headers["content-type"]
    assert ("charset=utf-8" in content_type) is (wanted in {"text/csv", "text/tab-separated-values", "text/turtle", "application/trig"})

"""Choosing a representation: the function by a table, then the same over the wire."""

from dataclasses import dataclass

import httpx
import pytest

from urbansec.api.negotiation import MAX_RANGES, MediaRange, choose, parse_accept


@dataclass(frozen=True)
class Thing:
    """Something that can be offered."""

    media_type: str
    aliases: tuple[str, ...] = ()


TURTLE = Thing("text/turtle", ("application/x-turtle",))
JSONLD = Thing("application/ld+json", ("application/json",))
XML = Thing("application/rdf+xml", ("application/xml", "text/xml"))
HTML = Thing("text/html", ("application/xhtml+xml",))
OFFERS = (TURTLE, JSONLD, XML, HTML)

MATRIX = [
    # Everything is fine without a wish, and the first offer is the preferred one.
    (None, TURTLE, "text/turtle"),
    ("", TURTLE, "text/turtle"),
    ("   ", TURTLE, "text/turtle"),
    ("*/*", TURTLE, "text/turtle"),
    ("*/*;q=0.001", TURTLE, "text/turtle"),
    ("text/*", TURTLE, "text/turtle"),
    ("application/*", JSONLD, "application/ld+json"),
    # Exact types, in any letter case, with space or parameters.
    ("text/html", HTML, "text/html"),
    ("TEXT/HTML", HTML, "text/html"),
    (" text/html ; q=1.0 ", HTML, "text/html"),
    ("text/turtle;charset=utf-8", TURTLE, "text/turtle"),
    ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"', JSONLD, "application/ld+json"),
    # Aliases are answered under the name that was asked for.
    ("application/json", JSONLD, "application/json"),
    ("text/xml", XML, "text/xml"),
    ("application/x-turtle", TURTLE, "application/x-turtle"),
    ("application/json;q=0.9, application/ld+json;q=0.1", JSONLD, "application/json"),
    ("application/ld+json, application/json", JSONLD, "application/ld+json"),
    # Quality decides, then the order of offers, never the order in the header.
    ("text/html;q=0.5, application/rdf+xml;q=0.8", XML, "application/rdf+xml"),
    ("application/rdf+xml;q=0.8, text/html;q=0.5", XML, "application/rdf+xml"),
    ("text/html, text/turtle", TURTLE, "text/turtle"),
    ("text/html;q=0.9, */*;q=0.1", HTML, "text/html"),
    ("text/html;Q=0.2, application/rdf+xml;q=0.3", XML, "application/rdf+xml"),
    ("image/png, */*;q=0.1", TURTLE, "text/turtle"),
    # The more specific range decides for its types, even against a higher quality.
    ("text/*;q=0.3, text/html;q=0.7, */*;q=0.5", HTML, "text/html"),
    ("text/turtle;q=0.1, */*", JSONLD, "application/ld+json"),
    ("text/*;q=0.1, application/rdf+xml;q=0.05, */*;q=0.01", TURTLE, "text/turtle"),
    # q=0 forbids.
    ("text/turtle;q=0, */*", JSONLD, "application/ld+json"),
    ("text/*;q=0, */*", JSONLD, "application/ld+json"),
    ("text/turtle;q=0, text/html", HTML, "text/html"),
    ("application/*;q=0, text/turtle;q=0, */*;q=0.1", HTML, "text/html"),
    # A browser.
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", HTML, "text/html"),
    # rdflib and others.
    ("application/rdf+xml;q=0.9, text/turtle;q=1, application/xhtml+xml;q=0.5", TURTLE, "text/turtle"),
    # Elements that are no media range are passed over.
    ("nonsense, text/html", HTML, "text/html"),
    ("*/html, text/html;q=0.1", HTML, "text/html"),
    (",,, text/html ,", HTML, "text/html"),
    ("text/html;q=2", HTML, "text/html"),
]
NOTHING = [
    "image/png",
    "*/*;q=0",
    "text/turtle;q=0",
    "text/*;q=0",
    "nonsense",
    "image/*, audio/*;q=0.3",
    "text/html;q=0.0",
    "text/html;q=-1",
    "text/html;q=abc",
    "*/html",
    "text/",
    "/html",
    ";q=1",
]


@pytest.mark.parametrize(("accept", "offer", "media_type"), MATRIX, ids=[str(row[0]) for row in MATRIX])
def test_choice(accept: str | None, offer: Thing, media_type: str) -> None:
    assert choose(accept, OFFERS) == (offer, media_type)


@pytest.mark.parametrize("accept", NOTHING)
def test_nothing_is_acceptable(accept: str) -> None:
    assert choose(accept, OFFERS) is None


def test_an_alias_forbidden_does_not_forbid_the_type() -> None:
    assert choose("application/json;q=0, application/ld+json", OFFERS) == (JSONLD, "application/ld+json")


def test_a_header_without_end_is_read_to_some_point() -> None:
    assert len(parse_accept(", ".join(["image/png"] * 10_000))) == MAX_RANGES


def test_parameters_make_a_range_more_specific() -> None:
    exact, plain, family, everything = parse_accept("text/html;level=1, text/html, text/*, */*")
    assert exact.specificity > plain.specificity > family.specificity > everything.specificity
    assert plain == MediaRange("text", "html", 1.0, has_parameters=False)


WIRE = [
    ("ASK {}", None, "application/sparql-results+json"),
    ("ASK {}", "*/*", "application/sparql-results+json"),
    ("ASK {}", "application/json", "application/json"),
    ("ASK {}", "application/xml", "application/xml"),
    ("ASK {}", "text/xml", "text/xml; charset=utf-8"),
    ("ASK {}", "text/*", "text/csv; charset=utf-8"),
    ("ASK {}", "application/sparql-results+json;q=0, */*;q=0.5", "application/sparql-results+xml"),
    ("ASK {}", "text/csv;q=0.4, text/tab-separated-values;q=0.5", "text/tab-separated-values; charset=utf-8"),
    ("CONSTRUCT {} {}", None, "text/turtle; charset=utf-8"),
    ("CONSTRUCT {} {}", "application/json", "application/json"),
    ("CONSTRUCT {} {}", "text/plain", "text/plain; charset=utf-8"),
    ("CONSTRUCT {} {}", "application/sparql-results+json, application/rdf+xml;q=0.1", "application/rdf+xml"),
    ("DESCRIBE <urn:x>", "application/n-quads, text/turtle;q=0.9", "application/n-quads"),
]


@pytest.mark.parametrize(("query", "accept", "content_type"), WIRE)
def test_over_the_wire(client: httpx.Client, query: str, accept: str | None, content_type: str) -> None:
    request = client.build_request("GET", "/sparql", params={"query": query})
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    answer = client.send(request)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    ("query", "accept", "available"),
    [
        ("ASK {}", "text/turtle", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"]),
        (
            "SELECT * {}",
            "application/rdf+xml, image/*",
            ["application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"],
        ),
        (
            "CONSTRUCT {} {}",
            "text/csv, image/png;q=0.3",
            ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "application/trig", "application/n-quads"],
        ),
    ],
)
def test_406_lists_what_there_is(client: httpx.Client, query: str, accept: str, available: list[str]) -> None:
    headers = {"Accept": f"{accept}, application/problem+json;q=0.1"}
    by_post = client.post("/sparql", data={"query": query}, headers=headers)
    assert by_post.status_code == 406
    assert by_post.json()["available"] == available
    assert all(media_type in by_post.json()["detail"] for media_type in available)
    assert "accept" in by_post.headers["vary"].lower()


def test_a_browser_that_follows_a_link_to_a_result_sees_a_page(client: httpx.Client) -> None:
    accept = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    answer = client.get("/sparql", params={"query": "ASK { <urn:a&b> ?p '+' }"}, headers=accept)
    assert answer.status_code == 303
    assert "accept" in answer.headers["vary"].lower()
    page = client.get(answer.headers["location"], headers=accept)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "ASK { &lt;urn:a&amp;b&gt; ?p &#39;+&#39; }" in page.text
    assert "<strong>No</strong>" in page.text


def test_an_accept_header_in_two_lines_is_one(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers=[("Accept", "image/png"), ("Accept", "text/csv")])
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")


def test_406_comes_before_any_work(client: httpx.Client) -> None:
    product = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(6))
    answer = client.get("/sparql", params={"query": f"SELECT (COUNT(*) AS ?n) {{ {product} }}"}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.elapsed.total_seconds() < 5


def test_a_query_whose_answer_could_not_be_sent_is_not_even_read(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "nonsense"}, headers={"Accept": "application/problem+json"})
    assert answer.status_code == 406
    assert len(answer.json()["available"]) == 10


def test_a_page_may_be_liked_better_for_one_kind_of_result_only(client: httpx.Client) -> None:
    accept = {"Accept": "text/html;q=0.5, text/turtle"}
    assert client.get("/sparql", params={"query": "SELECT * {}"}, headers=accept).status_code == 303
    assert client.get("/sparql", params={"query": "CONSTRUCT {} {}"}, headers=accept).headers["content-type"] == "text/turtle; charset=utf-8"
    assert client.get("/sparql", params={"query": "nonsense"}, headers=accept).status_code == 400


def test_a_very_long_accept_header_is_read_too(client: httpx.Client) -> None:
    accept = ", ".join([*(f"image/x-{number};q=0.{number}" for number in range(100)), "text/csv"])
    assert client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": accept}).headers["content-type"] == "text/csv; charset=utf-8"

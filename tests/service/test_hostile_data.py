"""Whatever a label in the data holds stays text on every page."""

import html
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from tests.running import listening
from tests.service.crawl import Page
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import ID, URB
from urbansec.pages.render import local_address
from urbansec.queries import Catalogue
from urbansec.settings import Settings

CITY = f"{ID}city/hostile"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TEXTS = [
    "<script>alert(1)</script>",
    "</dd></dl></main><script src=//evil.example/x.js></script>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202etxet desrever\u202c",
    "&lt;b&gt; &amp;amp;",
    "<!-- --><![CDATA[ ]]><style>*{display:none}</style>",
    "line\nbreak\ttab\u2028separator",
    "🏳️‍🌈 é 北京 עברית",
    'http://evil.example/"><script>alert(2)</script>',
    "x" * 5_000,
]
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "http://evil.example/'-alert(1)-'",
    "file:///etc/passwd",
]
IRIS = [address.replace("<", "%3C").replace(">", "%3E") for address in ADDRESSES]


@pytest.fixture(scope="module")
def hostile(assets: Assets, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client for the service on the shipped data and one hostile city beside them."""
    folder = shutil.copytree(assets.data, tmp_path_factory.mktemp("hostile") / "data")
    city = ox.NamedNode(CITY)
    triples = [ox.Triple(city, ox.NamedNode(f"{SKOS}altLabel"), ox.Literal(text, language="en")) for text in TEXTS]
    triples += [ox.Triple(city, ox.NamedNode(f"{SKOS}prefLabel"), ox.Literal(TEXTS[0], language="en"))]
    triples += [ox.Triple(city, ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#seeAlso"), ox.NamedNode(iri)) for iri in IRIS]
    triples += [ox.Triple(city, ox.NamedNode(f"{URB}{name}"), ox.Literal(TEXTS[0])) for name in ("geonames", "unheard-of")]
    triples += [ox.Triple(city, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), ox.NamedNode(f"{URB}City"))]
    triples += [ox.Triple(city, ox.NamedNode("javascript:alert(3)"), ox.Literal("x"))]
    (Path(folder) / "hostile.nt").write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")
    engine = EmbeddedEngine(load_shipped(assets, data=[folder]))
    with listening(create_app(Settings(), engine, catalogue, assets)) as url, httpx.Client(base_url=url, headers={"Accept": "text/html"}) as client:
        yield client


def harmless(answer: httpx.Response) -> Page:
    """The page, which runs nothing and leads nowhere dangerous."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.text
    page = Page(answer.text)
    # Pictures are the project's own diagrams; what they load is checked with the rest below.
    pictures = [attributes["src"] for tag, attributes in page.elements if tag == "img"]
    assert all(source is not None and "/ontology/diagrams/" in source for source in pictures), pictures
    assert {tag for tag, _ in page.elements} & {"script", "style", "iframe", "object", "b"} == set()
    assert [name for _, attributes in page.elements for name in attributes if name.startswith("on") or name in {"style", "autofocus", "srcdoc"}] == []
    schemes = {urlsplit(urljoin(str(answer.url), link)).scheme for link in page.links}
    assert schemes <= {"http", "https"}
    assert {urlsplit(urljoin(str(answer.url), link)).netloc for link in page.loaded} == {answer.url.netloc.decode()}
    return page


def test_a_resource_page_shows_it_as_text(hostile: httpx.Client) -> None:
    answer = hostile.get("/doc/city/hostile")
    harmless(answer)
    for text in TEXTS:
        # Jinja writes &#34; for a quotation mark and &#39; for an apostrophe.
        assert html.escape(text).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in answer.text
    for iri in IRIS:
        assert iri in html.unescape(answer.text)


@pytest.mark.parametrize("path", ["/", "/queries/places", "/queries/members-of-forum", "/queries/evidence-for?resource=id:city/hostile", "/ontology"])
def test_other_pages_of_the_same_data(hostile: httpx.Client, path: str) -> None:
    harmless(hostile.get(path))


def test_result_tables_show_it_as_text(hostile: httpx.Client) -> None:
    query = (
        f"SELECT ?label ?labelLabel ?see {{ <{CITY}> <{SKOS}altLabel> ?labelLabel ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> ?see BIND(?see AS ?label) }}"
    )
    answer = hostile.get("/editor", params={"query": query})
    harmless(answer)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    graph = hostile.get("/editor", params={"query": f"DESCRIBE <{CITY}>"})
    harmless(graph)
    assert "&lt;img src=x onerror=alert(1)&gt;" in graph.text


def test_what_a_visitor_types_is_shown_as_text(hostile: httpx.Client) -> None:
    for text in [*TEXTS[:6], *ADDRESSES]:
        for answer in (
            hostile.get("/editor", params={"query": f"{text}</textarea>"}),
            hostile.get("/queries/members-of-forum", params={"forum": text, "on": text}),
            hostile.get("/queries/members-of-forum", params={text: text}),
            hostile.get(f"/queries/{httpx.URL(path='/x').copy_with(path='/' + text.replace('/', '')).raw_path.decode()[1:]}"),
            hostile.get("/nowhere", params={"x": text}),
        ):
            harmless(answer)


def test_problem_documents_are_no_pages(hostile: httpx.Client) -> None:
    answer = hostile.get("/sparql", params={"query": "<script>alert(1)</script>"}, headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        (f"{ID}city/essen", "/kg/id/city/essen"),
        (f'{ID}city/a b"c', "/kg/id/city/a%20b%22c"),
        (f"{URB}City", "/kg/ontology#City"),
        ("https://w3id.org/urbansec/graph/data/cities/de.ttl", "/kg/graph/data/cities/de.ttl"),
        ("https://example.org/x", "https://example.org/x"),
        ("HTTP://example.org/x", "HTTP://example.org/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:isbn:1", ""),
        ("//example.org/", ""),
        ("", ""),
    ],
)
def test_local_addresses(iri: str, address: str) -> None:
    assert local_address(iri, "/kg") == address


@pytest.mark.parametrize("iri", ["https://w3id.org/urbansec//evil.example/x", f"{ID}/evil.example/x"])
def test_no_iri_of_ours_leads_to_another_host(iri: str) -> None:
    assert urlsplit(urljoin("http://here.example/page", local_address(iri))).netloc == "here.example"

"""Whatever the data hold is text on pages and in JSON: it runs nothing, leads nowhere bad, breaks no format."""

import html
import json
import re
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import browser
from tests.running import listening
from tests.service.crawl import Page
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset.snapshot import load_files
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import ID, PREFIXES, URB
from urbansec.queries import Catalogue
from urbansec.settings import Settings

__all__ = ["browser"]
SYNTAX = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML, "nt": ox.RdfFormat.N_TRIPLES}
LABELS = {
    "script": "</script><script>document.title = 'taken'</script>",
    "comment": "<!-- <script> ]]> -->",
    "image": "<img src=x onerror=\"document.title='taken'\">",
    "attribute": "\" onmouseover=\"document.title='taken'\" x='",
    "template": "{{ 7 * 7 }} {% raw %} ${7*7}",
    "rtl": "\u202eytic\u202c \u2067abc \u2028 line",
    "long": "Stadt " * 1_700,
    "spaces": " \t lines\r\nand\rmore\n",
}
DATA = f"""
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
{"".join(f"<{ID}city/{name}> a urb:City ; skos:prefLabel {json.dumps(label)}@en ; rdfs:label {json.dumps(label)}@en ; urb:country <{ID}country/hostile> ." for name, label in LABELS.items())}
<{ID}country/hostile> a skos:Concept ; skos:prefLabel {json.dumps(LABELS["script"])}@en ; rdfs:label {json.dumps(LABELS["script"])}@de .
<{ID}city/links> a urb:City ; skos:prefLabel "Links"@en ; foaf:homepage <javascript:alert(1)>, <JavaScript:alert(2)>, <data:text/html,x>, <geo:51,7>, <id:x>, <type:y>,
  <vbscript:x> ; urb:evidence [ urb:source <{ID}source/bad> ; urb:locator "<b>" ; urb:deeper [ urb:deeper [ rdfs:label "deep" ] ] ] ;
  <http://www.opengis.net/ont/geosparql#sfWithin> <geo:1,2> ; urb:list ( "a" "b" <{ID}country/hostile> ) .
<{ID}source/bad> a urb:Source ; dcterms:title {json.dumps(LABELS["attribute"])}@en .
<{ID}city/control> a urb:City ; skos:prefLabel "\\u0001\\u0008\\uFFFE"@en .
<{ID}city/number> a urb:City ; urb:population 5, "05"^^<http://www.w3.org/2001/XMLSchema#integer>, 1.50, "x"^^<{ID}type> ; <https://w3id.org/urbansec/ontology#123> true .
<{ID}source/a.ttl> a urb:Source ; dcterms:title "a.ttl"@en .
<{ID}city/k%C3%B6ln> a urb:City ; skos:prefLabel "escaped"@en .
<{ID}city/m%C3%BCnchen> a urb:City ; skos:prefLabel "only escaped"@en .
<{ID}city/köln> a urb:City ; skos:prefLabel "not escaped"@en .
<{ID}city/question?x=1#y> a urb:City ; skos:prefLabel "signs"@en .
<{ID}city/loop> a urb:City ; urb:list _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ; urb:list _:m . _:m urb:list _:l .
"""
THINGS = [*(f"city/{name}" for name in (*LABELS, "links", "loop")), "country/hostile", "source/bad"]


@pytest.fixture(scope="module")
def url(assets: Assets, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service on these data."""
    file = tmp_path_factory.mktemp("hostile") / "data.ttl"
    nodes = range(30)
    web = (
        "".join(f"_:w{a} <{URB}locator> {a} ; <{URB}list> {', '.join(f'_:w{b}' for b in nodes if a != b)} . " for a in nodes)
        + f"<{ID}city/web> a <{URB}City> ; <{URB}list> _:w0 ."
    )
    file.write_text(f"{DATA}<{ID}city/many> a <{URB}City> ; <{URB}list> ( {' '.join(map(str, range(1_000)))} ) . {web}", "utf-8")
    with listening(create_app(Settings(), EmbeddedEngine(load_files([file], union=True)), catalogue, assets)) as address:
        yield address


def is_module(attributes: dict[str, str | None]) -> bool:
    """Whether a script element loads a module that was built for the pages, and holds nothing itself."""
    return attributes.keys() == {"type", "src"} and attributes["type"] == "module" and str(attributes["src"]).startswith("/static/built/")


def canonical(content: bytes, syntax: ox.RdfFormat) -> ox.Dataset:
    """The graph of a document, in which equal graphs are equal."""
    found = ox.Dataset(ox.parse(content, format=syntax))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


@pytest.mark.parametrize("thing", [*THINGS, "city/number"])
def test_all_formats_hold_the_same(url: str, thing: str) -> None:
    suffixes = [suffix for suffix in SYNTAX if (thing, suffix) != ("city/number", "rdf")]
    graphs = [canonical(httpx.get(f"{url}/doc/{thing}.{suffix}").content, SYNTAX[suffix]) for suffix in suffixes]
    assert len(graphs[0]) > 1
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize("name", sorted(LABELS))
def test_readers_of_xml_and_json_get_every_letter(url: str, name: str) -> None:
    read = ET.fromstring(httpx.get(f"{url}/doc/city/{name}.rdf").content)  # noqa: S314 - the service's own answer
    assert LABELS[name] in {element.text for element in read.iter(f"{{{PREFIXES['skos']}}}prefLabel")}
    assert httpx.get(f"{url}/doc/city/{name}.jsonld").json()["prefLabel"] == {"en": LABELS[name]}


@pytest.mark.parametrize(("thing", "reason"), [("city/control", "a value"), ("city/number", "a property")])
def test_what_xml_cannot_hold_is_refused_there_and_nowhere_else(url: str, thing: str, reason: str) -> None:
    refused = httpx.get(f"{url}/doc/{thing}.rdf")
    assert refused.status_code == 406, reason
    assert "text/turtle" in refused.json()["detail"]
    assert {httpx.get(f"{url}/doc/{thing}.{suffix}").status_code for suffix in ("ttl", "jsonld", "nt", "html")} == {200}


@pytest.mark.parametrize("thing", THINGS)
def test_a_page_shows_text_and_runs_nothing(url: str, thing: str) -> None:
    answer = httpx.get(f"{url}/doc/{thing}.html")
    page = Page(answer.text)
    scripts = [attributes for tag, attributes in page.elements if tag == "script" and not is_module(attributes)]
    assert scripts == [{"type": "application/ld+json"}]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert not [tag for tag, _ in page.elements if tag in {"img", "svg", "b", "iframe"}]
    schemes = {urlsplit(link).scheme for link in page.links}
    assert schemes <= {"", "http", "https"}
    found = json.loads(re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.DOTALL)[0])
    assert found["@id"] == f"{ID}{thing}"
    label = LABELS.get(thing.removeprefix("city/"))
    if label:
        assert found["name"] == {"@language": "en", "@value": label}
        # A browser reads \r\n and \r as \n.
        assert label.replace("\r\n", "\n").replace("\r", "\n") in html.unescape(answer.text).replace("\r\n", "\n").replace("\r", "\n")
        assert "<bdi>" in answer.text


@pytest.mark.parametrize("name", ["script", "attribute"])
def test_labels_are_text_in_search_and_problems(url: str, name: str) -> None:
    text = LABELS[name]
    hits = httpx.get(f"{url}/search", params={"q": text}).json()["hits"]
    assert text in {hit["label"] for hit in hits}
    for address in (f"/search?q={quote(text)}", f"/id/{quote(text)}", f"/queries?q={quote(text)}"):
        page = Page(httpx.get(f"{url}{address}", headers={"Accept": "text/html"}).text)
        assert not [tag for tag, _ in page.elements if tag in {"script", "img"}]
        assert not [key for _, attributes in page.elements for key in attributes if key.startswith("on")]


@pytest.mark.parametrize(
    ("sent", "label"),
    [
        ("/id/city/k%25C3%25B6ln", "escaped"),
        ("/id/city/k%C3%B6ln", "not escaped"),
        ("/id/city/m%C3%BCnchen", "only escaped"),
        ("/id/source/a.ttl", "a.ttl"),
        ("/id/city/question%3Fx=1%23y", "signs"),
    ],
)
def test_every_iri_is_followed_however_it_is_written(url: str, sent: str, label: str) -> None:
    redirect = httpx.get(f"{url}{sent}")
    assert redirect.status_code == 303
    answer = httpx.get(f"{url}{redirect.headers['location']}", headers={"Accept": "application/n-triples"})
    assert f'"{label}"@en' in answer.text
    page = httpx.get(f"{url}{redirect.headers['location']}", headers={"Accept": "text/html"})
    alternates = [urlsplit(link).path for link in Page(page.text).links if link.endswith((".nt", ".ttl")) and "/doc/" in link]
    assert [httpx.get(f"{url}{link}").status_code for link in dict.fromkeys(alternates)] == [200, 200]


def test_blank_nodes_are_described_to_the_end(url: str) -> None:
    deep = httpx.get(f"{url}/doc/city/links.nt").text
    assert '"deep"' in deep
    assert '"<b>"' in deep
    assert {'"a"', '"b"'} <= {line.split(" ", 2)[2].removesuffix(" .") for line in deep.splitlines()}
    page = httpx.get(f"{url}/doc/city/links.html").text
    assert html.escape(LABELS["attribute"], quote=False).split("=")[0] in html.unescape(page).replace("<", "&lt;").replace(">", "&gt;")


def test_a_long_list_is_written_whole_and_not_nested_without_end(url: str) -> None:
    graphs = [canonical(httpx.get(f"{url}/doc/city/many.{suffix}").content, syntax) for suffix, syntax in SYNTAX.items() if suffix != "rdf"]
    assert len(graphs[0]) > 2_000
    assert all(graph == graphs[0] for graph in graphs)


def test_a_web_of_blank_nodes_is_read_in_time(url: str) -> None:
    answer = httpx.get(f"{url}/doc/city/web.nt")
    assert answer.text.count(f"<{URB}list>") == 30 * 29 + 1
    assert answer.elapsed.total_seconds() < 5


def test_a_header_cannot_be_broken_by_an_iri(url: str) -> None:
    connection = HTTPConnection(url.removeprefix("http://"))
    connection.request("GET", "/doc/city/k%C3%B6ln", headers={"Accept": "text/turtle"})
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.getheader("Content-Location") == "/doc/city/k%C3%B6ln.ttl"
    assert f'<{ID}city/k%C3%B6ln>; rel="describes"' in (answer.getheader("Link") or "")
    connection.close()


@pytest.mark.parametrize("thing", ["city/script", "city/image", "city/attribute", "city/links"])
def test_a_browser_runs_nothing_and_complains_of_nothing(url: str, thing: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script("document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))")
    page.goto(f"{url}/doc/{thing}.html")
    assert page.title().endswith("urbansec")
    assert page.locator("script:not([src])").count() == 1
    assert said == []
    context.close()

"""What belongs to the ontology's page: diagrams, modules by themselves, versions, deprecated terms, data without an ontology."""

import hashlib
import shutil
from base64 import b64encode
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from urbansec.assets import Assets, find_assets
from urbansec.dataset import load_files, load_shipped
from urbansec.engine import EmbeddedEngine

from .browsing import BASE, HTML, KINDS, MODULES, ONTOLOGY, ROOT, URB, Browser, app_on, by_id, links, shipped, shipped_page, tree, words

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(name="http")
def http_fixture() -> Browser:
    return shipped()


@pytest.fixture(name="page")
def page_fixture() -> ET.Element:
    return shipped_page()


@pytest.mark.parametrize("name", MODULES)
def test_every_module_has_a_diagram(name: str, http: Browser, page: ET.Element) -> None:
    address = f"/ontology/diagrams/{name}.svg"
    images = [element for element in page.iter("img") if element.get("src") == address]
    assert len(images) == 1
    assert len(images[0].get("alt", "")) > 20
    response = http.get(address)
    assert response.headers["content-type"] == "image/svg+xml"
    svg = ET.fromstring(response.text)  # noqa: S314 - made by the service under test
    assert (svg.get("width"), svg.get("height")) == (images[0].get("width"), images[0].get("height"))
    said = {words(element) for element in svg.iter(f"{SVG}text")}
    own = Graph().parse(ROOT / "ontology" / "modules" / f"{name}.ttl", format="turtle")
    declared = {str(term).removeprefix(URB) for kind in KINDS for term in own.subjects(RDF.type, kind) if str(term).startswith(URB)}
    assert declared - said == set()
    assert all(words(element) for tag in ("title", "desc") for element in svg.iter(f"{SVG}{tag}"))
    assert http.get(address).text == response.text


def test_a_diagram_opened_by_itself_may_use_its_style_and_nothing_else(http: Browser, page: ET.Element) -> None:
    response = http.get("/ontology/diagrams/agents.svg")
    svg = ET.fromstring(response.text)  # noqa: S314 - made by the service under test
    (style,) = svg.iter(f"{SVG}style")
    digest = b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response.headers["content-security-policy"]
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "prefers-color-scheme:dark" in (style.text or "")
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {"svg", "title", "desc", "style", "rect", "path", "g", "text", "a"}
    places = {element.get("href", "") for element in svg.iter(f"{SVG}a")}
    assert places <= {f"../../ontology#{name}" for name in by_id(page)}


def test_the_words_beside_a_diagram_say_what_it_shows(page: ET.Element) -> None:
    figures = {str(next(figure.iter("img")).get("src")): words(figure) for figure in page.iter("figure")}
    agents = figures["/ontology/diagrams/agents.svg"]
    for sentence in ("City is a kind of TerritorialAuthority.", "Body has seat: TerritorialAuthority.", "NationalForum is a kind of Forum."):
        assert sentence in agents
    assert "memberships builds on evidence." in figures["/ontology/diagrams/urbansec.svg"]


@pytest.mark.parametrize("name", sorted(set(MODULES) - {"urbansec"}))
def test_a_module_can_be_had_alone(name: str, http: Browser) -> None:
    turtle = http.get(f"/ontology/{name}", {"Accept": "text/turtle"})
    assert turtle.status_code == 200
    found = Graph().parse(data=turtle.text, format="turtle")
    own = Graph().parse(ROOT / "ontology" / "modules" / f"{name}.ttl", format="turtle")
    assert set(found) == set(own)
    seen = http.get(f"/ontology/{name}", HTML)
    assert (seen.status_code, seen.headers["location"]) == (303, f"/ontology#module-{name}")


def test_versions_lead_to_the_ontology(http: Browser) -> None:
    iris = {str(iri) for prop in (OWL.versionIRI, OWL.priorVersion) for iri in ONTOLOGY.objects(None, prop)}
    assert len(iris) > len(MODULES)
    for iri in iris:
        response = http.get(f"/{iri.removeprefix(BASE)}", HTML)
        assert (response.status_code, response.headers.get("location")) == (303, "/ontology"), iri


@pytest.mark.parametrize("path", ["/ontology/nowhere", "/ontology/9.9.9", "/ontology/a%20b%22%3E", "/ontology/diagrams/nowhere.svg", "/ontology.docx"])
def test_what_is_not_there_is_not_found(path: str, http: Browser) -> None:
    response = http.get(path)
    assert (response.status_code, response.headers["content-type"]) == (404, "application/problem+json")


DEPRECATED = """
urb:Town
  a owl:Class ;
  dcterms:isReplacedBy urb:City ;
  owl:deprecated true ;
  rdfs:isDefinedBy <https://w3id.org/urbansec/ontology> ;
  rdfs:label "town <b>"@en ;
  rdfs:seeAlso <https://example.org/towns> ;
  skos:changeNote "1.2.0: Towns and cities are one class now."@en ;
  skos:definition "Municipality below a certain size."@en .
"""


def test_deprecation_is_shown_and_odd_texts_stay_texts(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "ontology", tmp_path / "ontology")
    shutil.copytree(ROOT / "queries", tmp_path / "queries")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "one.ttl").write_text(f"<{BASE}id/city/essen> a <{URB}City> .")
    agents = tmp_path / "ontology" / "modules" / "agents.ttl"
    agents.write_text(agents.read_text(encoding="utf-8") + DEPRECATED, encoding="utf-8")
    assets = Assets(tmp_path)
    browser = Browser(app_on(assets, EmbeddedEngine(load_shipped(assets))))
    entry = by_id(tree(browser.get("/ontology", HTML).text))["Town"]
    said = words(entry)
    assert "Deprecated: do not use it any more." in said
    assert "1.2.0: Towns and cities are one class now." in said
    assert "Use City instead." in said
    assert "town <b>" in said
    assert {"#City", "https://example.org/towns"} <= links(entry)


def test_data_without_an_ontology_have_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "other.ttl").write_text("<https://example.org/a> <https://example.org/b> 1 .")
    browser = Browser(app_on(find_assets(ROOT), EmbeddedEngine(load_files([tmp_path / "other.ttl"]))))
    assert "no ontology of their own" in words(tree(browser.get("/ontology", HTML).text))
    assert browser.get("/ontology/diagrams/agents.svg").status_code == 404

"""The ontology as a page: every term is there, the HTML is sound, links lead somewhere, nothing runs in the browser."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import html5rdf  # type: ignore[import-untyped]
import pytest
from rdflib import Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from .browsing import BASE, HTML, MODULES, ONTOLOGY, TERMS, URB, Browser, by_id, links, parsed, shipped, shipped_page, tree, words

LANGUAGES = {"de", "en", "fr"}


@pytest.fixture(name="http")
def http_fixture() -> Browser:
    return shipped()


@pytest.fixture(name="page")
def page_fixture() -> ET.Element:
    return shipped_page()


def test_strict_parsing_can_fail() -> None:
    with pytest.raises(html5rdf.html5parser.ParseError):
        tree("<!doctype html><title>x</title><p><table><div></table>")


def test_identifiers_are_unique_and_headings_in_order(page: ET.Element) -> None:
    found = [element.get("id") for element in page.iter() if element.get("id")]
    assert sorted(found, key=str) == sorted(set(found), key=str)
    levels = [int(element.tag[1]) for element in page.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []


def test_every_declared_term_has_an_entry_with_its_anchor(page: ET.Element) -> None:
    entries = {element.get("id"): element for element in page.iter("article")}
    assert len(TERMS) > 100
    assert sorted(entries, key=str) == sorted(term.removeprefix(URB) for term in TERMS)
    assert [name for name, entry in entries.items() if f"{URB}{name}" not in words(entry)] == []


@pytest.mark.parametrize("prop", [RDFS.label, SKOS.definition], ids=["label", "definition"])
def test_labels_and_definitions_stand_there_in_three_languages(prop: URIRef, page: ET.Element) -> None:
    anchors = by_id(page)
    missing = []
    for term in TERMS:
        entry = anchors[term.removeprefix(URB)]
        shown = {(element.get("lang", "en"), words(element)) for element in entry.iter() if str(element.tag) in ("p", "span")}
        texts = {(value.language, str(value)) for value in ONTOLOGY.objects(URIRef(term), prop) if isinstance(value, Literal)}
        missing += [f"{term}: {language}" for language in LANGUAGES - {language for language, _ in texts}]
        missing += [f"{term}: {value}" for language, value in texts if not any(tag == language and value in said for tag, said in shown)]
    assert missing == []


def test_an_entry_tells_axioms_alignments_and_use(page: ET.Element) -> None:
    anchors = by_id(page)
    city, forum, since = (words(anchors[name]) for name in ("City", "forum", "since"))
    for part in ("TerritorialAuthority", "schema:City", "population", "locatedIn", "instances", "seat"):
        assert part in city, part
    for part in ("Object property", "Membership (", "ReportedCount ("):
        assert part in forum, part
    assert "#Forum" in links(anchors["forum"])
    for part in ("partial date", "sinceEarliest", "sinceLatest", "2015"):
        assert part in since, part
    assert "standings" in words(anchors["standing"])


def test_every_axiom_and_alignment_is_shown(page: ET.Element) -> None:
    anchors, aligned = by_id(page), parsed("alignments")
    missing = []
    for graph in (ONTOLOGY, aligned):
        for prop in (RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.disjointWith):
            for term, value in graph.subject_objects(prop):
                targets = links(anchors[str(term).removeprefix(URB)]) if str(term) in TERMS else {str(value)}
                if str(value) not in targets and f"#{str(value).removeprefix(URB)}" not in targets:
                    missing.append(f"{term} {prop} {value}")
    assert missing == []


def test_the_header_tells_version_licence_and_how_to_cite(page: ET.Element) -> None:
    header, said = URIRef(f"{BASE}ontology"), words(page)
    for prop in (OWL.versionInfo, OWL.versionIRI, OWL.priorVersion):
        assert str(ONTOLOGY.value(header, prop)) in said
    assert "https://creativecommons.org/licenses/by/4.0/" in links(page)
    assert "Cite it as" in said


def test_every_module_is_listed_and_has_a_section(page: ET.Element) -> None:
    anchors = by_id(page)
    for name in set(MODULES) - {"urbansec"}:
        assert f"module-{name}" in anchors
        assert f"/graph/ontology/modules/{name}.ttl" in links(page)
        description = str(ONTOLOGY.value(URIRef(f"{BASE}ontology/{name}"), URIRef("http://purl.org/dc/terms/description")))
        assert words(page).count(description) == 2


def test_every_vocabulary_is_listed(page: ET.Element) -> None:
    schemes = set(parsed("vocab").subjects(RDF.type, SKOS.ConceptScheme))
    assert len(schemes) > 10
    assert {f"/id/{str(scheme).removeprefix(f'{BASE}id/')}" for scheme in schemes} <= links(page)


def test_links_lead_somewhere(http: Browser, page: ET.Element) -> None:
    found, anchors = links(page), by_id(page)
    assert {address for address in found if address.startswith("#") and address[1:] not in anchors} == set()
    inside = sorted({address.partition("#")[0] for address in found if address.startswith("/")})
    assert len(inside) > 30
    assert [address for address in inside if http.get(address).status_code >= 400] == []


def test_links_stay_below_a_root_path(http: Browser) -> None:
    below = Browser(http.app, "/graph-of-cities")
    inside = {address for address in links(tree(below.get("/ontology", HTML).text)) if address.startswith("/")}
    assert len(inside) > 30
    assert {address for address in inside if not address.startswith("/graph-of-cities/")} == set()
    assert below.get("/ontology/agents", HTML).headers["location"] == "/graph-of-cities/ontology#module-agents"


def test_nothing_runs_and_nothing_is_styled_in_place(http: Browser, page: ET.Element) -> None:
    assert list(page.iter("script")) == []
    assert list(page.iter("style")) == []
    assert [name for element in page.iter() for name in element.attrib if name == "style" or name.startswith("on")] == []
    policy = http.get("/ontology", HTML).headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy

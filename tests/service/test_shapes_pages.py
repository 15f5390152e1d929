"""Pages around the ontology: the shapes with a place for each, data that break them, competency questions, vocabularies; what rests on each term."""

import re
from collections import Counter
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SKOS

from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import URB
from urbansec.pages.language import LANGUAGES
from urbansec.queries import Catalogue
from urbansec.queries.describe import select
from urbansec.queries.mentions import mentions, read_questions, terms_of
from urbansec.queries.samples import read_samples
from urbansec.queries.shapes.wrong import FOLDER, read_wrong
from urbansec.queries.vocabularies import read_concepts
from urbansec.settings import Settings

from .browsing import HTML, ROOT, TERMS, Browser, by_id, links, parsed, shipped, tree, words

SHAPES = "https://w3id.org/urbansec/shapes"
SH = "http://www.w3.org/ns/shacl#"
DECLARED = {str(shape) for kind in ("NodeShape", "PropertyShape") for shape in parsed("shapes").subjects(RDF.type, URIRef(f"{SH}{kind}"))}


@pytest.fixture(name="http", scope="module")
def http_fixture() -> Browser:
    return shipped()


@pytest.fixture(name="pages", scope="module")
def pages_fixture(http: Browser) -> dict[str, ET.Element]:
    """The page of the shapes in each language; the parser is strict."""
    return {language: tree(http.get("/shapes", {**HTML, "Accept-Language": language}).text) for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shape_has_a_place_with_its_words(language: str, pages: dict[str, ET.Element]) -> None:
    anchors = by_id(pages[language])
    assert len(DECLARED) > 230
    assert {iri.removeprefix(f"{SHAPES}#") for iri in DECLARED} - set(anchors) == set()
    said = words(anchors["Membership-forum"])
    assert {"en": "which is a forum", "de": "eine Ressource der Klasse „Forum“", "fr": "une ressource de la classe"}[language] in said
    message = {"en": "Say which one urb:Forum", "de": "Angeben, welchem einen urb:Forum", "fr": "urb:Forum"}[language]
    assert message in said
    assert "/shapes/examples/Membership-forum" in links(anchors["Membership-forum"])
    assert "/ontology#forum" in links(anchors["Membership-forum"])
    assert {"en": "Warning only", "de": "Nur Warnung", "fr": "Simple avertissement"}[language] in words(anchors["City-geonames"])
    assert {"en": "Warning only", "de": "Nur Warnung", "fr": "Simple avertissement"}[language] not in words(anchors["City-lat"])


def test_identifiers_are_unique_and_links_lead_to_them(http: Browser, pages: dict[str, ET.Element]) -> None:
    page = pages["en"]
    found = [str(element.get("id")) for element in page.iter() if element.get("id")]
    assert sorted(found) == sorted(set(found))
    assert {address for address in links(page) if address.startswith("#") and address[1:] not in found} == set()
    assert {address for address in links(page) if address.startswith("/shapes#") and address[8:] not in found} == set()
    terms = {iri.removeprefix(URB) for iri in TERMS}
    assert {address for address in links(page) if address.startswith("/ontology#") and address[10:] not in terms} == set()
    examples = sorted(address for address in links(page) if address.startswith("/shapes/examples/"))
    assert len(examples) > 200
    assert [address for address in examples[::10] if http.get(address, HTML).status_code != 200] == []


def nameless(graph: Graph) -> Counter[tuple[str, ...]]:
    """The triples with one sign for all nodes without a name."""
    return Counter(tuple("_" if isinstance(node, BNode) else node.n3() for node in triple) for triple in graph)


def test_the_shapes_are_the_same_in_every_format(http: Browser, assets: Assets) -> None:
    wanted: Graph = Graph()
    for path in sorted(assets.shapes.glob("*.ttl")):
        wanted.parse(path, format="turtle")
    for suffix, name in (("ttl", "turtle"), ("jsonld", "json-ld"), ("rdf", "xml"), ("nt", "nt")):
        answer = http.get(f"/shapes.{suffix}")
        found = Graph().parse(data=answer.content, format=name)
        # A thousand nodes of lists have no names; comparing the graphs as such would take a minute.
        assert nameless(found) == nameless(wanted)
        assert http.get("/shapes", {"Accept": answer.headers["content-type"].partition(";")[0]}).content == answer.content


@pytest.mark.parametrize(("accept", "kind"), [("text/html", "text/html"), ("*/*", "text/turtle"), ("", "text/turtle"), ("application/xhtml+xml", "text/html")])
def test_people_get_a_page_and_programs_the_files(accept: str, kind: str, http: Browser) -> None:
    answer = http.get("/shapes", {"Accept": accept} if accept else {})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert "Accept" in answer.headers["vary"]


def test_what_nobody_asks_for_is_refused(http: Browser) -> None:
    assert http.get("/shapes", {"Accept": "image/png"}).status_code == 406
    for path in ("/shapes.docx", "/shapes/examples/Nothing", "/shapes/examples/..%2Fcity", "/shapes/examples/%00"):
        assert http.get(path, HTML).status_code == 404, path


def test_examples_are_the_files_of_the_tests(http: Browser, assets: Assets) -> None:
    wrong = read_wrong(assets.root / FOLDER)
    files = list((ROOT / "ontology" / "examples" / "fail").glob("*.ttl"))
    assert sum(map(len, wrong.values())) == len(files) > 300
    assert set(wrong) <= DECLARED
    page = tree(http.get("/shapes/examples/Membership-forum", HTML).text)
    said = words(page)
    for each in wrong[f"{SHAPES}#Membership-forum"]:
        assert words(ET.fromstring(f"<p>{each.text.replace('&', '&amp;').replace('<', '&lt;')}</p>")) in said  # noqa: S314 - a file of this repository
        assert each.what[1:].rstrip(".") in said
        assert each.component in said
    assert "has exactly one “forum”" in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_competency_questions_stand_there_with_their_queries(language: str, http: Browser, assets: Assets) -> None:
    page = tree(http.get("/ontology/questions", {**HTML, "Accept-Language": language}).text)
    questions = read_questions(assets.queries)
    assert len(questions) == len(list((assets.queries / "competency").glob("*.rq"))) > 20
    anchors = by_id(page)
    for each in questions:
        assert each.text in words(anchors[each.number])
    assert {f"/ontology#{iri.removeprefix(URB)}" for each in questions for iri in each.terms} <= links(page)
    assert sum(address.startswith("/editor?query=") for address in links(page)) == len(questions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_concept_stands_in_its_vocabulary(language: str, http: Browser) -> None:
    page = tree(http.get("/ontology/vocabularies", {**HTML, "Accept-Language": language}).text)
    vocab = parsed("vocab")
    concepts = set(vocab.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 100
    assert {f"/id/{str(concept).partition('/id/')[2]}" for concept in concepts} <= links(page)
    said = words(page)
    names = [str(text) for concept in concepts for text in vocab.objects(concept, SKOS.prefLabel) if isinstance(text, Literal) and text.language == language]
    assert len(names) == len(concepts)
    assert [name for name in names if name not in said] == []
    assert "topics" in by_id(page)


def test_concepts_are_counted_and_hang_below_broader_ones(engine: EmbeddedEngine) -> None:
    found = read_concepts(engine)
    vocab = parsed("vocab")
    schemes = {str(scheme): len(set(vocab.subjects(SKOS.inScheme, scheme))) for scheme in set(vocab.objects(None, SKOS.inScheme))}
    assert {iri: sum(each.total for each in concepts) for iri, concepts in found.items()} == schemes
    nuts = found["https://w3id.org/urbansec/id/scheme/nuts-regions"]
    assert any(each.narrower for each in nuts)
    certainties = {each.iri.rpartition("/")[2]: each.uses for each in found["https://w3id.org/urbansec/id/scheme/certainties"]}
    assert certainties["stated"] > certainties["inferred"] > 100


def test_a_term_tells_what_rests_on_it(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> None:
    http = Browser(create_app(Settings(), engine, catalogue, assets))
    anchors = by_id(tree(http.get("/ontology", {**HTML, "Accept-Language": "de"}).text))
    entry = anchors["Membership"]
    assert "Je Mitgliedschaft gibt es genau einen Wert von „Forum“" in words(entry)
    questions = [each for each in read_questions(assets.queries) if f"{URB}Membership" in each.terms]
    assert {f"/ontology/questions#{each.number}" for each in questions} == {address for address in links(entry) if "questions#" in address} != set()
    assert {"/shapes#Membership-forum", "/queries/cities-in-both-forums"} <= links(entry)
    assert "/queries/resources?class=urb:Membership" in links(entry)
    assert re.search(r"\d+ Instanzen; zum Beispiel \S", words(entry))
    since = anchors["since"]
    assert any(address.startswith("/editor?query=") for address in links(since))
    assert "Teildatum" in words(since)


def test_terms_are_read_from_queries_as_sparql_reads_them() -> None:
    query = """
        PREFIX x: <https://w3id.org/urbansec/ontology#> # x:Comment
        SELECT * { ?a x:forum/x:seat "x:string" ; a <https://w3id.org/urbansec/ontology#City> ; y:unknown 1 ; x:forum ?b }"""
    assert terms_of(query) == (f"{URB}forum", f"{URB}seat", f"{URB}City")


def test_a_query_is_found_at_each_term_that_it_asks_with(catalogue: Catalogue) -> None:
    found = mentions(catalogue)
    assert set(found) <= set(TERMS)
    for iri, queries in found.items():
        for query in queries:
            assert re.search(rf"\burb:{iri.removeprefix(URB)}\b|<{re.escape(iri)}>", query.text), (iri, query.name)
    named = [query.name for query in catalogue if "urb:membershipImplies" in query.text]
    assert [query.name for query in found[f"{URB}membershipImplies"]] == named != []


def test_samples_are_what_the_data_say(engine: EmbeddedEngine) -> None:
    found = read_samples(engine)
    assert len(found) > 100
    for iri, sample in found.items():
        subject, term = ox.NamedNode(sample.subject), ox.NamedNode(iri)
        if sample.value is None:
            pattern = f"{subject} a {term} BIND(1 AS ?found)"
        else:
            assert sample.value["value"]
            pattern = f"{subject} {term} ?value . FILTER(STR(?value) = {ox.Literal(sample.value['value'])})"
        assert select(engine, f"SELECT * {{ {pattern} }} LIMIT 1").rows, (iri, sample)


@pytest.mark.parametrize(("language", "said"), [("en", "partial date"), ("de", "Teildatum"), ("fr", "date partielle")])
def test_diagrams_speak_the_language_of_the_page(language: str, said: str, http: Browser) -> None:
    answer = http.get("/ontology/diagrams/memberships.svg", {"Accept-Language": language})
    assert said in answer.text
    assert (answer.headers["content-language"], "Accept-Language" in answer.headers["vary"]) == (language, True)
    page = tree(http.get("/ontology", {**HTML, "Accept-Language": language}).text)
    image = next(element for element in page.iter("img") if element.get("src") == "/ontology/diagrams/memberships.svg")
    svg = ET.fromstring(answer.text)  # noqa: S314 - made by the service under test
    assert (svg.get("width"), svg.get("height")) == (image.get("width"), image.get("height"))


def test_links_stay_below_a_root_path(http: Browser) -> None:
    below = Browser(http.app, "/graph-of-cities")
    for path in ("/shapes", "/ontology/questions", "/ontology/vocabularies", "/shapes/examples/City-lat"):
        inside = {address for address in links(tree(below.get(path, HTML).text)) if address.startswith("/")}
        assert len(inside) > 10
        assert {address for address in inside if not address.startswith("/graph-of-cities/")} == set(), path

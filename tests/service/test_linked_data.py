"""Every IRI of the project can be followed on this host, and says the same in every representation."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from xml.etree import ElementTree as ET

import httpx
import pyoxigraph as ox
import pytest
from fastapi import FastAPI
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic

from tests.running import Server
from tests.service.browsing import Browser
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import BASE, GRAPH, ID, ONTOLOGY
from urbansec.queries import Catalogue
from urbansec.settings import Settings

TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "rdf": "application/rdf+xml", "nt": "application/n-triples"}
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
SYNTAX = {"ttl": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD, "rdf": ox.RdfFormat.RDF_XML, "nt": ox.RdfFormat.N_TRIPLES}
SAMPLE = ["forum/efus", "forum/defus", "city/essen", "membership/defus-essen", "source/seed0", "membership/efus-implied-by-defus-essen"]
MATRIX = [
    (None, "text/turtle"),
    ("*/*", "text/turtle"),
    ("text/html", "text/html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ("application/ld+json", "application/ld+json"),
    ("application/json", "application/json"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/xml;q=0.9", "application/xml"),
    ("application/n-triples", "application/n-triples"),
    ("text/plain", "text/plain"),
    ("text/turtle;q=0.5, application/ld+json;q=0.6", "application/ld+json"),
]


def things(snapshot: Snapshot) -> set[str]:
    """Every IRI of the id namespace that the data mention."""
    terms = {term.value for quad in snapshot.store for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
    return {iri for iri in terms if iri.startswith(ID)}


def about(snapshot: Snapshot) -> dict[str, set[tuple[str, str]]]:
    """Properties and values of each thing that has any, blank values left out."""
    found: dict[str, set[tuple[str, str]]] = {}
    for quad in snapshot.store:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID):
            stated = found.setdefault(quad.subject.value, set())
            if not isinstance(quad.object, ox.BlankNode):
                stated.add((quad.predicate.value, str(quad.object)))
    return found


def faults(connection: HTTPConnection, iri: str, stated: set[tuple[str, str]]) -> Iterator[str]:
    """What is wrong with following ``iri``, in four formats and as a page; ``stated`` is what the data say of it."""
    document = f"/doc/{iri.removeprefix(ID)}"
    connection.request("GET", f"/id/{iri.removeprefix(ID)}")
    redirect = connection.getresponse()
    redirect.read()
    if (redirect.status, redirect.getheader("location")) != (303, document):
        yield f"{iri}: no redirect"
    status, page = get(connection, f"{document}.html")
    if status != 200 or f"<code>{iri}</code>".encode() not in page:
        yield f"{document}.html: {status}"
    graphs = {}
    for suffix, syntax in SYNTAX.items():
        status, content = get(connection, f"{document}.{suffix}")
        if status != 200:
            yield f"{document}.{suffix}: {status}"
            continue
        graphs[suffix] = {(t.subject, t.predicate, t.object) for t in ox.parse(content, format=syntax)}
        if graphs[suffix] != graphs["ttl"]:
            yield f"{document}.{suffix}: other triples than in Turtle"
    described = {(p.value, str(o)) for s, p, o in graphs.get("ttl", ()) if s == ox.NamedNode(iri)}
    if described != stated:
        yield f"{document}: {described ^ stated}"


def get(connection: HTTPConnection, path: str) -> tuple[int, bytes]:
    """Status and content."""
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_every_thing_has_a_page_and_is_described_in_four_formats_with_the_same_triples(server: Server, snapshot: Snapshot) -> None:
    things_described = about(snapshot)
    assert things(snapshot) <= things_described.keys()
    assert len(things_described) > 3000
    with closing(HTTPConnection(server.url.removeprefix("http://"), timeout=60)) as connection:
        broken = [fault for iri, stated in sorted(things_described.items()) for fault in faults(connection, iri, stated)]
    assert broken == []


@pytest.mark.parametrize("path", SAMPLE)
def test_all_representations_hold_the_same_triples(client: httpx.Client, path: str) -> None:
    graphs = {}
    for suffix, media_type in TYPES.items():
        by_suffix = client.get(f"/doc/{path}.{suffix}", headers={"Accept": "image/png"})
        by_accept = client.get(f"/doc/{path}", headers={"Accept": media_type})
        assert by_suffix.headers["content-type"].partition(";")[0] == media_type
        assert by_suffix.content == by_accept.content
        graphs[suffix] = Graph().parse(data=by_suffix.content, format=PARSERS[suffix])
    assert (URIRef(f"{ID}{path}"), None, None) in graphs["ttl"]
    assert all(isomorphic(graphs["ttl"], graph) for graph in graphs.values())


@pytest.mark.parametrize("path", SAMPLE)
def test_the_page_shows_every_stated_value(client: httpx.Client, snapshot: Snapshot, path: str) -> None:
    import html

    page = client.get(f"/doc/{path}.html")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    # Where the switch of languages leads back to is where the reader is.
    back = f'value="/doc/{path}'
    assert page.text.replace(f'{back}.html"', f'{back}"') == client.get(f"/doc/{path}", headers={"Accept": "text/html"}).text
    text = html.unescape(page.text)
    for quad in snapshot.store.quads_for_pattern(ox.NamedNode(f"{ID}{path}"), None, None):
        if isinstance(quad.object, ox.Literal | ox.NamedNode):
            value = quad.object.value
            assert value in text or (value.startswith(ID) and f'href="/{value.removeprefix(BASE)}"' in text), quad
    assert f'<link rel="canonical" href="{str(client.base_url).rstrip("/")}/doc/{path}">' in text


@pytest.mark.parametrize(("accept", "media_type"), MATRIX)
def test_documents_are_negotiated(client: httpx.Client, accept: str | None, media_type: str) -> None:
    request = client.build_request("GET", "/doc/city/essen")
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    answer = client.send(request)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert "accept" in answer.headers["vary"].lower()


@pytest.mark.parametrize("accept", ["text/turtle", "text/html"])
def test_a_document_links_its_other_representations_and_the_thing(client: httpx.Client, accept: str) -> None:
    answer = client.get("/doc/city/essen", headers={"Accept": accept})
    for suffix, media_type in TYPES.items():
        assert f'</doc/city/essen.{suffix}>; rel="alternate"; type="{media_type}"' in answer.headers["link"]
        if accept == "text/html":
            assert f'<link rel="alternate" type="{media_type}" href="/doc/city/essen.{suffix}">' in answer.text
    assert f'<{ID}city/essen>; rel="describes"' in answer.headers["link"]


def test_the_redirect_is_the_same_for_head(client: httpx.Client) -> None:
    assert (client.head("/id/city/essen").status_code, client.head("/id/city/nowhere").status_code) == (303, 404)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/id/city/esen", "id/city/essen"),
        ("/doc/city/esen", "id/city/essen"),
        ("/doc/city/bohum.ttl", "id/city/bochum"),
        ("/id/city/Essen", "id/city/essen"),
        ("/id/city/essen/", "id/city/essen"),
    ],
)
def test_an_unknown_resource_is_told_with_near_matches(client: httpx.Client, path: str, near: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert near in answer.json()["near"]
    assert "Did you mean" in answer.json()["detail"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert f'href="/{near}"' in page.text


@pytest.mark.parametrize(
    ("name", "near"), [("cologne", "koeln"), ("Köln", "koeln"), ("Munich", "muenchen"), ("Bruessel", "bruxelles"), ("brussels", "bruxelles")]
)
def test_names_in_other_languages_are_near_too(client: httpx.Client, name: str, near: str) -> None:
    assert client.get(f"/id/city/{name}").json()["near"][0] == f"id/city/{near}"


def test_an_endless_path_is_answered_at_once(client: httpx.Client) -> None:
    answer = client.get(f"/id/city/{'essen-' * 1_600}")
    assert answer.status_code == 404
    assert len(answer.json()["detail"]) < 500
    assert answer.elapsed.total_seconds() < 3


def test_a_hub_says_which_links_it_leaves_out_and_where_they_are(client: httpx.Client, snapshot: Snapshot) -> None:
    hub, by = ox.NamedNode(f"{ID}certainty/stated"), ox.NamedNode(f"{ONTOLOGY}#certainty")
    there = {str(q.subject) for q in snapshot.store.quads_for_pattern(None, by, hub)}
    assert len(there) > 1000
    facts = [t.triple for t in ox.parse(client.get("/doc/certainty/stated.ttl").content, format=ox.RdfFormat.TURTLE)]
    given = {str(t.subject) for t in facts if (t.predicate, t.object) == (by, hub)}
    assert given == set(sorted(there)[:100])
    document = ox.NamedNode(f"{BASE}doc/certainty/stated")
    said = {t.predicate.value.rpartition("#")[2]: t.object.value for t in facts if t.subject == document and not isinstance(t.object, ox.Triple)}
    assert f"Of {len(there)} links" in said["comment"]
    rest = client.get(said["seeAlso"].removeprefix(BASE.rstrip("/")), headers={"Accept": "application/sparql-results+json"}).json()
    assert {f"<{row['thing']['value']}>" for row in rest["results"]["bindings"]} == there
    page = client.get("/doc/certainty/stated.html").text
    assert f"the first 100 of {len(there)}" in page


def test_json_ld_is_a_tree_with_the_thing_at_its_root(client: httpx.Client, assets: Assets) -> None:
    document = client.get("/doc/city/essen.jsonld").json()
    assert list(document)[:4] == ["@context", "id", "type", "label"]
    assert (document["id"], document["type"], document["label"]["de"]) == (f"{ID}city/essen", "City", "Essen")
    assert document["country"]["label"]["fr"] == "Allemagne"
    assert {evidence["source"]["title"]["en"].partition(":")[0] for evidence in document["evidence"]} == {"GeoNames", "NUTS 2024"}
    assert f"{ID}membership/defus-essen" in {membership["id"] for membership in document["@reverse"]["member"]}
    published = json.loads(assets.context.read_bytes())["@context"]
    terms = {name: meaning for name, meaning in document["@context"].items() if name in published}
    assert terms == {name: published[name] for name in terms}
    assert len(terms) > 20


@pytest.mark.parametrize("path", SAMPLE)
def test_another_processor_reads_the_json_ld_alike(client: httpx.Client, path: str) -> None:
    from pyld import jsonld  # type: ignore[import-untyped]

    def no_network(url: str, _options: object) -> None:
        raise AssertionError(url)

    content = client.get(f"/doc/{path}.jsonld").content
    read = jsonld.to_rdf(json.loads(content), {"format": "application/n-quads", "documentLoader": no_network})
    assert {str(t) for t in ox.parse(read, format=ox.RdfFormat.N_QUADS)} == {str(t) for t in ox.parse(content, format=ox.RdfFormat.JSON_LD)}


def test_labels_are_given_in_all_languages(client: httpx.Client, snapshot: Snapshot) -> None:
    facts = {t.triple for t in ox.parse(client.get("/doc/membership/defus-essen.nt").content, format=ox.RdfFormat.N_TRIPLES)}
    mentioned = {t.object for t in facts if t.subject == ox.NamedNode(f"{ID}membership/defus-essen") and isinstance(t.object, ox.NamedNode)}
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    for thing in mentioned:
        wanted = {q.triple for q in snapshot.store.quads_for_pattern(thing, label, None)}
        assert wanted <= facts
    assert len({t.object.language for t in facts if t.predicate == label and isinstance(t.object, ox.Literal)}) >= 3


def test_the_page_holds_a_description_for_search_engines(client: httpx.Client) -> None:
    page = client.get("/doc/city/essen", headers={"Accept": "text/html"})
    found = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)[0])
    assert (found["@type"], found["@id"]) == (["City", "GovernmentOrganization"], f"{ID}city/essen")
    assert found["mainEntityOfPage"] == f"{str(client.base_url).rstrip('/')}/doc/city/essen"
    assert found["geo"] == {"@type": "GeoCoordinates", "latitude": "51.45657", "longitude": "7.01228"}
    assert {"@language": "fr", "@value": "Essen"} in found["name"]


def test_headers_of_a_document(client: httpx.Client) -> None:
    answer = client.get("/doc/city/essen", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-location"] == "/doc/city/essen.jsonld"
    assert '</doc/city/essen>; rel="canonical"' in answer.headers["link"]
    assert '</things/city>; rel="collection"' in answer.headers["link"]
    assert answer.headers["etag"].startswith('"')
    again = client.get("/doc/city/essen", headers={"Accept": "application/ld+json", "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_search_engines_are_told_all_pages_and_no_queries(client: httpx.Client, snapshot: Snapshot) -> None:
    base = str(client.base_url).rstrip("/")
    robots = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {base}/sitemap.xml" in robots
    assert "Disallow: /sparql" in robots
    root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - from the service itself
    told = {place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert {f"{base}/doc/{iri.removeprefix(ID)}" for iri in things(snapshot)} <= told
    others = sorted(address for address in told if address and "/doc/" not in address)
    assert [address for address in others if client.get(address.removeprefix(base) or "/").status_code != 200] == []
    assert client.get("/sitemap-1.xml").status_code == client.get("/sitemap-x.xml").status_code == 404


def test_browsers_find_the_icon_where_nothing_names_it(client: httpx.Client) -> None:
    """Beside Turtle, for one; and it is kept, since they ask for it often."""
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    assert "max-age=86400" in answer.headers["cache-control"]
    assert ET.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - from the service itself


def test_whole_addresses_name_the_prefix_under_which_the_service_is_mounted(engine: EmbeddedEngine, catalogue: Catalogue, assets: Assets) -> None:
    """Also where another application mounts it, of which Starlette's own base address leaves out the prefix."""
    outer = FastAPI()
    outer.mount("/deep/kg", create_app(Settings(), engine, catalogue, assets))
    site = Browser(outer)
    base = "http://localhost/deep/kg"
    page = site.get("/deep/kg/doc/city/essen", {"Accept": "text/html"}).text
    assert f'<link rel="canonical" href="{base}/doc/city/essen">' in page
    assert json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])["mainEntityOfPage"] == f"{base}/doc/city/essen"
    assert f"Sitemap: {base}/sitemap.xml" in site.get("/deep/kg/robots.txt").text.splitlines()
    places = re.findall(r"<loc>(.*?)</loc>", site.get("/deep/kg/sitemap.xml").text)
    assert [place for place in places if not place.startswith(f"{base}/")] == []
    assert f"{base}/doc/city/essen" in places
    assert f'href="{base}/changes' in site.get("/deep/kg/changes.atom").text
    assert site.get("/deep/kg/reconcile").json()["view"]["url"].startswith(f"{base}/")


def test_nothing_near_is_no_guess(client: httpx.Client) -> None:
    answer = client.get("/id/zzz/qqqqqqqqqqqq")
    assert answer.status_code == 404
    assert "near" not in answer.json()


@pytest.mark.parametrize("suffix", list(TYPES))
def test_the_ontology_is_published(client: httpx.Client, assets: Assets, suffix: str) -> None:
    wanted: Graph = Graph()
    for path in sorted((assets.root / "ontology" / "modules").glob("*.ttl")):
        wanted.parse(path, format="turtle")
    found = Graph().parse(data=client.get(f"/ontology.{suffix}").content, format=PARSERS[suffix])
    assert isomorphic(found, wanted)
    assert client.get("/ontology", headers={"Accept": TYPES[suffix]}).content == client.get(f"/ontology.{suffix}").content


def test_every_term_has_a_place_on_the_page_of_the_ontology(client: httpx.Client) -> None:
    page = client.get("/ontology", headers={"Accept": "text/html"})
    graph = Graph().parse(data=client.get("/ontology.ttl").content, format="turtle")
    defined = {str(s) for s in graph.subjects(URIRef("http://www.w3.org/2000/01/rdf-schema#isDefinedBy"), URIRef(ONTOLOGY))}
    terms = {iri.removeprefix(f"{ONTOLOGY}#") for iri in defined if iri.startswith(f"{ONTOLOGY}#")}
    assert len(terms) > 40
    assert terms <= set(re.findall(r' id="([^"]+)"', page.text))


def test_the_version_of_the_ontology_resolves(client: httpx.Client) -> None:
    answer = client.get("/ontology/1.0.0")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ontology")


def test_the_shapes_are_published(client: httpx.Client, assets: Assets) -> None:
    answer = client.get("/shapes")
    assert answer.headers["content-type"].startswith("text/turtle")
    wanted: Graph = Graph()
    for path in sorted(assets.shapes.glob("*.ttl")):
        wanted.parse(path, format="turtle")
    assert len(Graph().parse(data=answer.content, format="turtle")) == len(wanted) > 500


def test_the_context_is_published_and_names_what_it_should(client: httpx.Client) -> None:
    answer = client.get("/ontology/context.jsonld")
    assert answer.headers["content-type"].partition(";")[0] == "application/ld+json"
    document = {**answer.json(), "@id": "urn:x", "@type": "City"}
    assert len(Graph().parse(data=__import__("json").dumps(document), format="json-ld")) == 1


def test_every_graph_is_published(client: httpx.Client, snapshot: Snapshot) -> None:
    graphs = [graph for graph in snapshot.store.named_graphs() if isinstance(graph, ox.NamedNode)]
    assert len(graphs) > 30
    for graph in graphs:
        assert graph.value.startswith(GRAPH)
        answer = client.get(f"/{graph.value.removeprefix(BASE)}", headers={"Accept": "application/n-triples"})
        assert answer.status_code == 200, graph
        lines = {line for line in answer.text.splitlines() if line}
        assert len(lines) == len(list(snapshot.store.quads_for_pattern(None, None, None, graph)))

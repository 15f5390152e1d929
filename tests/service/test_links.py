"""Every link on every page leads somewhere, in each language, at the root of a host and below a prefix."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
import pyoxigraph as ox
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from tests.running import Server, listening
from tests.service.crawl import Answer, Found, crawl, pointed, read
from urbansec.api import create_app
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.namespaces import ID
from urbansec.queries import Catalogue
from urbansec.settings import Settings

PREFIX = "/deep/kg"
_READ = 80
"""Things of each kind whose pages are read."""


@pytest.fixture(scope="module")
def prefixed(assets: Assets, engine: EmbeddedEngine, catalogue: Catalogue) -> Iterator[str]:
    """The address of the service mounted below a prefix, with nothing beside it."""
    app = Starlette(routes=[Mount(PREFIX, create_app(Settings(), engine, catalogue, assets))])
    with listening(app) as url:
        yield f"{url}{PREFIX}"


@pytest.fixture(scope="module")
def linked() -> set[str]:
    """The addresses that the pages of ``everything`` lead to, also those that are not read."""
    return set()


@pytest.fixture(scope="module")
def everything(server: Server, linked: set[str]) -> tuple[str, Found]:
    """The start address, and all that is found from it; of kinds with very many things a part stands for all."""
    return f"{server.url}/", crawl(f"{server.url}/", things=_READ, linked=linked)


@pytest.fixture(scope="module")
def below_prefix(prefixed: str) -> tuple[str, Found]:
    """The same below the prefix, with two things of each kind."""
    return f"{prefixed}/", crawl(f"{prefixed}/", things=2, parts=2)


@pytest.fixture(scope="module")
def in_german(everything: tuple[str, Found], linked: set[str]) -> tuple[str, Found]:
    """The pages of each kind in German."""
    return everything[0], spoken(everything[0], "de", linked)


@pytest.fixture(scope="module")
def in_french(everything: tuple[str, Found], linked: set[str]) -> tuple[str, Found]:
    """The pages of each kind in French."""
    return everything[0], spoken(everything[0], "fr", linked)


def spoken(start: str, language: str, known: set[str]) -> Found:
    """What is found from ``start`` in a language, with one thing of each kind; and all else to which only pages in this language lead, or with a fragment."""
    linked: set[str] = set()
    found = crawl(start, things=1, parts=1, language=language, linked=linked)
    rest = linked - known | {address for address, _ in pointed(found)}
    return found | read(start, sorted(rest - found.keys()), language=language)


@pytest.fixture(params=["everything", "below_prefix", "in_german", "in_french"])
def visited(request: pytest.FixtureRequest) -> tuple[str, Found]:
    """Each of them."""
    found: tuple[str, Found] = request.getfixturevalue(request.param)
    return found


def pages(found: Found) -> dict[str, Answer]:
    """The pages, by address."""
    return {address: answer for address, (_, answer) in found.items() if answer.is_page}


def broken(found: Found) -> list[str]:
    """The links that lead nowhere."""
    return [f"{origin} -> {address}: {answer.status}" for address, (origin, answer) in found.items() if answer.status >= 400]


def test_every_link_leads_somewhere(visited: tuple[str, Found]) -> None:
    start, found = visited
    assert len(found) > 100
    assert broken(found) == []
    assert [address for address in found if not address.startswith(start)] == []


def test_everything_can_be_found_from_the_start_page(everything: tuple[str, Found], catalogue: Catalogue) -> None:
    start, found = everything
    assert len(found) > 500
    paths = {urlsplit(address).path.removeprefix(urlsplit(start).path) for address in found}
    wanted = {
        "",
        "queries",
        "editor",
        "ontology",
        "shapes",
        "ontology/context.jsonld",
        "health/ready",
        "problems",
        "openapi.json",
        "changes",
        "changes.atom",
        "changes.json",
        "search",
        "sparql",
    }
    wanted |= {f"queries/{query.name}" for query in catalogue} | {f"queries/{query.name}/query.rq" for query in catalogue}
    assert wanted - paths == set()
    assert any(path.startswith("doc/city/") and path.endswith(".ttl") for path in paths)


def test_every_thing_is_linked(everything: tuple[str, Found], linked: set[str], snapshot: Snapshot) -> None:
    """That its IRI leads to its page is tested in ``test_linked_data.py``."""
    start, _ = everything
    described = {quad.subject.value for quad in snapshot.store if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)}
    assert len(described) > 3000
    assert [iri for iri in sorted(described) if not {f"{start}{kind}/{iri.removeprefix(ID)}" for kind in ("id", "doc")} & linked] == []


def missing(found: Found) -> list[str]:
    """The fragments that pages point to and that are not there."""
    there = pages(found)
    ways = {address: urljoin(address, answer.headers["location"]) for address, (_, answer) in found.items() if 300 <= answer.status < 400}
    lost = []
    for (target, fragment), address in pointed(found).items():
        end = target
        while end in ways:
            end = ways[end]
        if end in there and fragment not in there[end].page.identifiers:
            lost.append(f"{address} -> {target}#{fragment}")
    return lost


def test_every_fragment_exists(visited: tuple[str, Found]) -> None:
    _, found = visited
    assert missing(found) == []


@pytest.mark.parametrize("language", ["de", "fr"])
def test_what_is_broken_in_one_language_only_is_found(language: str) -> None:
    texts = {
        "/": "<a href=/other?lang={language}>x</a> <a href=/other#part>x</a>",
        "/other": "<p id=part>",
    }
    wrong = {
        "/": "<a href=/other?lang={language}>x</a> <a href=/gone>x</a> <a href=/other#part>x</a>",
        "/other": "<p id=teil>",
    }

    async def answer(request: Request) -> Response:
        spoken_in = request.headers["accept-language"]
        body = (wrong if spoken_in == language else texts).get(request.url.path)
        return Response(status_code=404) if body is None else HTMLResponse(body.format(language=spoken_in))

    with listening(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        linked: set[str] = set()
        english = crawl(f"{url}/", things=1, linked=linked)
        assert (broken(english), missing(english)) == ([], [])
        for asked in ("de", "fr"):
            found = spoken(f"{url}/", asked, linked)
            assert f"{url}/other?lang={asked}" in found
            wrong_here = asked == language
            assert broken(found) == ([f"{url}/ -> {url}/gone: 404"] if wrong_here else [])
            assert missing(found) == ([f"{url}/ -> {url}/other#part"] if wrong_here else [])


def test_pages_are_well_made(visited: tuple[str, Found]) -> None:
    _, found = visited
    problems = []
    for address, answer in pages(found).items():
        page = answer.page
        names = [tag for tag, _ in page.elements]
        if len(page.identifiers) != len(set(page.identifiers)):
            problems.append(f"{address}: an id twice")
        head = names[: names.index("body")]  # pictures have titles of their own
        if names.count("h1") != 1 or head.count("title") != 1 or names.count("main") != 1:
            problems.append(f"{address}: not one h1, title and main")
        # A script element of this type holds data, which a browser does not run. Modules hold nothing and are our own files.
        scripts = [attributes for tag, attributes in page.elements if tag == "script" and attributes != {"type": "application/ld+json"}]
        run = [each for each in scripts if each.get("type") != "module" or "/static/built/" not in str(each.get("src"))]
        if run or any(name.startswith("on") for _, attributes in page.elements for name in attributes):
            problems.append(f"{address}: script")
        if "default-src 'none'" not in answer.headers["content-security-policy"]:
            problems.append(f"{address}: no content security policy")
    assert problems == []


def test_pages_load_nothing_from_elsewhere(visited: tuple[str, Found]) -> None:
    start, found = visited
    loaded = {urljoin(address, link) for address, answer in pages(found).items() for link in answer.page.loaded}
    assert loaded
    assert {urlsplit(address).netloc for address in loaded} == {urlsplit(start).netloc}


def test_redirects_and_links_keep_the_prefix(prefixed: str) -> None:
    redirect = httpx.get(f"{prefixed}/id/city/essen")
    assert redirect.headers["location"] == f"{PREFIX}/doc/city/essen"
    document = httpx.get(f"{prefixed}/doc/city/essen", headers={"Accept": "text/turtle"})
    assert f"<{PREFIX}/doc/city/essen.ttl>" in document.headers["link"]
    assert httpx.get(f"{prefixed}/sparql", headers={"Accept": "text/html"}).headers["location"] == f"{PREFIX}/editor"
    catalogue = httpx.get(f"{prefixed}/queries", headers={"Accept": "application/json"}).json()
    assert all(query["links"]["self"].startswith(f"{prefixed}/queries/") for query in catalogue["queries"])
    description = httpx.get(f"{prefixed}/sparql", headers={"Accept": "application/n-triples"}).text
    assert f"<{prefixed}/sparql>" in description
    problem = httpx.get(f"{prefixed}/nowhere").json()
    assert problem["status"] == 404


def test_the_interface_is_described(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    paths = set(document["paths"])
    assert {"/sparql", "/queries", "/queries/{name}", "/queries/{name}/result", "/health/live", "/health/ready", "/ontology", "/shapes"} <= paths
    operations = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(operations) == len(set(operations))


def test_health(client: httpx.Client) -> None:
    live, ready = client.get("/health/live"), client.get("/health/ready")
    assert (live.status_code, live.json()["status"]) == (200, "alive")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["data_version"]
    assert live.headers["cache-control"] == ready.headers["cache-control"] == "no-store"

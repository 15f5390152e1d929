"""Ready answers and validators, through a real server and an engine that counts."""

from collections.abc import Iterator

import httpx
import pytest

from tests.service.counting import CountingEngine, counting
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.queries import Catalogue

ASK = "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
PLACES = [
    ASK,
    "/sparql",
    "/doc/city/essen.ttl",
    "/doc/city/essen.html",
    "/queries",
    "/queries/cities-in-both-forums",
    "/queries/cities-in-both-forums/result.csv",
    "/queries/cities-in-both-forums/query.rq",
    "/",
    "/ontology.ttl",
    "/graph-store?default",
    "/dataset.ttl",
    "/dump/urbansec.nq.gz",
    "/openapi.json",
    "/problems",
]


@pytest.fixture(scope="module")
def counted(snapshot: Snapshot) -> CountingEngine:
    return CountingEngine(snapshot)


@pytest.fixture(scope="module")
def url(counted: CountingEngine, catalogue: Catalogue, assets: Assets) -> Iterator[str]:
    with counting(counted, catalogue, assets) as address:
        yield address


@pytest.fixture
def http(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=30) as made:
        yield made


def other(snapshot: Snapshot, version: str, union: bool = True) -> Snapshot:
    """The same data under another version."""
    return Snapshot(store=snapshot.store, version=version, union=union, merged=snapshot.merged, files=snapshot.files)


@pytest.mark.parametrize("place", PLACES)
def test_a_hit_is_the_same_answer_and_touches_no_engine(http: httpx.Client, counted: CountingEngine, place: str) -> None:
    first = http.get(place)
    assert first.status_code == 200
    before = counted.calls
    second = http.get(place)
    assert counted.calls == before
    assert second.content == first.content
    for name in ("etag", "vary", "content-type", "content-length", "cache-control", "content-encoding", "link", "content-security-policy"):
        assert second.headers.get(name) == first.headers.get(name), name
    assert first.headers["cache-control"] == "public, max-age=60, must-revalidate"
    assert first.headers["etag"].startswith('"')
    assert first.headers["content-security-policy"].startswith("default-src 'none'")
    assert first.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", W/"x,y", {}', "*"])
def test_who_has_the_answer_is_told_so(http: httpx.Client, counted: CountingEngine, place: str, form: str) -> None:
    whole = http.get(place)
    before = counted.calls
    answer = http.get(place, headers={"If-None-Match": form.format(whole.headers["etag"])})
    assert (answer.status_code, answer.content) == (304, b"")
    assert counted.calls == before
    for name in ("etag", "vary", "cache-control"):
        assert answer.headers.get(name) == whole.headers.get(name), name
    assert "content-type" not in answer.headers
    assert http.get(place, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("place", ["/sparql?query=ASK%20%7B%7D%20%23head", "/doc/forum/efus.ttl", "/static/site.css", "/dump/urbansec.nt.gz", "/id/city/essen"])
def test_head_has_the_headers_of_get_and_makes_its_answer_ready(http: httpx.Client, counted: CountingEngine, place: str) -> None:
    if place == "/static/site.css":
        place = next(line.split('"')[1] for line in http.get("/").text.split("href=") if line.startswith('"/static/') and ".css" in line[:60])
    first = http.head(place)
    before = counted.calls
    whole = http.get(place)
    assert counted.calls == before
    again = http.head(place)
    assert (first.content, again.content) == (b"", b"")
    passing = ("date", "x-request-id", "server-timing")
    kept = {name: value for name, value in whole.headers.items() if name not in passing}
    assert {name: value for name, value in first.headers.items() if name not in passing} == kept
    assert {name: value for name, value in again.headers.items() if name not in passing} == kept
    assert first.status_code == whole.status_code


@pytest.mark.parametrize(("kind", "body"), [(FORM, "query=ASK+%7B%7D%23{}"), (QUERY, "ASK {{}} #{}")])
def test_queries_sent_by_post_are_kept_by_their_body(http: httpx.Client, counted: CountingEngine, kind: str, body: str) -> None:
    first = http.post("/sparql", content=body.format(1), headers={"Content-Type": kind})
    before = counted.calls
    second = http.post("/sparql", content=body.format(1), headers={"Content-Type": kind})
    assert (first.status_code, second.content, counted.calls) == (200, first.content, before)
    assert http.post("/sparql", content=body.format(2), headers={"Content-Type": kind}).status_code == 200
    assert counted.calls == before + 1
    assert http.post("/sparql", content=body.format(1), headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_body_in_pieces_is_the_same_body(http: httpx.Client, counted: CountingEngine) -> None:
    headers = {"Content-Type": QUERY}
    assert http.post("/sparql", content=b"ASK {} #pieces", headers=headers).status_code == 200
    before = counted.calls
    assert http.post("/sparql", content=iter([b"ASK {} ", b"#pie", b"ces"]), headers=headers).json()["boolean"] is True
    assert counted.calls == before


def test_a_body_that_is_too_large_is_refused_whether_its_length_is_told_or_not(http: httpx.Client) -> None:
    large = b"#" * 1_048_577
    assert http.post("/sparql", content=large, headers={"Content-Type": QUERY}).status_code == 413
    pieces = (large[at : at + 65_536] for at in range(0, len(large), 65_536))
    assert http.post("/sparql", content=pieces, headers={"Content-Type": QUERY}).status_code == 413


def test_what_was_negotiated_makes_another_answer(http: httpx.Client, counted: CountingEngine) -> None:
    query = {"query": "SELECT ?s { ?s a <https://w3id.org/urbansec/ontology#City> } ORDER BY ?s LIMIT 50 # negotiated"}
    variants = [
        {"Accept": "text/csv", "Accept-Encoding": "identity"},
        {"Accept": "application/sparql-results+json", "Accept-Encoding": "identity"},
        {"Accept": "text/csv", "Accept-Encoding": "gzip"},
        {"Accept": "text/csv", "Accept-Encoding": "br"},
    ]
    before = counted.calls
    answers = [http.get("/sparql", params=query, headers=headers) for headers in variants]
    assert counted.calls == before + len(variants)
    assert len({answer.headers["etag"] for answer in answers}) == len(variants)
    assert len({answer.content for answer in answers}) == 2
    again = [http.get("/sparql", params=query, headers=headers) for headers in variants]
    assert counted.calls == before + len(variants)
    assert [answer.headers["etag"] for answer in again] == [answer.headers["etag"] for answer in answers]
    assert all({"Accept", "Accept-Encoding"} == set(answer.headers["vary"].split(", ")) for answer in answers)


def test_links_follow_the_host_that_was_asked(http: httpx.Client) -> None:
    for host in ("one.example", "two.example", "one.example"):
        document = http.get("/queries/members-of-forum", headers={"Host": host, "Accept": "application/json"}).json()
        assert document["links"]["self"] == f"http://{host}/queries/members-of-forum"


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_changes_with_every_call_is_not_kept(http: httpx.Client, counted: CountingEngine, call: str) -> None:
    query = {"query": f"SELECT ({call} AS ?x) {{}}"}
    first = http.get("/sparql", params=query)
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in first.headers
    before = counted.calls
    http.get("/sparql", params=query)
    assert counted.calls == before + 1
    page = http.get("/editor", params=query)
    assert (page.status_code, page.headers["cache-control"], "etag" in page.headers) == (200, "no-store", False)


@pytest.mark.parametrize(
    "place", ["/nothing", "/doc/city/nowhere", "/sparql?query=SELEKT", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "/queries/members-of-forum/result.csv?x=1"]
)
def test_errors_are_not_kept(http: httpx.Client, place: str) -> None:
    answer = http.get(place)
    assert answer.status_code >= 400
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert http.get(place, headers={"If-None-Match": "*"}).status_code == answer.status_code


@pytest.mark.parametrize("place", ["/health/live", "/health/ready", "/metrics"])
def test_the_state_of_the_service_is_not_kept(http: httpx.Client, place: str) -> None:
    assert [http.get(place).headers["cache-control"] for _ in range(2)] == ["no-store"] * 2


def test_a_client_can_go_around_the_cache(http: httpx.Client, counted: CountingEngine) -> None:
    http.get(ASK)
    before = counted.calls
    assert http.get(ASK, headers={"Cache-Control": "no-cache"}).status_code == 200
    assert counted.calls == before
    assert http.get(ASK, headers={"Cache-Control": "max-age=0, no-store"}).status_code == 200
    assert counted.calls == before + 1


def test_a_redirect_is_kept_with_its_goal(http: httpx.Client, counted: CountingEngine) -> None:
    first = http.get("/id/city/essen")
    before = counted.calls
    second = http.get("/id/city/essen")
    assert (second.status_code, second.headers["location"], counted.calls) == (303, first.headers["location"], before)


def test_an_unfinished_request_body_is_nobodys_problem(http: httpx.Client, url: str) -> None:
    import socket

    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK")
    assert http.get(ASK).status_code == 200


def test_after_a_reload_nothing_old_is_served(snapshot: Snapshot, catalogue: Catalogue, assets: Assets) -> None:
    engine = CountingEngine(other(snapshot, "data-a"))
    with counting(engine, catalogue, assets) as url, httpx.Client(base_url=url) as http:
        old = http.get(ASK)
        page = http.get("/", headers={"Accept": "text/html"})
        engine.snapshot = other(snapshot, "data-b")
        before = engine.calls
        new = http.get(ASK, headers={"If-None-Match": old.headers["etag"]})
        assert (new.status_code, engine.calls) == (200, before + 1)
        assert new.headers["etag"] != old.headers["etag"]
        assert "data-b" in http.get("/", headers={"Accept": "text/html"}).text
        assert "data-b" not in page.text
        engine.snapshot = other(snapshot, "data-a")
        before = engine.calls
        assert http.get(ASK).headers["etag"] == old.headers["etag"]
        assert engine.calls == before + 1  # what belonged to old data was forgotten


@pytest.mark.parametrize("megabytes", [0, 64])
def test_a_dump_is_made_once_for_each_version(snapshot: Snapshot, catalogue: Catalogue, assets: Assets, megabytes: int) -> None:
    engine = CountingEngine(other(snapshot, "data-a"))
    with counting(engine, catalogue, assets, {"cache_mb": megabytes}) as url, httpx.Client(base_url=url) as http:
        old = [http.get("/dump/urbansec.nt.gz") for _ in range(2)]
        assert engine.calls == 1
        engine.snapshot = other(snapshot, "data-b")
        new = [http.get("/dump/urbansec.nt.gz", headers={"If-None-Match": old[0].headers["etag"]}) for _ in range(2)]
        assert ([answer.status_code for answer in new], engine.calls) == ([200, 200], 2)
        assert new[0].headers["etag"] != old[0].headers["etag"] == old[1].headers["etag"]
        assert http.get("/dump/urbansec.nt.gz", headers={"If-None-Match": new[0].headers["etag"]}).status_code == 304
        assert http.get("/dump/urbansec.none.gz", headers={"If-None-Match": "*"}).status_code == 404


def test_without_a_cache_there_are_validators_all_the_same(snapshot: Snapshot, catalogue: Catalogue, assets: Assets) -> None:
    engine = CountingEngine(snapshot)
    with counting(engine, catalogue, assets, {"cache_mb": 0, "cache_seconds": 0}) as url, httpx.Client(base_url=url) as http:
        for place in (ASK, "/doc/city/essen.ttl", "/queries/forums/result.csv", "/dump/urbansec.nt.gz"):
            answer = http.get(place)
            assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
            before = engine.calls
            assert http.get(place).headers["etag"] == answer.headers["etag"]
            # A dump is known by the version, and what was gathered of a thing serves all its formats.
            assert engine.calls > before or place.startswith(("/dump/", "/doc/"))
            assert http.get(place, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304

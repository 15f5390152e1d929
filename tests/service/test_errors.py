"""Every error is one shape: problem details (RFC 9457), of one type, without a traceback."""

import html
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.running import listening
from urbansec import errors
from urbansec.api import create_app
from urbansec.api.errors import STATUS, problem_name
from urbansec.assets import Assets
from urbansec.engine import Answer, EmbeddedEngine, Format, Formats, Request, Stream
from urbansec.namespaces import BASE
from urbansec.queries import Catalogue
from urbansec.settings import Settings

BINARY = {"Content-Type": "application/octet-stream"}
DIRECT = {"Content-Type": "application/sparql-query"}
Case = tuple[str, str, dict[str, object], int, str]

# Method, address, what else is sent, the status, and the name of the kind on the page of problems.
CASES: dict[str, Case] = {
    "no such page": ("GET", "/nowhere", {}, 404, ""),
    "no such page in a folder": ("GET", "/static/nowhere.css", {}, 404, ""),
    "unknown resource": ("GET", "/id/city/essn", {}, 404, "not-found"),
    "unknown document": ("GET", "/doc/city/essn", {}, 404, "not-found"),
    "unknown document as Turtle": ("GET", "/doc/city/essn.ttl", {}, 404, "not-found"),
    "unknown suffix": ("GET", "/doc/city/essen.docx", {}, 404, "not-found"),
    "resource that is no IRI": ("GET", "/id/city/a%20b%22%3E", {}, 404, "not-found"),
    "document that is no IRI": ("GET", "/doc/%7B%7D", {}, 404, "not-found"),
    "resource without a name": ("GET", "/id/", {}, 404, "not-found"),
    "unknown graph": ("GET", "/graph/data/nowhere.ttl", {}, 404, "not-found"),
    "graph that is no IRI": ("GET", "/graph/a%20b%22%3E", {}, 404, "not-found"),
    "unknown part of the ontology": ("GET", "/ontology/nowhere", {}, 404, "not-found"),
    "part of the ontology that is no IRI": ("GET", "/ontology/a%20b%22%3E", {}, 404, "not-found"),
    "unknown format of the ontology": ("GET", "/ontology.docx", {}, 404, "not-found"),
    "unknown saved query": ("GET", "/queries/member-of-forum", {}, 404, "not-found"),
    "result of an unknown saved query": ("GET", "/queries/member-of-forum/result.csv", {}, 404, "not-found"),
    "text of an unknown saved query": ("GET", "/queries/member-of-forum/query.rq", {}, 404, "not-found"),
    "unknown format of a saved query": ("GET", "/queries/events/result.docx", {}, 404, "not-found"),
    "unknown parameter": ("GET", "/queries/events/result.csv?kid=x", {}, 422, "parameter"),
    "parameter of the wrong type": ("GET", "/queries/members-of-forum/result?on=yesterday", {}, 422, "parameter"),
    "parameter given twice": ("GET", "/queries/members-of-forum/result?on=2016-01-01&on=2017-01-01", {}, 422, "parameter"),
    "unknown resource as parameter": ("GET", "/queries/members-of-forum/result?forum=id:forum/none", {}, 422, "parameter"),
    "broken query": ("GET", "/sparql?query=SELECT", {}, 400, "query-syntax"),
    "no query": ("GET", "/sparql?x=y", {}, 400, "bad-request"),
    "not UTF-8": ("POST", "/sparql", {"content": b"ASK {}\xff", "headers": DIRECT}, 400, "bad-request"),
    "SERVICE": ("GET", "/sparql?query=ASK%20%7BSERVICE%20%3Curn:x%3E%20%7B%7D%7D", {}, 400, "query-refused"),
    "too deep": ("POST", "/sparql", {"content": b"ASK " + b"{" * 200, "headers": DIRECT}, 400, "query-refused"),
    "graph parameter that is no IRI": ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=a%20b", {}, 400, "bad-request"),
    "update": ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}, 403, "update-refused"),
    "not acceptable": ("GET", "/sparql?query=ASK%7B%7D", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    "document not acceptable": ("GET", "/doc/city/essen", {"headers": {"Accept": "image/png"}}, 406, "not-acceptable"),
    "format does not fit": ("GET", "/sparql?query=ASK%7B%7D&format=turtle", {}, 406, "format"),
    "unknown format": ("GET", "/sparql?query=ASK%7B%7D&format=docx", {}, 406, "not-acceptable"),
    "wrong method": ("DELETE", "/sparql", {}, 405, ""),
    "no graph asked for": ("GET", "/graph-store", {}, 400, "bad-request"),
    "two graphs asked for": ("GET", "/graph-store?default&graph=urn:x", {}, 400, "bad-request"),
    "no such graph": ("GET", "/graph-store?graph=urn:nowhere", {}, 404, "not-found"),
    "graph not acceptable": ("GET", "/graph-store?default", {"headers": {"Accept": "text/csv"}}, 406, "not-acceptable"),
    "writing a graph": ("PUT", "/graph-store?default", {}, 405, ""),
    "unknown suffix of the endpoint": ("GET", "/sparql.docx?query=ASK%7B%7D", {}, 404, "not-found"),
    "body not in UTF-8": (
        "POST",
        "/sparql",
        {"content": b"ASK {}", "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}},
        415,
        "unsupported-media-type",
    ),
    "too large": ("POST", "/sparql", {"content": b"#" * 1_100_000, "headers": DIRECT}, 413, "too-large"),
    "unknown body": ("POST", "/sparql", {"content": b"ASK {}", "headers": BINARY}, 415, "unsupported-media-type"),
}
TRACE = re.compile(r"Traceback|File \"|\.py\b|site-packages|<(class|function|module) ")


@pytest.mark.parametrize(("method", "url", "options", "status", "name"), list(CASES.values()), ids=list(CASES))
def test_one_shape(client: httpx.Client, method: str, url: str, options: dict[str, object], status: int, name: str) -> None:
    answer = client.request(method, url, **options)  # type: ignore[arg-type]  # the table holds keyword arguments
    check(answer, status, name)


def check(answer: httpx.Response, status: int, name: str) -> None:
    """The response is a problem document of this status and kind."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "accept" in answer.headers["vary"].lower()
    problem = answer.json()
    assert {"type", "title", "status", "detail", "instance"} <= set(problem)
    assert problem["status"] == status
    assert problem["title"]
    assert len(problem["detail"]) > 10
    assert problem["instance"].startswith("/")
    if name:
        assert problem["type"] == f"{BASE}problems#{name}"
    assert not TRACE.search(answer.text)


@pytest.mark.parametrize(("method", "url", "options", "status", "name"), list(CASES.values()), ids=list(CASES))
def test_a_browser_gets_a_page(client: httpx.Client, method: str, url: str, options: dict[str, object], status: int, name: str) -> None:
    headers = {"Accept": "text/html,*/*;q=0.1", **dict(options.get("headers", {}))}  # type: ignore[call-overload]  # the table holds objects
    answer = client.request(method, url, **{**options, "headers": headers})  # type: ignore[arg-type]  # the table holds keyword arguments
    if answer.status_code in {200, 303}:
        # In a browser these lead to a page that tells the problem itself.
        answer = client.request(method, url, **{**options, "headers": headers}, follow_redirects=True)  # type: ignore[arg-type]
        assert "editor" in str(answer.url) or "/queries/" in str(answer.url)
    assert answer.headers["content-type"] in {"text/html; charset=utf-8", "application/problem+json"}
    assert answer.status_code in {status, 200}, name
    assert not TRACE.search(answer.text)


def test_every_kind_is_explained_on_the_page_of_problems(client: httpx.Client) -> None:
    page = html.unescape(client.get("/problems").text)
    for kind in STATUS:
        assert f'id="{problem_name(kind)}"' in page
        assert kind.title in page
    assert {name for *_, name in CASES.values() if name} <= {problem_name(kind) for kind in STATUS}


def test_every_exception_that_can_reach_http_has_a_status() -> None:
    local = {
        errors.AssetsMissingError,
        errors.DataRefusedError,
        errors.InputFileError,
        errors.InputFilesError,
        errors.OutputFileError,
        errors.SettingsError,
    }  # raised by commands, before the service starts or while it loads new data
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.UrbansecError)}
    assert kinds - local - {errors.UrbansecError} <= set(STATUS)


class Failing:
    """An engine that raises what it is told to."""

    version = "none"
    union = True

    def __init__(self, error: Exception) -> None:
        self.error = error

    def execute(self, request: Request, result_format: Format) -> Answer:  # noqa: ARG002 - the protocol's signature
        """Fail."""
        raise self.error

    async def stream(self, request: Request, formats: Formats) -> Stream:  # noqa: ARG002 - the protocol's signature
        """Fail."""
        raise self.error


RAISED = [
    (errors.QuerySyntaxError("Not at all.", line=1, column=2), 400, "query-syntax"),
    (errors.QueryRefusedError("Not this one."), 400, "query-refused"),
    (errors.EngineFailedError("A number is too big."), 400, "engine-failed"),
    (errors.FormatError("It does not fit."), 406, "format"),
    (errors.RemoteEngineError("It cannot be reached."), 502, "remote-engine"),
    (errors.WorkerLostError("It ended before its time."), 503, "worker-lost"),
    (errors.MemoryLimitError("It needed too much."), 507, "memory-limit"),
    (errors.EngineBusyError("All are busy now."), 503, "engine-busy"),
    (errors.QueryTimeoutError("It took too long.", limit_seconds=1.0), 504, "query-timeout"),
    (errors.SavedQueryError("x.rq: not right."), 500, "saved-query"),
    (errors.UrbansecError("Something unforeseen."), 500, ""),
    (RuntimeError("secret words in /home/someone/file.py"), 500, ""),
]


@pytest.fixture
def failing(assets: Assets, catalogue: Catalogue, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client for a service whose engine fails with the parameter."""
    with listening(create_app(Settings(), Failing(request.param), catalogue, assets)) as url, httpx.Client(base_url=url) as http:
        yield http


@pytest.mark.parametrize(("failing", "status", "name"), RAISED, indirect=["failing"], ids=[type(error).__name__ for error, _, _ in RAISED])
def test_what_an_engine_raises(failing: httpx.Client, status: int, name: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = failing.get("/sparql", params={"query": "ASK {}"})
    check(answer, status, name)
    assert "secret" not in answer.text
    assert bool(caplog.records) is (status >= 500)  # only the service's own failures are logged
    assert ("retry-after" in answer.headers) is (status == 503)


def test_a_failure_of_the_engine_is_no_failure_of_the_service(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT (SUM(?x) AS ?y) {{ VALUES ?x {{ {'9' * 30} }} }}"})
    assert answer.status_code in {200, 400}
    assert client.get("/health/live").status_code == 200


def test_the_engine_is_a_real_one(engine: EmbeddedEngine, assets: Assets, catalogue: Catalogue) -> None:
    """The canary for the failing engines above: with a working one the same request is answered."""
    with listening(create_app(Settings(), engine, catalogue, assets)) as url:
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).json()["boolean"] is True

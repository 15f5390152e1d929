"""Services that fail, are busy, lie or are none: the client says so in words, and never gives rows that are not right."""

import json
from collections.abc import Callable

import httpx
import pytest

from urbansec import errors
from urbansec.api.errors import STATUS, problem_name
from urbansec.client import Client, ServiceError
from urbansec.client.http import HttpSource
from urbansec.client.problems import error_of
from urbansec.errors import EngineBusyError, NotFoundError, ParameterError, SavedQueryError, UrbansecError
from urbansec.queries import SavedQuery, Table
from urbansec.queries.versions import version_of

QUERY = "#+ summary: A test\n#+ params:\n#+   n: {type: integer, default: 1, list: true}\nSELECT ?x WHERE { VALUES (?n) { (1) } BIND(?n AS ?x) }"
ROWS = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}
TABLE = "application/sparql-results+json"


def described(name: str = "q", text: str = QUERY, version: str = "") -> dict[str, object]:
    return {"name": name, "query": text, "version": version or version_of(text)}


def source(answer: Callable[[httpx.Request], httpx.Response], *, patience: float = 0.0) -> HttpSource:
    return HttpSource("http://service.example", timeout=5, patience=patience, transport=httpx.MockTransport(answer))


def fixed(rows: httpx.Response, description: object = None) -> HttpSource:
    return source(lambda request: rows if "/result" in request.url.path else httpx.Response(200, json=description or described()))


def rows_of(served: HttpSource, **given: str) -> Table:
    return served.run(served.query("q"), given).table


def test_the_plain_case_works() -> None:
    assert rows_of(fixed(httpx.Response(200, json=ROWS, headers={"Content-Type": TABLE}))).variables == ("x",)


def test_what_a_later_service_tells_of_a_hit_does_not_matter() -> None:
    hit = {"iri": "x:1", "label": "One", "kind": "x:K", "matched": "One", "language": "en", "score": 100.0, "exact": True, "description": "a thing"}
    served = source(lambda _: httpx.Response(200, json={"hits": [{**hit, "colour": "red"}, hit]}))
    first, second = served.search("one", (), (), 2)
    assert first == second
    assert first.label_language == "", "and an earlier one does not tell the language of a label"


@pytest.mark.parametrize("kind", [kind for kind in STATUS if kind.__module__ == "urbansec.errors"], ids=lambda kind: kind.__name__)
def test_every_kind_of_problem_comes_back_as_what_it_was(kind: type[UrbansecError]) -> None:
    near: dict[str, object] = {"near": ["a", "b"], "parameter": "x", "line": 3, "column": 7}
    document = {
        "type": f"https://w3id.org/urbansec/problems#{problem_name(kind)}",
        "title": "T",
        "status": STATUS[kind],
        "detail": "The words. Did you mean a, b?",
        **near,
    }
    error = error_of(httpx.Response(STATUS[kind], json=document, request=httpx.Request("GET", "http://service.example")))
    assert type(error) is kind
    assert str(error) == "The words. Did you mean a, b?", "told once, not twice"
    assert error.members == near


def test_kinds_that_only_services_have_are_told_in_their_words() -> None:
    others = [kind for kind in STATUS if kind.__module__ != "urbansec.errors"]
    assert others
    for kind in others:
        document = {"type": f"https://w3id.org/urbansec/problems#{problem_name(kind)}", "detail": "So and so."}
        error = error_of(httpx.Response(400, json=document, request=httpx.Request("GET", "http://service.example")))
        assert isinstance(error, ServiceError)
        assert (str(error), error.status) == ("So and so.", 400)


def test_all_errors_of_the_package_are_known() -> None:
    """One that is added later is known too, unless it cannot be told by a service."""
    from urbansec.client.problems import _KINDS

    ours = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, UrbansecError)}
    assert ours - set(_KINDS.values()) == {UrbansecError, errors.InputFileError, errors.InputFilesError}


@pytest.mark.parametrize("content", [b"<html>Bad gateway</html>", b"", b"[]", b'{"detail": 3}', b"\xff"])
def test_an_error_that_is_no_document(content: bytes) -> None:
    error = error_of(httpx.Response(502, content=content, request=httpx.Request("GET", "http://service.example/x")))
    assert str(error) == "service.example answered with 502 Bad Gateway."


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>Welcome</html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"name": "q"}),
        httpx.Response(200, json={"name": "../q", "query": QUERY, "version": version_of(QUERY)}),
        httpx.Response(200, json={"name": 1, "query": 2, "version": 3}),
        httpx.Response(200, json={"queries": "many"}),
    ],
    ids=lambda answer: answer.text[:20],
)
def test_something_that_is_no_urbansec_service(answer: httpx.Response) -> None:
    served = source(lambda _: answer)
    for ask in (lambda: served.query("q"), served.queries, lambda: served.search("x", (), (), 1)):
        with pytest.raises(ServiceError, match="is no urbansec service"):
            ask()


@pytest.mark.parametrize(
    ("response", "said"),
    [
        (httpx.Response(200, text="<html>", headers={"Content-Type": "text/html"}), "answered with text/html"),
        (httpx.Response(200, text="{", headers={"Content-Type": TABLE}), "cannot be read"),
        (httpx.Response(200, json=ROWS, headers={"Content-Type": TABLE, "X-Result-Checksum": "sha256:00"}), "was changed on its way"),
        (httpx.Response(200, json=ROWS, headers={"Content-Type": TABLE, "X-Result-Truncated": "rows=1; limit=rows; value=1"}), "not whole"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_rows_that_are_not_right_are_none(response: httpx.Response, said: str) -> None:
    with pytest.raises(ServiceError, match=said):
        rows_of(fixed(response))


def test_a_text_that_is_not_of_its_version() -> None:
    with pytest.raises(ServiceError, match="version that the service tells"):
        source(lambda _: httpx.Response(200, json=described(version="0123456789abcdef"))).query("q")


def test_a_header_that_is_broken() -> None:
    text = "#+ summary: [\nSELECT * {}"
    with pytest.raises(SavedQueryError, match=r"http://service\.example/queries/q"):
        source(lambda _: httpx.Response(200, json=described(text=text))).query("q")


def busy(times: int, status: int = 503, *, after: str = "1") -> tuple[Callable[[httpx.Request], httpx.Response], list[httpx.Request]]:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        document = {"type": "https://w3id.org/urbansec/problems#engine-busy", "detail": "All workers were busy."}
        return httpx.Response(200, json=described()) if len(seen) > times else httpx.Response(status, json=document, headers={"Retry-After": after})

    return answer, seen


def test_a_busy_service_is_asked_again_after_the_time_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("urbansec.client.http.time.sleep", waited.append)
    answer, seen = busy(2, after="7")
    assert source(answer, patience=60).query("q").name == "q"
    assert waited == [7.0, 7.0]
    assert len(seen) == 3


@pytest.mark.parametrize("status", [429, 503])
def test_patience_ends(status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.client.http.time.sleep", lambda _: pytest.fail("it waits longer than it was told"))
    answer, seen = busy(9, status, after="30")
    with pytest.raises(EngineBusyError, match="All workers were busy"):
        source(answer, patience=10).query("q")
    assert len(seen) == 1


def test_other_errors_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("urbansec.client.http.time.sleep", lambda _: pytest.fail("there is nothing to wait for"))
    with pytest.raises(NotFoundError):
        source(lambda _: httpx.Response(404, json={"type": "x#not-found", "detail": "No."}), patience=60).query("q")


@pytest.mark.parametrize(("error", "said"), [(httpx.ReadTimeout("late"), "in time"), (httpx.RemoteProtocolError("broken off"), "broken off")])
def test_a_connection_that_fails(error: httpx.HTTPError, said: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    with pytest.raises(ServiceError, match=said):
        source(answer).query("q")


def test_values_are_checked_before_anything_is_sent() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json=described())

    served = source(answer)
    saved = served.query("q")
    for given in ({"m": "1"}, {"n": "one"}, {"n": "\ud800"}, {"page-size": "1"}):
        with pytest.raises(ParameterError):
            served.run(saved, given)
    assert asked == ["/queries/q"]


def test_the_version_that_was_checked_is_the_one_that_is_asked() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=ROWS, headers={"Content-Type": TABLE}) if "/result" in request.url.path else httpx.Response(200, json=described())

    rows_of(source(answer))
    assert asked[1] == f"http://service.example/queries/q@{version_of(QUERY)}/result.json?n=1"


def test_a_version_that_the_service_no_longer_has_is_forgotten() -> None:
    gone = httpx.Response(404, json={"type": "x#not-found", "detail": "There is no such version."})
    served = fixed(gone)
    saved = served.query("q")
    assert isinstance(saved, SavedQuery)
    assert served.query("q") is saved
    with pytest.raises(NotFoundError):
        served.run(saved, {})
    assert served.query("q") is not saved


@pytest.mark.parametrize("status", [None, 414])
def test_values_that_no_address_holds(status: int | None) -> None:
    text = QUERY.replace("integer", "string").replace("default: 1", "default: a").replace("(1)", '("a")')

    def answer(request: httpx.Request) -> httpx.Response:
        if "/result" in request.url.path and status is not None:
            return httpx.Response(status, json={"type": "x#uri-too-long", "detail": "Too long."})
        return httpx.Response(200, json=described(text=text))

    served = source(answer)
    with pytest.raises(ParameterError, match="n takes more room than an address") as error:
        served.run(served.query("q"), {"n": ["a"] if status else [f"{number}{'x' * 9_000}" for number in range(20)]})
    assert error.value.parameter == "n"


def test_deprecation_is_told_where_the_call_is(monkeypatch: pytest.MonkeyPatch) -> None:
    text = QUERY.replace("#+ params:", "#+ deprecated: Use other instead.\n#+ params:")
    served = fixed(httpx.Response(200, content=json.dumps(ROWS), headers={"Content-Type": TABLE}), described(text=text))
    client = Client("http://service.example")
    monkeypatch.setattr(client, "_source", served)
    with pytest.warns(FutureWarning, match="Use other instead") as found:
        client.run("q")
    assert found[0].filename == __file__

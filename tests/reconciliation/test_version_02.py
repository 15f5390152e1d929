"""Version 0.2 of the protocol, asked as OpenRefine asks: forms with JSON in one field."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.reconciliation.answers import Batch02, Extension02, Flyouts, Manifest02, Proposals, Suggestions
from urbansec.namespaces import ID, URB
from urbansec.reconciliation.manifest import BATCH

pytestmark = pytest.mark.process
ESSEN = f"{ID}city/essen"


def ask(http: httpx.Client, **queries: dict[str, Any]) -> dict[str, Any]:
    """The answer to a batch, checked to be one."""
    answer = http.post("/reconcile", data={"queries": json.dumps(queries)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    Batch02.model_validate(answer.json())
    found: dict[str, Any] = answer.json()
    assert found.keys() == queries.keys()
    return found


def test_manifest(http: httpx.Client) -> None:
    answer = http.get("/reconcile")
    manifest = Manifest02.model_validate(answer.json())
    assert "0.2" in manifest.versions
    assert manifest.identifierSpace == ID
    assert manifest.batchSize == BATCH
    assert answer.headers["access-control-allow-origin"] == "*"


def test_what_the_manifest_names_is_there(http: httpx.Client) -> None:
    manifest = http.get("/reconcile").json()
    escaped = quote(ESSEN, safe="")
    followed = [
        manifest["documentation"],
        manifest["logo"],
        manifest["view"]["url"].replace("{{id}}", escaped),
        manifest["preview"]["url"].replace("{{id}}", escaped),
    ]
    for what, service in manifest["suggest"].items():
        known = {"entity": ESSEN, "property": "urb:country", "type": f"{URB}City"}[what]
        followed.append(f"{service['service_url']}{service['service_path']}?prefix=e")
        followed.append(service["flyout_service_url"] + service["flyout_service_path"].replace("${id}", quote(known, safe="")))
    extend = manifest["extend"]["propose_properties"]
    followed.append(f"{extend['service_url']}{extend['service_path']}?type={quote(URB, safe='')}City")
    assert {address: http.get(address).status_code for address in followed if http.get(address, follow_redirects=True).status_code != 200} == {}


def test_a_batch(http: httpx.Client) -> None:
    found = ask(http, q0={"query": "Mannhiem", "limit": 2}, q1={"query": "Köln", "type": f"{URB}City", "type_strict": "should"}, q2={"query": "Zürich"})
    assert found["q0"]["result"][0]["name"] == "Mannheim"
    assert found["q0"]["result"][0]["match"] is False
    assert found["q1"]["result"][0]["id"] == f"{ID}city/koeln"
    assert found["q1"]["result"][0]["match"] is True
    assert not any(candidate["match"] for candidate in found["q2"]["result"])


def test_get_gives_the_same(http: httpx.Client) -> None:
    queries = json.dumps({"q0": {"query": "Torino"}})
    assert http.get("/reconcile", params={"queries": queries}).json() == http.post("/reconcile", data={"queries": queries}).json()


@pytest.mark.parametrize(
    ("country", "matched"), [("Germany", True), ("DE", True), ("Allemagne", True), ("Duitsland", True), (f"{ID}country/de", True), ("Netherlands", False)]
)
def test_evidence_decides(http: httpx.Client, country: str, matched: bool) -> None:
    found = ask(http, q0={"query": "Essen", "properties": [{"pid": "urb:country", "v": country}]})
    essen = next(candidate for candidate in found["q0"]["result"] if candidate["id"] == ESSEN)
    assert essen["match"] is matched
    assert {"id": "urb:country", "name": "urb:country agrees", "value": matched} in essen["features"]


def test_evidence_may_be_several_values_of_several_types(http: httpx.Client) -> None:
    values = [False, 3, 593085, {"id": "x", "name": "y"}]
    found = ask(http, q0={"query": "Essen", "type": ["urb:City"], "properties": [{"pid": "population", "v": values}]})
    assert found["q0"]["result"][0]["match"] is True


def test_without_a_name_an_identifier_is_enough(http: httpx.Client) -> None:
    found = ask(
        http,
        q0={"properties": [{"pid": "urb:geonames", "v": "2928810"}]},
        q1={"properties": [{"pid": "urb:country", "v": "Latvia"}]},
        q2={"properties": [{"pid": "urb:geonames", "v": "0"}]},
    )
    assert [(each["id"], each["match"]) for each in found["q0"]["result"]] == [(ESSEN, True)]
    assert found["q1"]["result"]
    assert not any(each["match"] for each in found["q1"]["result"])
    assert found["q2"]["result"] == []


@pytest.mark.parametrize("text", [ESSEN, "city/essen", "id:city/essen"])
def test_an_identifier_means_what_it_identifies(http: httpx.Client, text: str) -> None:
    (candidate,) = ask(http, q0={"query": text})["q0"]["result"]
    assert (candidate["id"], candidate["score"], candidate["match"]) == (ESSEN, 100, True)


def test_types_restrict(http: httpx.Client) -> None:
    found = ask(http, q0={"query": "Deutscher Präventionstag", "type": f"{URB}Event"}, q1={"query": "Deutscher Präventionstag", "type": f"{URB}Organisation"})
    assert {each["type"][0]["name"] for each in found["q0"]["result"]} == {"event"}
    assert not any(each["match"] for each in found["q0"]["result"])
    assert found["q1"]["result"][0]["match"] is True


def test_extension(http: httpx.Client) -> None:
    asked = {
        "ids": [ESSEN, "id:forum/defus", "nothing"],
        "properties": [
            {"id": "urb:country"},
            {"id": f"{URB}population", "settings": {}},
            {"id": "wgs:lat"},
            {"id": "skos:prefLabel", "settings": {"language": "de", "limit": "1"}},
            {"id": "foaf:homepage"},
        ],
    }
    answer = http.post("/reconcile", data={"extend": json.dumps(asked)})
    Extension02.model_validate(answer.json())
    assert [column["name"] for column in answer.json()["meta"]] == ["country", "population", "latitude", "name", "home page"]
    rows = answer.json()["rows"]
    assert rows[ESSEN] == {
        "urb:country": [{"id": f"{ID}country/de", "name": "Germany"}],
        f"{URB}population": [{"int": 593085}],
        "wgs:lat": [{"float": 51.45657}],
        "skos:prefLabel": [{"str": "Essen"}],
        "foaf:homepage": [{"str": "https://www.essen.de"}],
    }
    assert rows["id:forum/defus"]["skos:prefLabel"] == [{"str": "Deutsch-Europäisches Forum für urbane Sicherheit"}]
    assert rows["nothing"] == {"urb:country": [], f"{URB}population": [], "wgs:lat": [], "skos:prefLabel": [], "foaf:homepage": []}
    assert http.get("/reconcile", params={"extend": json.dumps(asked)}).json() == answer.json()


def test_every_value_of_everything_can_be_fetched(http: httpx.Client) -> None:
    """All properties of things of each kind, with whole days as moments: whatever the data hold, the answer is a right one."""
    properties = [{"id": each["id"], "settings": {"dates": "date"}} for each in http.get("/reconcile/suggest/property?prefix=&limit=100").json()["result"]]
    moments = 0
    for kind in ("City", "Event", "Forum", "Organisation", "Project", "Publication"):
        ids = [each["id"] for each in http.get(f"/reconcile/suggest/entity?prefix=&limit=30&type={kind}").json()["result"]]
        for start in (0, 50):
            answer = http.post("/reconcile", data={"extend": json.dumps({"ids": ids, "properties": properties[start : start + 50]})})
            Extension02.model_validate(answer.json())
            moments += answer.text.count('"date"')
    assert len(properties) > 50
    assert moments > 10


def test_suggestions(http: httpx.Client) -> None:
    def suggested(what: str, **parameters: str) -> list[dict[str, Any]]:
        answer = http.get(f"/reconcile/suggest/{what}", params=parameters)
        Suggestions.model_validate(answer.json())
        found: list[dict[str, Any]] = answer.json()["result"]
        return found

    assert suggested("entity", prefix="Ess")[0]["name"] == "Essen"
    assert suggested("entity", prefix=ESSEN)[0]["id"] == ESSEN
    assert {each["notable"][0]["name"] for each in suggested("entity", prefix="Ess", type="urb:Event")} == {"event"}
    assert suggested("property", prefix="coun")[0]["id"] == "urb:country"
    assert suggested("property", prefix="urb:country")[0]["id"] == "urb:country"
    assert suggested("type", prefix="cit")[0]["id"] == f"{URB}City"
    assert len(suggested("type", prefix="", limit="100")) > 10
    whole = [each["id"] for each in suggested("entity", prefix="", limit="40")]
    parts = [each["id"] for cursor in ("0", "20") for each in suggested("entity", prefix="", limit="20", cursor=cursor)]
    assert parts == whole
    assert len(set(whole)) == 40


def test_proposals_for_a_type(http: httpx.Client) -> None:
    answer = http.get("/reconcile/properties", params={"type": f"{URB}City", "limit": "3"}).json()
    Proposals.model_validate(answer)
    assert (answer["type"], answer["limit"], len(answer["properties"])) == (f"{URB}City", 3, 3)
    usual = {each["id"] for each in http.get("/reconcile/properties", params={"type": "City"}).json()["properties"]}
    assert {"urb:country", "urb:geonames", "org:memberOf"} <= usual
    assert "urb:edition" not in usual


def test_flyouts(http: httpx.Client) -> None:
    for what, known in (("entity", ESSEN), ("property", "urb:country"), ("type", f"{URB}City")):
        answer = http.get(f"/reconcile/flyout/{what}", params={"id": known})
        assert Flyouts.model_validate(answer.json()).id == known
    assert http.get("/reconcile/flyout/entity", params={"id": "city/atlantis"}).status_code == 404


def test_preview_may_stand_in_a_frame(http: httpx.Client) -> None:
    answer = http.get("/reconcile/preview", params={"id": ESSEN})
    assert answer.headers["content-type"].startswith("text/html")
    assert "Germany" in answer.text
    assert ESSEN in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors" not in policy
    assert "frame-ancestors 'none'" in http.get("/search", headers={"Accept": "text/html"}).headers["content-security-policy"]


def test_view_leads_to_the_thing(http: httpx.Client) -> None:
    answer = http.get("/reconcile/view", params={"id": ESSEN})
    assert (answer.status_code, answer.headers["location"]) == (303, "/id/city/essen")


def test_jsonp(http: httpx.Client) -> None:
    answer = http.get("/reconcile", params={"callback": "jQuery17.done_1", "queries": json.dumps({"q0": {"query": "Essen"}})})
    assert answer.headers["content-type"].startswith("text/javascript")
    before, _, after = answer.text.partition("(")
    assert before == "/**/jQuery17.done_1"
    assert after.endswith(");")
    Batch02.model_validate(json.loads(after[:-2]))
    for hostile in ("alert(1)//", "a b", "<script>", "1a", "a" * 200, "a\n"):
        assert http.get("/reconcile", params={"callback": hostile}).status_code == 400


def test_preflight(http: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = http.options("/reconcile", headers=asked)
    assert answer.status_code == 200
    assert "POST" in answer.headers["access-control-allow-methods"]


@pytest.mark.parametrize(
    ("queries", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ('"x"', 400),
        ("[" * 100_000, 400),
        ('{"q0": {"limit": 1}}', 400),
        ('{"q0": {"query": ""}}', 400),
        ('{"q0": {"query": "Essen", "limit": 0}}', 400),
        ('{"q0": {"query": "Essen", "limit": "all"}}', 400),
        ('{"q0": {"query": 7}}', 400),
        ('{"q0": {"query": "Essen", "type_strict": "never"}}', 400),
        ('{"q0": {"query": "Essen", "colour": "red"}}', 400),
        ('{"q0": {"query": "Essen", "properties": [{"pid": "urb:country"}]}}', 400),
        ('{"q0": {"query": "Essen", "properties": [{"pid": "urb:country", "v": null}]}}', 400),
        ('{"q0": {"query": "Essen", "type": "urb:Planet"}}', 422),
        ('{"q0": {"query": "Essen", "properties": [{"pid": "urb:colour", "v": "red"}]}}', 422),
        (json.dumps({f"q{number}": {"query": "Essen"} for number in range(BATCH + 1)}), 413),
    ],
)
def test_what_is_no_batch_is_refused(http: httpx.Client, queries: str, status: int) -> None:
    answer = http.post("/reconcile", data={"queries": queries})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) < 2000


def test_what_is_no_form_is_refused(http: httpx.Client) -> None:
    assert http.post("/reconcile", json={"queries": {}}).status_code == 415
    assert http.post("/reconcile", data={"other": "x"}).status_code == 400
    assert http.post("/reconcile", content=b"queries=%ff", headers={"Content-Type": "application/x-www-form-urlencoded"}).status_code == 400
    assert http.post("/reconcile", data={"queries": "x" * 1_100_000}).status_code == 413


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ('{"ids": []}', 400),
        ('{"ids": ["x"], "properties": [{"name": "x"}]}', 400),
        ('{"ids": ["x"], "properties": [{"id": "urb:colour"}]}', 422),
        ('{"ids": ["x"], "properties": [{"id": "urb:country", "settings": {"limit": "many"}}]}', 422),
        ('{"ids": ["x"], "properties": [{"id": "urb:country", "settings": {"language": "German language"}}]}', 422),
        (json.dumps({"ids": ["x"] * 1001, "properties": []}), 422),
    ],
)
def test_what_is_no_extension_is_refused(http: httpx.Client, asked: str, status: int) -> None:
    assert http.post("/reconcile", data={"extend": asked}).status_code == status


@pytest.mark.parametrize(
    "name",
    [
        '" } DROP ALL #',
        "> . ?s ?p ?o",
        "\\u003e",
        "\x00",
        "é" * 10_000,
        "(" * 500,
        "' OR 1=1 --",
        "{{id}}",
        "<script>alert(1)</script>",
        "\u202e",
        "ﷺ" * 50,
        "1" * 400,
    ],
)
def test_hostile_names_are_only_names(http: httpx.Client, name: str) -> None:
    found = ask(http, q0={"query": name, "properties": [{"pid": "urb:country", "v": name}]}, q1={"properties": [{"pid": "urb:geonames", "v": name}]})
    assert not any(candidate["match"] for result in found.values() for candidate in result["result"])
    row = http.post("/reconcile", data={"extend": json.dumps({"ids": [name], "properties": [{"id": "urb:country"}]})}).json()["rows"]
    assert row == {name: {"urb:country": []}}

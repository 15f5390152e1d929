"""The draft of version 1.0: an endpoint of its own, JSON in and out, conditions in place of a query."""

import json
from typing import Any

import httpx
import pytest

from tests.reconciliation.answers import Batch10, Extension10, Manifest10, Proposals, Suggestions
from urbansec.namespaces import ID, URB
from urbansec.reconciliation.manifest import BATCH

pytestmark = pytest.mark.process
AT = "/reconcile/1.0"
ESSEN = f"{ID}city/essen"
Conditions = dict[str, Any]


def name(value: object, **more: object) -> Conditions:
    """A condition on the name."""
    return {"matchType": "name", "propertyValue": value, **more}


def having(prop: str, value: object, **more: object) -> Conditions:
    """A condition on a property."""
    return {"matchType": "property", "propertyId": prop, "propertyValue": value, **more}


def ask(http: httpx.Client, *queries: dict[str, Any], **headers: str) -> list[list[dict[str, Any]]]:
    """The candidates for each query, in their order."""
    answer = http.post(f"{AT}/match", json={"queries": queries}, headers=headers)
    assert answer.status_code == 200, answer.text
    Batch10.model_validate(answer.json())
    return [result["candidates"] for result in answer.json()["results"]]


def paths(candidates: list[dict[str, Any]]) -> list[str]:
    """Which things they are."""
    return [candidate["id"].removeprefix(ID) for candidate in candidates]


def test_manifest(http: httpx.Client) -> None:
    answer = http.get(AT)
    manifest = Manifest10.model_validate(answer.json())
    assert manifest.versions == ["1.0-draft"]
    assert manifest.standardizedScore is True
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_batch(http: httpx.Client) -> None:
    found = ask(http, {"conditions": [name("Lüttich")]}, {"conditions": [name("DEFUS")], "type": f"{URB}Forum", "limit": 1, "lang": "de"})
    assert [paths(candidates)[0] for candidates in found] == ["city/liege", "forum/defus"]
    assert found[1][0]["match"] is True
    assert len(found[1]) == 1


def test_the_earlier_state_of_the_draft_is_answered_too(http: httpx.Client) -> None:
    query = {"conditions": [{"matchType": "name", "v": "Essen"}, {"matchType": "property", "pid": "urb:country", "v": [{"id": f"{ID}country/de"}]}]}
    answer = http.post(f"{AT}/reconcile", json={"queries": [query]})
    assert answer.json()["results"][0]["candidates"][0]["id"] == ESSEN


def test_quantifiers(http: httpx.Client) -> None:
    forums = [f"{ID}forum/efus", f"{ID}forum/fppsu"]
    here = having("urb:country", "Portugal", required=True)
    found = ask(
        http,
        *(
            {"conditions": [here, having("org:memberOf", forums, required=True, matchQuantifier=quantifier)], "limit": 100}
            for quantifier in ("all", "any", "none")
        ),
    )
    both, either, neither = map(set, map(paths, found))
    assert "city/loures" in both <= either
    assert neither
    assert neither.isdisjoint(either)


def test_a_condition_may_be_required(http: httpx.Client) -> None:
    weak, strict = ask(
        http,
        {"conditions": [name("Brest"), having("urb:country", "Belarus")]},
        {"conditions": [name("Brest"), having("urb:country", "Belarus", required=True)]},
    )
    assert paths(weak)[0] == "city/brest"
    assert weak[0]["match"] is False
    assert strict == []


def test_several_names(http: httpx.Client) -> None:
    any_of, all_of, none_of = ask(
        http,
        {"conditions": [name(["Zürich", "Essen"])], "type": "City", "limit": 1},
        {"conditions": [name(["Köln", "Cologne"], matchQuantifier="all")], "type": "City", "limit": 1},
        {"conditions": [name("Saint-Deni"), name("Saint-Denis", matchQuantifier="none")], "type": "City"},
    )
    assert paths(any_of) == ["city/essen"]
    assert paths(all_of) == ["city/koeln"]
    assert "city/saint-denis" not in paths(none_of)


def test_names_come_in_the_language_that_is_asked_for(http: httpx.Client) -> None:
    query = {"conditions": [name("Turin")]}
    assert ask(http, query)[0][0]["name"] == "Turin"
    assert ask(http, query, **{"Accept-Language": "it, de;q=0.5"})[0][0]["name"] == "Torino"
    assert ask(http, query, **{"Accept-Language": "xx, it;q=0, de;q=0.5"})[0][0]["name"] == "Turin"
    # Asked for without a language first: what is kept of it must not be given to others.
    assert http.get(f"{AT}/suggest/entity", params={"prefix": "Turin"}).json()["result"][0]["name"] == "Turin"
    answer = http.get(f"{AT}/suggest/entity", params={"prefix": "Turin"}, headers={"Accept-Language": "it"})
    assert answer.json()["result"][0]["name"] == "Torino"
    assert "accept-language" in answer.headers["vary"].lower()
    assert http.get(f"{AT}/suggest/entity", params={"prefix": "Turin"}).json()["result"][0]["name"] == "Turin"


def test_extension(http: httpx.Client) -> None:
    asked = {"ids": [ESSEN, "x"], "properties": [{"id": "urb:country"}, {"id": "skos:prefLabel", "settings": {"language": "fr"}}]}
    answer = http.post(f"{AT}/extend", json=asked)
    Extension10.model_validate(answer.json())
    essen, unknown = answer.json()["rows"]
    assert essen == {
        "id": ESSEN,
        "properties": [
            {"id": "urb:country", "values": [{"id": f"{ID}country/de", "name": "Germany"}]},
            {"id": "skos:prefLabel", "values": [{"str": "Essen", "lang": "fr"}]},
        ],
    }
    assert [cells["values"] for cells in unknown["properties"]] == [[], []]


def test_suggestions_and_proposals(http: httpx.Client) -> None:
    for what in ("entity", "property", "type"):
        Suggestions.model_validate(http.get(f"{AT}/suggest/{what}", params={"prefix": ""}).json())
    first = [each["id"] for each in http.get(f"{AT}/suggest/entity", params={"prefix": "", "limit": "6"}).json()["result"]]
    assert [each["id"] for each in http.get(f"{AT}/suggest/entity", params={"prefix": "", "limit": "3", "offset": "3"}).json()["result"]] == first[3:]
    Proposals.model_validate(http.get(f"{AT}/extend/propose", params={"type": "urb:Event"}).json())
    assert http.get(f"{AT}/suggest/planet", params={"prefix": ""}).status_code == 404
    assert http.get(f"{AT}/suggest/entity", params={"prefix": "", "offset": "-1"}).status_code == 422
    assert http.get(f"{AT}/extend/propose").status_code == 422


def test_preview(http: httpx.Client) -> None:
    assert "Essen" in http.get(f"{AT}/preview", params={"id": ESSEN}).text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{}", 400),
        ("[]", 400),
        ('{"queries": [{}]}', 400),
        ('{"queries": [{"conditions": []}]}', 400),
        ('{"queries": [{"conditions": [{"propertyValue": "Essen"}]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "name"}]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "name", "propertyId": "urb:country", "propertyValue": "x"}]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x", "matchQualifier": "EDTF"}]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "type": ["a", "b"]}]}', 400),
        ('{"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}], "type_strict": "any"}]}', 400),
        (json.dumps({"queries": [{"conditions": [{"matchType": "name", "propertyValue": "x"}]}] * (BATCH + 1)}), 413),
    ],
)
def test_what_is_no_batch_is_refused(http: httpx.Client, body: str, status: int) -> None:
    answer = http.post(f"{AT}/match", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_is_refused(http: httpx.Client) -> None:
    assert http.post(f"{AT}/match", data={"queries": "[]"}).status_code == 415

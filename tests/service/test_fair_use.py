"""Query time is shared out: the arithmetic, and what a client is told."""

from collections.abc import Iterator
from typing import Literal

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.running import run, serving
from tests.service.counting import CountingEngine, counting
from urbansec.api.budget import Budget
from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.queries import Catalogue
from urbansec.settings import PRESETS, Settings, with_preset

PER_MINUTE, BURST = 60.0, 120.0
PROXY = {"trusted_proxies": "127.0.0.1", "client_seconds": PER_MINUTE, "client_burst_seconds": BURST}


class Clock:
    """A clock that a test winds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def engine(snapshot: Snapshot) -> CountingEngine:
    return CountingEngine(snapshot)


@pytest.fixture(scope="module")
def url(engine: CountingEngine, catalogue: Catalogue, assets: Assets) -> Iterator[str]:
    with counting(engine, catalogue, assets, PROXY) as address:
        yield address


@pytest.fixture
def price(engine: CountingEngine) -> Iterator[CountingEngine]:
    """The engine; what a query costs can be set, and is nothing again afterwards."""
    yield engine
    engine.price = 0.0


def asking(url: str, client: str) -> httpx.Client:
    """A client whose address is ``client``, as the proxy in front says."""
    return httpx.Client(base_url=url, headers={"X-Forwarded-For": client}, timeout=30)


def test_a_bucket_empties_and_fills(clock: Clock) -> None:
    budget = Budget(PER_MINUTE, BURST, clock=clock)
    assert (budget.left("a"), budget.wait("a"), budget.full_in(BURST)) == (120, 0, 0)
    budget.charge("a", 119.5)
    assert (budget.left("a"), budget.wait("a")) == (0.5, 0)
    budget.charge("a", 20)
    assert (budget.left("a"), budget.wait("a"), budget.left("b")) == (-19.5, 20, 120)
    clock.now += 19
    assert budget.wait("a") == 1
    clock.now += 1
    assert (budget.left("a"), budget.wait("a"), budget.full_in(0.5)) == (0.5, 0, 120)
    clock.now += 10_000
    assert budget.left("a") == 120


def test_nothing_costs_nothing(clock: Clock) -> None:
    budget = Budget(PER_MINUTE, BURST, clock=clock)
    budget.charge("a", 0.0)
    assert len(budget) == 0


def test_only_so_many_clients_are_remembered(clock: Clock) -> None:
    budget = Budget(PER_MINUTE, BURST, clock=clock, remembered=10)
    for number in range(100):
        budget.charge(str(number), 200)
    assert (len(budget), budget.left("99"), budget.left("0")) == (10, -80, 120)


@given(st.floats(0.1, 600), st.floats(0.1, 600), st.lists(st.tuples(st.floats(0, 100), st.floats(0, 300)), max_size=30))
def test_nobody_gets_more_than_the_share(per_minute: float, burst: float, steps: list[tuple[float, float]]) -> None:
    clock = Clock()
    budget = Budget(per_minute, burst, clock=clock)
    done, start, largest = 0.0, clock.now, 0.0
    for pause, cost in steps:
        clock.now += pause
        before = budget.left("a")
        assert before <= burst
        assert (budget.wait("a") == 0) == (before > 0)
        if before > 0:
            budget.charge("a", cost)
            done += cost
            largest = max(largest, cost)
        else:
            wait = budget.wait("a")
            clock.now += wait
            assert budget.left("a") > -1e-6
            if wait > 1:
                clock.now -= 1.001
                assert budget.left("a") <= 1e-6
                clock.now += 1.001
        assert done <= burst + (clock.now - start) * per_minute / 60 + largest + 1e-6


def test_headers_tell_what_is_left(url: str, price: CountingEngine) -> None:
    with asking(url, "198.51.100.1") as http:
        price.price = 30.0
        first = http.get("/sparql?query=ASK%7B%7D%23left-1")
        assert first.headers["ratelimit-policy"] == '"query-seconds";q=120;w=60'
        left = dict(part.split("=") for part in first.headers["ratelimit"].removeprefix('"query-seconds";').split(";"))
        assert int(left["r"]) in {89, 90}
        assert int(left["t"]) in {30, 31}


def test_who_has_used_up_the_share_is_told_when_to_come_again(url: str, price: CountingEngine) -> None:
    with asking(url, "198.51.100.2") as http:
        price.price = 150.0
        assert http.get("/sparql?query=ASK%7B%7D%23used").status_code == 200
        calls = price.calls
        refused = http.get("/sparql?query=ASK%7B%7D%23more")
        assert (refused.status_code, price.calls) == (429, calls)
        assert 25 <= int(refused.headers["retry-after"]) <= 30
        assert refused.headers["cache-control"] == "no-store"
        assert refused.headers["ratelimit"].startswith('"query-seconds";r=0;t=1')
        problem = refused.json()
        assert problem["type"].endswith("problems#client-budget")
        assert (problem["title"], problem["status"]) == ("Your query time is used up", 429)
        assert (problem["limit"], problem["value"], problem["burst"]) == ("client_seconds", 60.0, 120.0)
        assert str(problem["retry_after"]) == refused.headers["retry-after"]
        assert f"Ask again in {problem['retry_after']} seconds" in problem["detail"]


@pytest.mark.parametrize(
    "place", ["/", "/doc/city/essen", "/queries/members-of-forum/result.csv", "/graph-store?default", "/editor?query=ASK%7B%7D", "/dump/urbansec.trig.gz"]
)
def test_every_way_to_the_engine_is_closed(url: str, price: CountingEngine, place: str) -> None:
    with asking(url, "198.51.100.3") as http:
        price.price = 1000.0
        http.post("/sparql", data={"query": f"ASK {{}} #{place}"})
        price.price = 0.0
        calls = price.calls
        refused = http.get(f"{place}{'&' if '?' in place else '?'}closed=1", headers={"Accept": "*/*"})
        assert (refused.status_code, price.calls) == (429, calls)
        assert http.head(place, headers={"Cache-Control": "no-store"}).status_code == 429


def test_what_is_at_hand_or_needs_no_engine_is_always_given(url: str, price: CountingEngine) -> None:
    with asking(url, "198.51.100.4") as http:
        price.price = 1000.0
        ready = "/sparql?query=ASK%7B%7D%23ready"
        assert http.get(ready).status_code == 200
        answer = http.get(ready)
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers  # it cost nothing
        assert http.get(ready, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
        assert http.get("/sparql?query=ASK%7B%7D%23not-ready").status_code == 429
        for place in ("/problems", "/health/live", "/health/ready", "/static/urbansec.css", "/openapi.json", "/metrics"):
            assert http.get(place).status_code == 200, place
        page = http.get("/sparql?query=ASK%7B%7D%23page", headers={"Accept": "text/html"})
        assert (page.status_code, "Your query time is used up" in page.text) == (429, True)


def test_one_client_does_not_pay_for_another(url: str, price: CountingEngine) -> None:
    with asking(url, "198.51.100.5") as greedy, asking(url, "198.51.100.6") as modest:
        price.price = 500.0
        greedy.get("/sparql?query=ASK%7B%7D%23greedy")
        price.price = 0.0
        assert greedy.get("/sparql?query=ASK%7B%7D%23greedy-2").status_code == 429
        assert modest.get("/sparql?query=ASK%7B%7D%23modest").status_code == 200


def test_a_network_of_addresses_is_one_client(url: str, price: CountingEngine) -> None:
    with asking(url, "2001:db8:1:2::1") as first, asking(url, "[2001:db8:1:2:ffff::9]:123") as same, asking(url, "2001:db8:1:3::1") as other:
        price.price = 500.0
        first.get("/sparql?query=ASK%7B%7D%23network")
        price.price = 0.0
        assert same.get("/sparql?query=ASK%7B%7D%23network-2").status_code == 429
        assert other.get("/sparql?query=ASK%7B%7D%23network-3").status_code == 200


def test_a_failed_query_costs_what_it_took(url: str, price: CountingEngine) -> None:
    with asking(url, "198.51.100.7") as http:
        price.price = 500.0
        assert http.get("/sparql?query=SELEKT").status_code == 400
        assert http.get("/sparql?query=ASK%7B%7D%23after-failure").status_code == 429


def test_the_service_itself_counts_what_its_workers_did() -> None:
    """Through the command: real workers, real cost."""
    long = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    limits = {"URBANSEC_CLIENT_SECONDS": "0.6", "URBANSEC_CLIENT_BURST_SECONDS": "0.01", "URBANSEC_QUERY_SECONDS": "0.2"}
    with serving("--public", settings=limits) as server, httpx.Client(base_url=server.url, timeout=30) as http:
        assert http.get("/sparql", params={"query": long}).status_code == 504
        refused = http.get("/sparql", params={"query": "ASK {}"})
        assert refused.status_code == 429
        assert 15 <= int(refused.headers["retry-after"]) <= 25
        assert http.get("/health/ready").status_code == 200


@pytest.mark.parametrize("name", ["public", "private"])
def test_a_preset_replaces_defaults_and_nothing_else(monkeypatch: pytest.MonkeyPatch, name: Literal["public", "private"]) -> None:
    monkeypatch.setenv("URBANSEC_MAX_ROWS", "7")
    made = with_preset(Settings(), name)
    assert made.max_rows == 7
    for setting, preset in PRESETS.items():
        if setting != "max_rows":
            assert getattr(made, setting) == getattr(preset, name), setting
    unchanged = set(Settings.model_fields) - set(PRESETS)
    assert all(getattr(made, setting) == getattr(Settings(), setting) for setting in unchanged)


@pytest.mark.parametrize("name", ["public", "private"])
def test_a_preset_holds_values_that_the_settings_take(name: str) -> None:
    values = {setting: getattr(preset, name) for setting, preset in PRESETS.items()}
    made = Settings.model_validate(values)
    assert {setting: getattr(made, setting) for setting in values} == values
    assert all(type(getattr(made, setting)) is type(value) for setting, value in values.items())


def test_a_service_is_public_or_private() -> None:
    refused = run("serve", "--public", "--private", "--port", "0")
    assert refused.returncode == 2
    assert b"not both" in refused.stderr


def test_without_a_limit_nothing_is_said_about_one(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {} # unlimited"})
    assert "ratelimit" not in answer.headers
    assert "ratelimit-policy" not in answer.headers

"""The benchmark itself: its data, its queries, its page, and one small round of load."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.bench import mix, pages, report
from tests.bench.answers import values
from tests.bench.client import ask_all, differences
from tests.bench.generate import Network
from tests.bench.load import play
from tests.bench.mix import KINDS, Ask, Data
from tests.bench.peers import PEERS, Running, started
from tests.browser.kinds import KINDS as KINDS_OF_PAGES
from tests.running import run
from urbansec.assets import Assets
from urbansec.dataset import load_shipped

URB = "https://w3id.org/urbansec/ontology#"
SMALL = 15_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "small.nt"
    Network(SMALL, seed=1).write(path)
    return path


@pytest.fixture(scope="module")
def data(small: Path) -> Data:
    return mix.load(json.loads(small.with_suffix(".json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def ours(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(PEERS["urbansec"], small, tmp_path_factory.mktemp("ours") / "run") as running:
        yield running


def test_the_same_seed_gives_the_same_bytes(small: Path, tmp_path: Path) -> None:
    for seed, same in ((1, True), (2, False)):
        Network(SMALL, seed=seed).write(tmp_path / "again.nt")
        assert ((tmp_path / "again.nt").read_bytes() == small.read_bytes()) is same
        assert ((tmp_path / "again.json").read_bytes() == small.with_suffix(".json").read_bytes()) is same


def test_a_network_has_about_as_many_triples_as_asked_for_and_each_once() -> None:
    lines = "".join(Network(50_000).lines()).splitlines()
    assert abs(len(lines) - 50_000) < 2_500
    assert len(set(lines)) == len(lines)


def test_few_forums_are_big_and_many_small() -> None:
    network = Network(200_000)
    list(network.lines())
    sizes = sorted(network.sizes, reverse=True)
    assert sizes[0] > 8 * sizes[len(sizes) // 2] > 0


def test_what_a_person_would_write_of_it_conforms_to_the_shapes(tmp_path: Path) -> None:
    Network(6_500, seed=1, derived=False).write(tmp_path / "curated.nt")
    checked = run("validate", tmp_path / "curated.nt")
    assert checked.returncode == 0, checked.stdout.decode()


def test_the_rest_is_what_the_rules_derive(small: Path, assets: Assets, tmp_path: Path) -> None:
    Network(SMALL, seed=1, derived=False).write(tmp_path / "curated.nt")
    derived = load_shipped(assets, data=[tmp_path / "curated.nt"])
    expected = {ox.Triple(q.subject, q.predicate, q.object) for q in derived.store}
    written = {quad.triple for quad in ox.parse(path=str(small))}
    assert written <= expected
    about = {f"{URB}{name}" for name in ("certainFrom", "certainTo", "possibleFrom", "possibleTo", "attestedBy", "sinceLatest", "asOfEarliest")}
    about.add("http://www.w3.org/ns/org#memberOf")
    missing = {t for t in expected - written if t.predicate.value in about and "/id/membership/" in str(t.subject)}
    assert not missing


def test_shares_add_up_and_kinds_have_many_requests(data: Data) -> None:
    assert sum(kind.share for kind in KINDS) == 100
    public = mix.mixed(data, 1000, seed=5, public=True)
    assert Counter(ask.kind for ask in public) == {kind.name: kind.share * 10 for kind in KINDS}
    assert public == mix.mixed(data, 1000, seed=5, public=True)
    assert set(Counter(ask.kind for ask in mix.mixed(data, 1000, seed=5)).values()) == {1000 // len(KINDS)}


def test_seven_of_ten_requests_repeat_and_the_rest_is_new_for_good(data: Data) -> None:
    one, other = mix.repeating(data, 2000, seed=1), mix.repeating(data, 2000, seed=2)
    assert 0.66 < 1 - len(set(one)) / len(one) < 0.74
    assert not set(one) & set(other)


def test_answers_are_compared_by_value() -> None:
    ask = Ask("any", "", mix.TABLE)

    def answer(value: str, datatype: str, times: int = 1) -> bytes:
        return json.dumps(
            {"results": {"bindings": [{"n": {"type": "literal", "value": value, "datatype": f"http://www.w3.org/2001/XMLSchema#{datatype}"}}] * times}}
        ).encode()

    assert values(ask, answer("1.50", "decimal")) == values(ask, answer("1.5", "double"))
    assert values(ask, answer("1.5", "decimal")) != values(ask, answer("1.5", "string"))
    assert values(ask, answer("1.5", "decimal")) != values(ask, answer("1.5", "decimal", times=2))


def test_a_round_of_load_on_the_service(ours: Running, data: Data, tmp_path: Path) -> None:
    asks = mix.mixed(data, 300, seed=6)
    ask_all(ours, asks[:50])
    done = play(ours, asks, 4, 1, folder=tmp_path)
    assert done.errors == 0
    assert done.requests > 50
    assert 0 < done.p50 <= done.p95 <= done.p99
    assert done.cpu > 0
    assert done.mib > 10


def test_a_round_counts_answers_that_are_errors(ours: Running, tmp_path: Path) -> None:
    done = play(ours, [Ask("broken", "SELECT", mix.TABLE)], 1, 1, folder=tmp_path)
    assert done.errors == done.requests > 0
    assert done.rate == 0


def test_all_kinds_have_the_same_answers_on_another_server(ours: Running, data: Data, small: Path, tmp_path: Path) -> None:
    asks = [ask for kind in KINDS for ask in mix.distinct(data, kind, 20, seed=7)]
    with started(PEERS["oxigraph-memory"], small, tmp_path / "run") as peer:
        assert differences([ours, peer], asks) == []


def test_the_page_is_made_from_the_figures() -> None:
    figures = json.loads(report.FIGURES.read_text(encoding="utf-8"))
    assert report.PAGE.read_text(encoding="utf-8") == report.page(figures)
    assert set(figures["scales"]) >= {"50k", "1m"}


def test_the_page_says_where_others_are_ahead() -> None:
    figures = json.loads(report.FIGURES.read_text(encoding="utf-8"))
    for load in figures["scales"]["50k"]["workloads"]:
        for found in load["rounds"].get("oxigraph-memory", []):
            found["rate"] *= 1000
    assert "Oxigraph, memory is ahead" in report.page(figures)


def test_the_page_of_pages_is_made_from_its_figures() -> None:
    figures = json.loads(pages.FIGURES.read_text(encoding="utf-8"))
    assert pages.PAGE.read_text(encoding="utf-8") == pages.page(figures)
    assert set(figures["pages"]) == set(KINDS_OF_PAGES)
    assert pages.exceeded(figures) == []


def test_what_is_above_a_limit_is_told() -> None:
    worse = {"pages": {"one": {"first": 1.0, "blocked": 200.0, "shift": 0.2, "script": 10}}}
    assert pages.exceeded(worse) == ["one: blocked 200", "one: shift 0.2"]

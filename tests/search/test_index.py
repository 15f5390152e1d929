"""Finding things by their names."""

import dataclasses
import random
from time import perf_counter

import pyoxigraph as ox
import pytest

from urbansec.dataset import Snapshot
from urbansec.engine import EmbeddedEngine
from urbansec.errors import ParameterError
from urbansec.namespaces import ID, PREFIXES, URB
from urbansec.search import Hit, Index, index_of
from urbansec.search.kept import SECONDS, Kept


@pytest.fixture(scope="module")
def index(engine: EmbeddedEngine) -> Index:
    """The index of the shipped data."""
    return index_of(engine)


def paths(hits: list[Hit]) -> list[str]:
    """Which things they are."""
    return [hit.iri.removeprefix(ID) for hit in hits]


@pytest.mark.parametrize(
    ("text", "path", "exact"),
    [
        ("Essen", "city/essen", True),
        ("ESSEN", "city/essen", True),
        ("essn", "city/essen", False),
        ("Koeln", "city/koeln", True),
        ("Keulen", "city/koeln", True),
        ("Athina", "city/athens", True),
        ("St. Malo", "city/saint-malo", True),
        ("Stadt Köln", "city/koeln", True),
        ("Essen (Germany)", "city/essen", True),
        ("Essen, Deutschland", "city/essen", True),
        ("Kufen, Thomas", "person/thomas-kufen", True),
        ("Dr. Sebastian Sperber", "person/sebastian-sperber", True),
        ("DEFUS e.V.", "forum/defus", True),
        ("Regione Toscana", "region/toscana", True),
        ("Stadt Toscana", "region/toscana", False),
        ("Forum belge pour la prévention et la sécurité urbaine", "forum/fbpsu", True),
        ("forum urban security european", "forum/efus", False),
        ("Security, Democracy and Cities 2012", "event/efus-conference-2012", False),
        ("19. Präventionstag", "event/german-prevention-day-19", False),
        ("Terrorismus", "topic/terrorism", True),
    ],
)
def test_the_best_hit(index: Index, text: str, path: str, exact: bool) -> None:
    best = index.search(text)[0]
    assert (best.iri.removeprefix(ID), best.exact) == (path, exact)


def test_a_country_that_is_not_its_own_makes_a_name_another(index: Index) -> None:
    assert index.search("Essen (Germany)")[0].score > 96
    assert [hit for hit in index.search("Paris, Texas") + index.search("Essen (Oldenburg)") if hit.exact] == []


def test_numbers_tell_things_apart(index: Index) -> None:
    first, second = index.search("16. Deutscher Präventionstag", kinds=["event"], limit=2)
    assert not first.exact
    assert first.score < 85
    assert second.score <= first.score


@pytest.mark.parametrize("length", range(3, 14))
def test_what_is_begun_is_found(index: Index, length: int) -> None:
    begun = "kaiserslautern"[:length]
    assert "city/kaiserslautern" in paths(index.search(begun, kinds=["city"], limit=5))
    assert "forum/efus" in paths(index.search("european forum for urban"[: length + 10], limit=5))


def test_words_may_be_begun_anywhere(index: Index) -> None:
    assert paths(index.search("Mitgl DEFUS Essen Okt 2023"))[0] == "event/defus-assembly-2023-10"
    assert paths(index.search("Sich Demo Städte Zuk"))[0] == "event/efus-conference-2012"


def test_sources_stand_behind_what_they_tell_of(index: Index) -> None:
    """Several sources are called as the forum is."""
    hits = index.search("European Forum for Urban Securty", limit=5)
    scores = {kind: max(hit.score for hit in hits if hit.kind == f"{URB}{kind}") for kind in ("Forum", "Source")}
    assert scores["Forum"] > scores["Source"] + 3
    assert hits[0].kind == f"{URB}Forum"


def test_kinds_restrict_and_take_in_those_below(index: Index) -> None:
    assert {hit.kind for hit in index.search("forum", kinds=["urb:Forum"], limit=20)} == {f"{URB}Forum", f"{URB}NationalForum"}
    assert paths(index.search("Essen", kinds=[f"{URB}TerritorialAuthority"]))[0] == "city/essen"
    assert "city/essen" not in paths(index.search("Essen", kinds=["Event", "LocalMeasure"]))
    assert index.search("Essen", kinds=["local measure"])[0].iri.startswith(f"{ID}measure/")


def test_an_unknown_kind_is_told_with_near_ones(index: Index) -> None:
    with pytest.raises(ParameterError, match="Did you mean City"):
        index.search("Essen", kinds=["citi"])
    with pytest.raises(ParameterError):
        index.kind("x" * 10_000)


def test_languages_restrict_names_and_choose_labels(index: Index) -> None:
    assert index.search("Keulen", languages=["nl"])[0].iri == f"{ID}city/koeln"
    assert not any(hit.exact for hit in index.search("Keulen", languages=["de"]))
    assert index.search("DEFUS", languages=["fr"])[0].label == "Forum germano-européen pour la sécurité urbaine"


def test_a_hit_tells_what_fits_and_what_it_is(index: Index) -> None:
    hit = index.search("Lissabon")[0]
    assert hit == Hit(f"{ID}city/lisboa", "Lisbon", f"{URB}City", "Lissabon", "de", 100.0, exact=True, description="city, Portugal", label_language="en")


def test_scores_fall_and_stay_in_their_bounds(index: Index) -> None:
    for text in ("Essen", "forum", "a", "Mitgliederversammlung Essen 2020", "Security, Democracy and Cities"):
        scores = [hit.score for hit in index.search(text, limit=50)]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 100 for score in scores)
        assert len({hit.iri for hit in index.search(text, limit=50)}) == len(scores)


@pytest.mark.parametrize("text", ["", " ", "?", "(", "()", ",", "\x00", "\u202e", "'", '"}', "St", "St.", "-", "1"])
def test_texts_that_are_no_names(index: Index, text: str) -> None:
    assert not any(hit.exact for hit in index.search(text))


def test_long_texts_take_no_time(index: Index) -> None:
    chance = random.Random(5)  # noqa: S311 - texts, not secrets
    texts = ["x" * 10_000, "essen " * 2_000, "(" * 10_000, "a, " * 3_000, "".join(chance.choices("abcdefgh  ,()äßÉ", k=10_000)), "ﷺ" * 10_000]
    index.search("warm")
    for text in texts:
        start = perf_counter()
        index.search(text)
        assert perf_counter() - start < 0.5


def test_every_name_finds_its_thing(index: Index) -> None:
    """Exactly, among those few that have the same name."""
    chance = random.Random(7)  # noqa: S311 - a sample, no secret
    things = chance.sample(sorted(index.things.values(), key=lambda thing: thing.iri), 150)
    lost = [
        (name.text, thing.iri) for thing in things for name in thing.names[:3] if thing.iri not in [hit.iri for hit in index.search(name.text) if hit.exact]
    ]
    assert lost == []


def test_the_index_is_made_once_and_again_for_new_data(snapshot: Snapshot) -> None:
    engine = EmbeddedEngine(snapshot)
    first = index_of(engine)
    assert index_of(engine) is first
    store = ox.Store()
    store.extend(snapshot.store)
    city = ox.NamedNode(f"{ID}city/atlantis")
    kind = ox.Quad(city, ox.NamedNode(f"{PREFIXES['rdf']}type"), ox.NamedNode(f"{URB}City"), ox.DefaultGraph())
    label = ox.Quad(city, ox.NamedNode(f"{PREFIXES['skos']}prefLabel"), ox.Literal("Atlantis", language="en"), ox.DefaultGraph())
    store.extend([kind, label])
    engine._snapshot = dataclasses.replace(snapshot, store=store, version="another")
    assert index_of(engine) is not first
    assert index_of(engine).search("Atlantis")[0].description == "city"


def test_of_data_that_lie_elsewhere_it_is_kept_for_a_while(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddedEngine(snapshot)
    engine.exact = False  # type: ignore[attr-defined]  # as an engine elsewhere says
    made: list[object] = []
    kept = Kept[int](lambda _: made.append(None) or len(made))  # type: ignore[func-returns-value]
    now = 1000.0
    monkeypatch.setattr("urbansec.search.kept.monotonic", lambda: now)
    assert kept.of(engine) == kept.of(engine) == 1
    now += SECONDS - 1
    assert kept.of(engine) == 1
    now += 2
    assert kept.of(engine) == 2


def test_data_of_another_ontology_have_no_names() -> None:
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://example.org/a"), ox.NamedNode(f"{PREFIXES['skos']}prefLabel"), ox.Literal("A"), ox.DefaultGraph()))
    engine = EmbeddedEngine(Snapshot(store=store, version="x", union=True, merged=False, files={}))
    assert index_of(engine).search("A") == []

"""Nothing uses a term or a concept that does not exist, and every term is used by something that people run."""

import tomllib
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import SKOS

from .support import (
    ID,
    ROOT,
    URB,
    declared_terms,
    iris_in_query,
    name,
    parse,
    query_files,
    turtle_files,
    urb_only,
    used_iris,
)

# Examples may hold mistakes on purpose, hence only what is shipped as true.
GRAPHS = turtle_files("ontology/modules") + turtle_files("ontology/vocab") + turtle_files("ontology/alignments")
DATA = turtle_files("data")
SHAPES = turtle_files("ontology/shapes")
QUERIES = query_files("ontology/rules", "queries")
UNUSED = Path(__file__).with_name("unused_terms.toml")
MOST_UNUSED = 0  # lower it when a term leaves the list; never raise it

CANARY = f"""
# urb:inAComment
PREFIX urb: <{URB}>
PREFIX id: <{ID}>
SELECT * WHERE {{ ?s urb:madeUp|urb:since/^urb:until ?o ; a <{URB}MadeUpClass> . FILTER(?o != "urb:inAString") }}
"""


def undeclared(used: set[str], terms: set[str]) -> set[str]:
    """The IRIs of our namespace among ``used`` that no module declares."""
    return urb_only(used) - terms


@pytest.fixture(scope="module")
def terms(modules: Graph) -> set[str]:
    return {str(term) for term in declared_terms(modules)}


def test_the_check_finds_made_up_terms(terms: set[str]) -> None:
    found = undeclared(iris_in_query(CANARY), terms)
    assert found == {f"{URB}madeUp", f"{URB}MadeUpClass"}
    graph = Graph().parse(data=f"@prefix urb: <{URB}> . <x:s> urb:madeUp urb:City .", format="turtle")
    assert undeclared(used_iris(graph), terms) == {f"{URB}madeUp"}


def test_there_is_something_to_check() -> None:
    assert len(GRAPHS) == 35
    assert len(DATA) >= 12
    assert len(SHAPES) >= 1
    assert len(query_files("ontology/rules")) >= 6
    assert len(query_files("queries/saved")) >= 12
    assert len(query_files("queries/competency")) >= 20


@pytest.mark.parametrize("path", GRAPHS + DATA + SHAPES, ids=name)
def test_graphs_use_declared_terms_only(path: Path, terms: set[str]) -> None:
    assert undeclared(used_iris(parse([path])), terms) == set()


@pytest.mark.parametrize("path", QUERIES, ids=name)
def test_queries_use_declared_terms_only(path: Path, terms: set[str]) -> None:
    text = path.read_text(encoding="utf-8")
    iris = iris_in_query(text)
    # Two checks name no term: they look at all. A query that declares a prefix uses it.
    assert iris or "PREFIX" not in text, "no IRI was read from the query"
    assert undeclared(iris, terms) == set()


@pytest.mark.parametrize("path", DATA, ids=name)
def test_data_use_existing_concepts_only(path: Path, vocabularies: Graph) -> None:
    concepts = {str(concept) for concept in vocabularies.subjects(SKOS.inScheme, None)}
    kinds = {iri.removeprefix(ID).split("/")[0] for iri in concepts}
    assert len(kinds) == 17
    used = {iri for iri in used_iris(parse([path])) if iri.startswith(ID) and iri.removeprefix(ID).split("/")[0] in kinds}
    assert used - concepts == set()


def test_reused_properties_of_the_data_are_declared(ontology: Graph) -> None:
    data = parse(path for path in DATA if path.name != "dataset.ttl")  # that one describes the rest, in DCAT and VoID
    known = used_iris(ontology)
    builtin = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#")
    assert {str(p) for p in data.predicates() if not str(p).startswith(builtin)} - known == set()


def listed_as_unused() -> dict[str, str]:
    """The terms that nothing uses yet, each with its reason."""
    entries = tomllib.loads(UNUSED.read_text(encoding="utf-8")).get("term", [])
    listed = {str(URB[entry["name"]]): entry["reason"] for entry in entries}
    assert len(listed) == len(entries), "a term is listed twice"
    return listed


def usage_faults(terms: set[str], used: set[str], listed: dict[str, str]) -> list[str]:
    """What is wrong with the use of the terms, or with the list of those that nothing uses."""
    faults = [f"{term}: use it in a shape or a query, or list it" for term in terms - used - set(listed)]
    faults += [f"{term}: it is used now, take it off the list" for term in set(listed) & used]
    faults += [f"{term}: it is listed but does not exist" for term in set(listed) - terms]
    faults += [f"{term}: a reason says why" for term, reason in listed.items() if len(reason.split()) < 4]
    return sorted(faults)


def test_every_term_is_used_by_a_shape_a_query_or_a_rule(terms: set[str]) -> None:
    used: set[str] = set()
    for path in SHAPES:
        used |= urb_only(used_iris(parse([path])))
    for path in QUERIES:
        used |= urb_only(iris_in_query(path.read_text(encoding="utf-8")))
    assert usage_faults(terms, used, listed_as_unused()) == []


def test_the_usage_check_can_fail() -> None:
    listed = {"gone": "was here in version one", "used": "nothing asks for it", "short": "why not"}
    assert usage_faults({"used", "short", "new"}, {"used"}, listed) == [
        "gone: it is listed but does not exist",
        "new: use it in a shape or a query, or list it",
        "short: a reason says why",
        "used: it is used now, take it off the list",
    ]


def test_the_list_of_unused_terms_only_shrinks() -> None:
    assert len(listed_as_unused()) <= MOST_UNUSED


def test_paths_do_not_depend_on_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert turtle_files("ontology/modules") == [path for path in GRAPHS if path.parent.name == "modules"]
    assert (ROOT / "ontology").is_dir()

"""Files become a snapshot: graphs, their union, what the rules derive, the version."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from urbansec.assets import Assets
from urbansec.dataset import Snapshot, load_files, load_shipped
from urbansec.engine import BOOLEAN_AND_TABLE, EmbeddedEngine, Request
from urbansec.errors import InputFilesError
from urbansec.namespaces import GRAPH
from urbansec.queries import Catalogue, read_table
from urbansec.queries.examples import example_triples

SHARED = "<urn:s> <urn:p> <urn:o> ."
ALL, NAMED = "{ ?s ?p ?o }", "{ GRAPH ?g { ?s ?p ?o } }"
TRIPLE = "<urn:s> <urn:p> 'x'@en ."
DOCUMENTS = {
    "a.ttl": "@prefix u: <urn:> . u:s u:p 'x'@en .",
    "a.nt": '<urn:s> <urn:p> "x"@en .',
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:"><rdf:Description rdf:about="urn:s">'
    '<u:p xml:lang="en">x</u:p></rdf:Description></rdf:RDF>',
    "a.jsonld": '{"@id": "urn:s", "urn:p": {"@value": "x", "@language": "en"}}',
}
DATASETS = {"a.trig": f"<urn:g> {{ {TRIPLE} }}", "a.nq": '<urn:s> <urn:p> "x"@en <urn:g> .'}


def ask(snapshot: Snapshot, query: str, *, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The rows of a SELECT query, as values."""
    answer = EmbeddedEngine(snapshot).execute(Request(query, default, named), BOOLEAN_AND_TABLE[0])
    table = read_table(answer.content)
    return [tuple(row[name]["value"] if name in row else "" for name in table.variables) for row in table.rows]


def count(snapshot: Snapshot, pattern: str) -> int:
    """How many solutions the pattern has."""
    return int(ask(snapshot, f"SELECT (COUNT(*) AS ?n) {pattern}")[0][0])


@pytest.fixture
def repeated(tmp_path: Path) -> Path:
    """Three graphs that share a triple; five quads, three triples."""
    file = tmp_path / "repeated.trig"
    file.write_text(f"{SHARED} <urn:a> {{ {SHARED} <urn:s> <urn:p> 1 }} <urn:b> {{ {SHARED} <urn:s> <urn:p> 2 }}", "utf-8")
    return file


def test_in_the_union_a_triple_of_many_graphs_counts_once(repeated: Path) -> None:
    snapshot = load_files([repeated], union=True)
    assert count(snapshot, ALL) == 3
    assert sorted(ask(snapshot, "SELECT ?o { <urn:s> <urn:p> ?o }")) == [("1",), ("2",), ("urn:o",)]
    assert count(snapshot, "{ GRAPH <urn:a> { ?s ?p ?o } }") == 2
    assert sorted(ask(snapshot, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")) == [("urn:a",), ("urn:b",)]
    assert count(snapshot, NAMED) == 4


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        (f"<urn:a> {{ {SHARED} }} <urn:b> {{ {SHARED} }}", True),
        (f"<urn:a> {{ {SHARED} }} <urn:b> {{ <urn:s> <urn:p> <urn:other> }}", False),
        (f"_:a {{ {SHARED} }} <urn:b> {{ {SHARED} }}", True),
        ("_:a { <urn:s> <urn:p> <urn:o> , <urn:other> }", False),
        ("<urn:s> <urn:p> <urn:o> , <urn:other> .", False),
    ],
)
def test_only_what_repeats_a_triple_is_merged(tmp_path: Path, text: str, merged: bool) -> None:
    (tmp_path / "a.trig").write_text(text, "utf-8")
    assert load_files([tmp_path], union=True).merged is merged


def test_without_the_union_the_default_graph_is_the_datas_own(repeated: Path) -> None:
    snapshot = load_files([repeated])
    assert count(snapshot, ALL) == 1
    assert count(snapshot, NAMED) == 4


def test_the_union_is_no_graph_of_the_dataset(repeated: Path) -> None:
    own, union = load_files([repeated]), load_files([repeated], union=True)
    assert own.version == union.version
    assert count(union, f"FROM <urn:a> {ALL}") == 2
    assert count(union, f"FROM <urn:a> FROM <urn:b> {ALL}") == 3
    assert count(union, f"FROM NAMED <urn:b> {NAMED}") == 2
    assert count(union, f"FROM NAMED <urn:b> {ALL}") == 0


def test_a_dataset_in_the_request_overrides_that_of_the_query(repeated: Path) -> None:
    for snapshot in (load_files([repeated]), load_files([repeated], union=True)):
        query = f"SELECT (COUNT(*) AS ?n) FROM <urn:a> {ALL}"
        assert ask(snapshot, query, default=("urn:a", "urn:b")) == [("3",)]
        assert ask(snapshot, query, named=("urn:a",)) == [("0",)]
        assert ask(snapshot, f"SELECT ?g FROM NAMED <urn:a> {NAMED}", named=("urn:b",)) == [("urn:b",)] * 2


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_files_without_graphs_go_to_the_default_graph(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(DOCUMENTS[name], "utf-8")
    snapshot = load_files([tmp_path / name])
    assert list(snapshot.store) == [ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("x", language="en"))]
    assert snapshot.derived == ()


@pytest.mark.parametrize("name", list(DATASETS))
def test_files_with_graphs_keep_them(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(DATASETS[name], "utf-8")
    (quad,) = load_files([tmp_path / name]).store
    assert quad.graph_name == ox.NamedNode("urn:g")


def test_all_spellings_of_the_same_data_have_one_version(tmp_path: Path) -> None:
    versions = set()
    for name, text in DOCUMENTS.items():
        (tmp_path / name).write_text(text, "utf-8")
        versions.add(load_files([tmp_path / name]).version)
    assert len(versions) == 1


def test_the_version_does_not_depend_on_names_of_blank_nodes(tmp_path: Path) -> None:
    texts = {"a.ttl": "[] <urn:p> [ <urn:q> 1 ] .", "b.ttl": "_:x <urn:p> _:y . _:y <urn:q> 1 .", "c.ttl": "_:x <urn:p> _:y . _:y <urn:q> 2 ."}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    first, second, other = (load_files([tmp_path / name]).version for name in texts)
    assert first == second != other


def test_blank_nodes_of_two_files_are_not_one(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text("_:x <urn:p> 1 .", "utf-8")
    assert len(load_files([tmp_path / "a.ttl", tmp_path / "b.ttl"])) == 2


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.TTL").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    (tmp_path / "b.nq").write_text("<urn:s> <urn:p> <urn:o> <urn:g> .", "utf-8")
    (tmp_path / "notes.txt").write_text("not RDF", "utf-8")
    (tmp_path / "package.json").write_text("{not JSON-LD", "utf-8")
    assert len(load_files([tmp_path])) == 2


def test_every_path_that_does_not_exist_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputFilesError) as raised:
        load_files([tmp_path / "one.ttl", tmp_path / "empty", tmp_path / "two.ttl"])
    assert [Path(problem.file).name for problem in raised.value.problems] == ["one.ttl", "empty", "two.ttl"]


def test_every_file_that_does_not_parse_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<urn:s> <urn:p> 1 .\n<urn:s> <urn:p> .\n", "utf-8")
    (tmp_path / "b.nt").write_text("<urn:s> <urn:p> <urn:o> .\n\nnonsense\n", "utf-8")
    (tmp_path / "c.ttl").write_bytes(b"<urn:s> <urn:p> '\xff' .")
    (tmp_path / "good.ttl").write_text("<urn:s> <urn:p> 1 .", "utf-8")
    with pytest.raises(InputFilesError) as raised:
        load_files([tmp_path])
    problems = {Path(problem.file).name: problem for problem in raised.value.problems}
    assert set(problems) == {"a.ttl", "b.nt", "c.ttl"}
    assert (problems["a.ttl"].line, problems["a.ttl"].column) == (2, 17)
    assert problems["b.nt"].line == 3
    assert f"{tmp_path / 'a.ttl'}:2:17: " in str(raised.value)


def test_an_ending_that_names_no_format_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b", "utf-8")
    with pytest.raises(InputFilesError, match="names no RDF format"):
        load_files([tmp_path / "a.csv"])


def test_each_shipped_file_is_a_graph(snapshot: Snapshot, assets: Assets) -> None:
    files = {f"{GRAPH}{path.relative_to(assets.root).as_posix()}" for path in assets.data.rglob("*.ttl")}
    assert files <= set(snapshot.files)
    assert files <= {graph.value for graph in snapshot.store.named_graphs() if isinstance(graph, ox.NamedNode)}


def test_each_rule_has_a_graph_that_says_which_rule_made_it(snapshot: Snapshot, assets: Assets) -> None:
    rules = sorted(assets.rules.glob("*.rq"))
    assert len(rules) == len(snapshot.derived) >= 5
    for path, graph in zip(rules, snapshot.derived, strict=True):
        assert graph.value == f"{GRAPH}ontology/rules/{path.name}"
        assert ask(snapshot, f"ASK {{ <{graph.value}> <http://www.w3.org/ns/prov#wasGeneratedBy>/<http://purl.org/dc/terms/title> ?title }}") == [("true",)]
        assert next(snapshot.store.quads_for_pattern(None, None, None, graph), None) is not None, "a rule that derives nothing"


def test_what_is_stated_is_not_derived_again(snapshot: Snapshot) -> None:
    for graph in snapshot.derived:
        for quad in snapshot.store.quads_for_pattern(None, None, None, graph):
            graphs = {
                q.graph_name.value
                for q in snapshot.store.quads_for_pattern(quad.subject, quad.predicate, quad.object)
                if isinstance(q.graph_name, ox.NamedNode)
            }
            assert graphs == {graph.value}


def test_a_copy_of_the_data_loads_like_the_original(snapshot: Snapshot, assets: Assets, catalogue: Catalogue, tmp_path: Path) -> None:
    copy = shutil.copytree(assets.data, tmp_path / "copy")
    loaded = load_shipped(assets, data=[copy], extra=example_triples(catalogue))
    assert loaded.version == snapshot.version
    assert set(loaded.files) == set(snapshot.files)


def test_the_version_names_the_data_and_not_the_saved_queries(assets: Assets, snapshot: Snapshot, catalogue: Catalogue) -> None:
    first, *others = catalogue
    reworded = load_shipped(assets, extra=example_triples([replace(first, text=f"{first.text}\n# reworded"), *others]))
    fewer = load_shipped(assets)
    assert snapshot.version == reworded.version == fewer.version
    assert len({snapshot.state, reworded.state, fewer.state}) == 3, "what is kept of answers must be asked anew"

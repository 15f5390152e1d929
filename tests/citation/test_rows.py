"""Rows in one notation: what is equal has one checksum, what differs has another."""

import hashlib
import time
from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from urbansec.citation import checksum, rows_of
from urbansec.citation.rows import notation
from urbansec.queries.table import Cell, Table, read_table, table_of_triples

XSD = "http://www.w3.org/2001/XMLSchema#"


def uri(value: str) -> Cell:
    return {"type": "uri", "value": value}


def text(value: str, **more: str) -> Cell:
    return {"type": "literal", "value": value, **more}


def node(label: str) -> Cell:
    return {"type": "bnode", "value": label}


def table(*rows: Mapping[str, Cell], variables: tuple[str, ...] = ("x", "y")) -> Table:
    return Table(variables, rows)


FIRST = table({"x": uri("urn:a"), "y": text("é\t\n\"'", **{"xml:lang": "de"})}, {"x": uri("urn:a")}, {"y": text("5", datatype=f"{XSD}integer")})
OTHERS = {
    "a row less": table(*FIRST.rows[:2]),
    "a row twice": table(*FIRST.rows, FIRST.rows[1]),
    "another language": table({**FIRST.rows[0], "y": text("é\t\n\"'", **{"xml:lang": "en"})}, *FIRST.rows[1:]),
    "another datatype": table(*FIRST.rows[:2], {"y": text("5", datatype=f"{XSD}decimal")}),
    "no datatype": table(*FIRST.rows[:2], {"y": text("5")}),
    "a literal for an IRI": table(FIRST.rows[0], {"x": text("urn:a")}, FIRST.rows[2]),
    "a value in the other column": table(FIRST.rows[0], {"y": uri("urn:a")}, FIRST.rows[2]),
    "another name of a variable": Table(("x", "z"), tuple({"z" if name == "y" else name: cell for name, cell in row.items()} for row in FIRST.rows)),
    "an empty text for no value": table(FIRST.rows[0], {"x": uri("urn:a"), "y": text("")}, FIRST.rows[2]),
    "a tab that splits a cell": table({"x": uri("urn:a"), "y": text("é")}, *FIRST.rows[1:]),
}


def test_order_and_the_way_a_plain_text_is_typed_make_no_difference() -> None:
    assert checksum(table(*reversed(FIRST.rows))) == checksum(FIRST)
    assert checksum(table({"x": text("a")})) == checksum(table({"x": text("a", datatype=f"{XSD}string")}))
    assert checksum(table({"x": text("a", **{"xml:lang": "EN-gb"})})) == checksum(table({"x": text("a", **{"xml:lang": "en-GB"})}))


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_whatever_differs_has_another_checksum(other: Table) -> None:
    assert checksum(other) != checksum(FIRST)


def test_the_checksum_can_be_computed_by_hand() -> None:
    lines = [b'<urn:a>\t"\xc3\xa9\\t\\n\\"\'"@de\n', b"<urn:a>\t\n", f'\t"5"^^<{XSD}integer>\n'.encode()]
    assert checksum(FIRST) == "sha256:" + hashlib.sha256(b"x\ty\n" + b"".join(sorted(lines))).hexdigest()


def test_labels_of_blank_nodes_make_no_difference_but_what_hangs_together_does() -> None:
    one = table({"x": node("a"), "y": text("1")}, {"x": node("a"), "y": text("2")}, {"x": node("b"), "y": text("1")})
    renamed = table({"x": node("b"), "y": text("1")}, {"x": node("b"), "y": text("2")}, {"x": node("a"), "y": text("1")})
    apart = table({"x": node("a"), "y": text("1")}, {"x": node("b"), "y": text("2")}, {"x": node("c"), "y": text("1")})
    swapped = table({"x": node("a"), "y": text("1")}, {"x": node("b"), "y": text("2")}, {"x": node("b"), "y": text("1")})
    assert checksum(one) == checksum(renamed) == checksum(swapped)
    assert checksum(one) != checksum(apart)


def test_blank_nodes_are_told_apart_over_several_steps() -> None:
    def chain(*ends: str) -> Table:
        rows = [[{"x": node(f"{i}-{step}"), "y": node(f"{i}-{step + 1}")} for step in range(5)] for i in range(len(ends))]
        return table(*(row for each in rows for row in each), *({"x": node(f"{i}-5"), "y": text(end)} for i, end in enumerate(ends)))

    def at_the_start(one: str) -> Table:
        return table(*chain("a", "b").rows, {"x": uri("urn:start"), "y": node(one)})

    assert checksum(at_the_start("0-0")) != checksum(at_the_start("1-0"))
    assert rows_of(chain("a", "b")) == rows_of(chain("b", "a"))


def test_a_triple_term_is_written_whichever_way_it_came() -> None:
    store = ox.Store()
    store.update('INSERT DATA { <urn:s> <urn:p> <<( <urn:a> <urn:b> "c" )>> , <<( _:x <urn:b> _:x )>> }')
    solutions = store.query("SELECT ?o { ?s ?p ?o }")
    assert isinstance(solutions, ox.QuerySolutions)
    asked = read_table(solutions.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    triples = table_of_triples(quad.triple for quad in store)
    parsed = Table(("o",), tuple({"o": row["object"]} for row in triples.rows))
    assert min(row[0] for row in rows_of(asked)) == '<<( <urn:a> <urn:b> "c" )>>'
    assert rows_of(asked) == rows_of(parsed)
    assert notation(parsed.rows[0]["o"]).startswith("<<( ")


GRAPH = '<urn:a> <urn:p> _:x . _:x <urn:q> "1" . _:y <urn:q> "2" . <urn:a> <urn:p> _:y .'


def graph(turtle: str) -> Table:
    return table_of_triples(ox.parse(turtle, ox.RdfFormat.TURTLE))


def test_a_graph_has_the_checksum_of_its_canonical_form() -> None:
    dataset = ox.Dataset(ox.parse(GRAPH, ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(bytes(ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    assert checksum(graph(GRAPH), graph=True) == "sha256:" + hashlib.sha256(b"".join(lines)).hexdigest()
    assert checksum(graph(GRAPH.replace("_:x", "_:z")), graph=True) == checksum(graph(GRAPH), graph=True)
    assert checksum(graph(GRAPH.replace('"2"', '"3"')), graph=True) != checksum(graph(GRAPH), graph=True)
    assert checksum(graph(f"{GRAPH} {GRAPH}".replace("_:y", "_:x")), graph=True) != checksum(graph(GRAPH), graph=True)


def test_a_graph_of_blank_nodes_that_are_all_alike_takes_no_time() -> None:
    def clique(label: str, size: int) -> Table:
        return graph(" ".join(f"_:{label}{i} <urn:p> _:{label}{j} ." for i in range(size) for j in range(size) if i != j))

    assert checksum(clique("a", 40), graph=True) == checksum(clique("b", 40), graph=True)
    assert checksum(clique("a", 40), graph=True) != checksum(clique("a", 41), graph=True)


def test_blank_nodes_that_look_alike_from_nearby_take_no_time() -> None:
    def hub(name: str, last: int) -> str:
        ends = [*range(8), last]
        return " ".join(f'_:{name} <urn:p> _:{name}l{i} . _:{name}l{i} <urn:p> _:{name}s{i} . _:{name}s{i} <urn:p> "{i}" .' for i in ends)

    start = time.process_time()
    one, other = (checksum(graph(f"{hub('a', 8)} {hub('b', last)}"), graph=True) for last in (9, 10))
    assert one != other
    assert one == checksum(graph(f"{hub('c', 9)} {hub('d', 8)}"), graph=True)
    assert time.process_time() - start < 5  # the canonical form of one such graph takes ten

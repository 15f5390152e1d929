"""HTML and Markdown show a label and never obey it; SPARQL's own formats are those of the engine; RDF is what it was."""

import csv
import io
import re
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from markdown_it import MarkdownIt

from tests.results.support import ABOUT, HOSTILE, call, iri, literal, table, written
from urbansec.dataset import Snapshot
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, EmbeddedEngine, Format
from urbansec.errors import EngineFailedError
from urbansec.queries import Catalogue, Table
from urbansec.queries.table import Cell
from urbansec.results import find_format, formats_of, in_order, write

LINKS: list[Cell | None] = [iri("https://example.org/a?b=1&c=2"), iri("javascript:alert(1)"), iri("data:text/html,x"), iri("http://a/*x_(y)~"), None]
ROWS = table(label=[literal(text) for text in HOSTILE], link=[LINKS[number % len(LINKS)] for number in range(len(HOSTILE))])


class Cells(HTMLParser):
    """The texts of the cells of a document's tables, the elements in them, and the addresses that links have."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside: set[str] = set()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self._open = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.addresses += [value or "" for name, value in attrs if name == "href"]
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
            self._open = True
        elif self._open:
            self.inside.add(tag)
            if tag == "br":
                self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.rows[-1][-1] += data


def test_html_shows_texts_as_they_are() -> None:
    page = written(ROWS, "html").decode()
    found = Cells(page)
    assert [row[0] for row in found.rows[1:]] == HOSTILE
    assert found.inside == {"bdi", "a"}
    assert {address.partition(":")[0] for address in found.addresses} == {"http", "https"}
    assert {"html", "head", "title", "main", "h1", "caption"} <= set(found.tags)
    assert not {"script", "img", "link"} & set(found.tags)
    assert not [name for name in found.attributes if name.startswith("on") or name == "style"]
    for fact in ABOUT.values():
        assert fact in page


def test_an_address_that_is_none_stays_text() -> None:
    """Another engine may send what no IRI may hold."""
    hostile = ['http://a/"><script>alert(1)</script>', "x:<img src=x onerror=alert(1)>", "https://a/?b=1&lt=2", "http://a/ b", "http://a/'onclick='x"]
    rows = table(link=[iri(text) for text in hostile])
    for name in ("html", "md"):
        text = written(rows, name).decode()
        found = Cells(text if name == "html" else MarkdownIt("gfm-like", {"linkify": False}).render(text))
        assert [row[0] for row in found.rows[1:]] == hostile
        assert found.inside <= {"a"}
        assert {"script", "img"} & set(found.tags) == set()
        assert {"onclick", "onerror"} & found.attributes == set()


def test_html_keeps_the_language_and_the_kind() -> None:
    page = written(table(a=[literal("ciao", language="it")], n=[literal("1", "integer")]), "html").decode()
    assert '<bdi lang="it">ciao</bdi>' in page
    assert "<td class=number>" in page


def test_markdown_shows_texts_as_they_are() -> None:
    text = written(ROWS, "md").decode()
    rendered = Cells(MarkdownIt("gfm-like", {"linkify": False}).render(text))
    shown = [row[0] for row in rendered.rows[1:]]
    assert len(shown) == len(HOSTILE)
    for cell, label in zip(shown, HOSTILE, strict=True):
        assert _words(cell) == _words(label)
    assert rendered.inside <= {"br", "a"}
    assert {address.partition(":")[0] for address in rendered.addresses} == {"http", "https"}
    for fact in ("on = 2020-01-01", "<https://example.org/queries/made-up@0>"):
        assert fact in text


def test_markdown_that_is_not_escaped_would_be_seen() -> None:
    """The canary: the same labels as they are give other cells."""
    raw = "| a |\n| --- |\n" + "".join(f"| {text} |\n" for text in HOSTILE)
    rendered = Cells(MarkdownIt("gfm-like", {"linkify": False}).render(raw))
    assert [_words(row[0]) for row in rendered.rows[1:] if row] != [_words(text) for text in HOSTILE]


def _words(text: str) -> str:
    """A text but for white space, which Markdown does not keep, and signs that no document may hold."""
    return re.sub(r"[\s\x00-\x1f\ufffe\uffff\u2028]+", "", text)


def test_csv_is_the_standard_and_changes_nothing() -> None:
    rows = list(csv.reader(io.StringIO(written(ROWS, "csv").decode(), newline="")))
    assert [row[0] for row in rows[1:]] == HOSTILE
    assert [row[1] for row in rows[1:6]] == ["https://example.org/a?b=1&c=2", "javascript:alert(1)", "data:text/html,x", "http://a/*x_(y)~", ""]


@pytest.mark.parametrize("offer", BOOLEAN_AND_TABLE, ids=lambda offer: offer.name)
def test_tables_are_the_bytes_of_the_engine(offer: Format) -> None:
    engine = EmbeddedEngine(Snapshot(ox.Store(), "v", union=True, merged=False, files={}))
    asked = call(text='SELECT * { VALUES (?a ?b) { (<urn:a> "x\\n\\"y"@en) (UNDEF 1.50) ("true" true) } }')
    content = write(asked, asked.table(engine), find_format(asked.query, offer.name), ABOUT)
    assert content == asked.execute(engine, offer).content
    assert b"1.5" in content


def test_a_term_that_is_none_is_told() -> None:
    """Another engine may send an address that is no IRI."""
    with pytest.raises(EngineFailedError, match="Invalid"):
        written(table(a=[iri("http://a/`|x")]), "xml")


@pytest.mark.parametrize("truth", ["true", "false"])
def test_a_truth_value_is_one(truth: str) -> None:
    asked = call(text="ASK { ?s ?p ?o }")
    answer = Table(("answer",), ({"answer": literal(truth, "boolean")},))
    read = ox.parse_query_results(written(answer, "json", asked), ox.QueryResultsFormat.JSON)
    assert isinstance(read, ox.QueryBoolean)
    assert bool(read) == (truth == "true")
    assert written(answer, "csv", asked) == truth.encode()
    assert truth in written(answer, "md", asked).decode()


def test_graphs_come_back_as_they_were(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    query = catalogue.get("network")
    asked = query.call(engine, {})
    rows = asked.table(engine)
    wanted = set(ox.parse(query.run(engine, {}, GRAPH_FORMATS[3]).content, ox.RdfFormat.N_TRIPLES))
    shuffled = Table(rows.variables, rows.rows[::-1])
    assert len(wanted) > 100
    for offer in GRAPH_FORMATS:
        fmt = find_format(query, offer.name)
        content = write(asked, rows, fmt, ABOUT)
        assert set(ox.parse(content, offer.writer)) == wanted, offer.name  # type: ignore[arg-type]  # the parsers have the writers' names
        assert content == write(asked, shuffled, fmt, ABOUT)
    table_forms = [fmt for fmt in formats_of(query) if fmt.name in {"csv", "tsv", "xlsx", "parquet", "html", "md"}]
    assert len(table_forms) == 6
    assert in_order(query, shuffled) == in_order(query, rows)
    lines = list(csv.reader(io.StringIO(write(asked, shuffled, find_format(query, "csv"), ABOUT).decode(), newline="")))
    assert lines[0] == ["subject", "predicate", "object"]
    assert len(lines) - 1 == len(rows.rows)


def test_every_saved_query_in_every_format(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    """Nothing fails, nothing is empty, and equal input gives equal bytes."""
    for query in catalogue:
        asked = query.call(engine, {})
        rows = asked.table(engine)
        for fmt in formats_of(query):
            if fmt.name not in {"parquet", "xlsx"} or query.name in {"places", "network"}:
                assert write(asked, rows, fmt, ABOUT), (query.name, fmt.name)

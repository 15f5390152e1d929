"""What an answer was: from the citation, from a file of the result, or from a revision of the data that still gives it."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.citation.record import Citation, CitationError
from urbansec.citation.rows import Row, Rows, checksum, rows_of
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.errors import InputFileError, UrbansecError
from urbansec.queries import Catalogue, SavedQuery
from urbansec.queries.examples import example_triples
from urbansec.queries.table import Cell, Table, as_cell, read_table, table_of_triples
from urbansec.revisions import Repository

Progress = Callable[[str], None]
REVISIONS = 40
"""So many states of the data are looked at: each takes a second or two to load."""
_FOLDERS = ("data", "ontology", "queries")
_RESULTS = {".tsv": ox.QueryResultsFormat.TSV, ".xml": ox.QueryResultsFormat.XML, ".srx": ox.QueryResultsFormat.XML}
_GRAPHS = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML, ".jsonld": ox.RdfFormat.JSON_LD}


@dataclass(frozen=True)
class Former:
    """The rows that were there, ``source`` in words, and whether they are plain text without types (``lossy``)."""

    rows: Rows
    source: str
    lossy: bool = False


def kept(citation: Citation) -> Former | None:
    """The rows that the citation keeps."""
    return None if citation.kept is None else Former(Counter(citation.kept), "the citation")


def in_file(citation: Citation, path: Path) -> Former:
    """The rows of a file of the result: SPARQL JSON, XML, TSV or CSV; Turtle, N-Triples, RDF/XML or JSON-LD of a graph.

    Raises :class:`~urbansec.errors.InputFileError` if it cannot be read, and :class:`CitationError` if it is another result than the cited one.
    """
    suffix = path.suffix.lower()
    offers = list(_GRAPHS) if citation.graph else [".json", ".srj", *_RESULTS, ".csv"]
    if suffix not in offers:
        raise InputFileError(f"It must be one of {', '.join(offers)}: other formats do not hold the result as it was.", file=str(path))
    try:
        content = path.read_bytes()
        if suffix == ".csv":
            return _in_csv(citation, content, path)
        table = table_of_triples(ox.parse(content, _GRAPHS[suffix])) if citation.graph else _table(content, suffix)
    except OSError as error:
        raise InputFileError(f"{error.strerror}.", file=str(path)) from error
    except (SyntaxError, ValueError, KeyError, TypeError, AttributeError, csv.Error, UrbansecError) as error:
        if isinstance(error, CitationError):
            raise
        raise InputFileError(f"It is no result in the format of its ending: {error}", file=str(path)) from error
    if checksum(table, graph=citation.graph) != citation.checksum:
        raise CitationError(f"{path} is not the cited result: it has {len(table.rows):,} rows, and its checksum is another one.")
    return Former(rows_of(table), f"the file {path.name}")


def in_repository(citation: Citation, query: SavedQuery, repository: Repository, progress: Progress = lambda _: None) -> Former | None:
    """The rows that ``query`` gives on a revision where they have the cited checksum; ``None`` if there is none.

    The states before the day of the citation are looked at first, the newest before older ones, :data:`REVISIONS` in all.
    """
    for revision in _around(repository.changes(_FOLDERS), citation)[:REVISIONS]:
        progress(f"Looking for the data of then: {revision}")
        with TemporaryDirectory(prefix="urbansec-verify-") as temporary:
            folder = Path(temporary)
            try:
                repository.extract(revision, repository.folders(revision, _FOLDERS), folder)
                table = query.table(_engine(Assets(folder.resolve())), citation.arguments)
            except UrbansecError:
                continue  # a state that this version cannot load is not the one
            if checksum(table, graph=citation.graph) == citation.checksum:
                return Former(rows_of(table), f"revision {revision}")
    return None


def plain(row: Mapping[str, Cell], variables: tuple[str, ...]) -> Row:
    """A row as CSV gives it: values without their types; labels of blank nodes mean nothing."""
    cells = (row.get(name) for name in variables)
    return tuple("" if cell is None else "_:" if cell["type"] == "bnode" else cell["value"] for cell in cells)


def _in_csv(citation: Citation, content: bytes, path: Path) -> Former:
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if not lines or tuple(lines[0]) != citation.variables or len(lines) - 1 != citation.rows or any(len(line) != len(lines[0]) for line in lines):
        wanted = f"the columns {', '.join(citation.variables)} and {citation.rows:,} rows"
        raise CitationError(f"{path} is not the cited result: it must have {wanted}, and it has {max(0, len(lines) - 1):,} rows.")
    rows = (tuple("_:" if value.startswith("_:") else value for value in line) for line in lines[1:])
    return Former(Counter(rows), f"the file {path.name}, whose values have no types", lossy=True)


def _table(content: bytes, suffix: str) -> Table:
    if suffix in (".json", ".srj"):
        return read_table(content)
    found = ox.parse_query_results(content, _RESULTS[suffix])
    if isinstance(found, ox.QueryBoolean):
        return read_table(b'{"boolean": %s}' % str(bool(found)).lower().encode())
    names = tuple(variable.value for variable in found.variables)
    return Table(names, tuple({name: as_cell(solution[name]) for name in names if solution[name] is not None} for solution in found))


def _around(changes: Iterable[tuple[str, datetime]], citation: Citation) -> list[str]:
    """The commits, those until the citation first (the newest of them first), then those after it (the oldest of them first)."""
    listed = list(changes)
    before = [commit for commit, moment in listed if moment <= citation.issued]
    after = [commit for commit, moment in listed if moment > citation.issued]
    return [*before, *reversed(after)]


def _engine(assets: Assets) -> EmbeddedEngine:
    """The engine as the commands have it: with the saved queries of that state in the data."""
    return EmbeddedEngine(load_shipped(assets, extra=example_triples(Catalogue(assets.queries / "saved"))), seconds=60.0)

"""What the tests of the exchange share: a data folder to change, tables to import, and a way to compare."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.exchange import importer
from urbansec.exchange.curated import Curated, urb
from urbansec.exchange.evidence import backed
from urbansec.exchange.exporter import export
from urbansec.exchange.importer import Prepared
from urbansec.exchange.tables import IMPORTED, Table, write_rows

ROOT = Path(__file__).resolve().parents[2]
MEMBER = {
    "forum": "river-cities-germany",
    "member_name": "Lindenfurt",
    "kind": "city",
    "country": "DE",
    "source_id": "yearbook-2021",
    "locator": "page 3",
    "certainty": "stated",
}
EVENT = {"name": "A meeting", "type": "conference", "start_date": "2016", "source_id": "leaflet", "locator": "page 1", "certainty": "stated"}


@dataclass(frozen=True)
class Desk:
    """A copy of a data folder, and what one does with it."""

    folder: Path
    assets: Assets

    @property
    def curated(self) -> Curated:
        """The folder as it is now."""
        return Curated.read(self.folder, self.assets)

    def texts(self) -> dict[str, str]:
        """Every file, by its path below the folder."""
        paths = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes().decode() for path in paths}

    def export(self, table: str) -> str:
        """A table as CSV."""
        return export(self.curated, table)

    def prepare(self, table: str, content: str | Sequence[Mapping[str, str]]) -> Prepared:
        """The import of a table, given as text or as rows, not written yet."""
        text = content if isinstance(content, str) else as_csv(IMPORTED[table], content)
        path = self.folder.parent / f"{table}.csv"
        path.write_text(text, "utf-8", newline="")
        return importer.prepare(path, IMPORTED[table], self.folder, self.assets)

    def load(self, table: str, content: str | Sequence[Mapping[str, str]]) -> list[str]:
        """Import a table; what became of each row."""
        prepared = self.prepare(table, content)
        assert [str(refusal) for refusal in prepared.plan.refusals] == []
        importer.carry_out(prepared)
        return [outcome.text for outcome in prepared.plan.outcomes]

    def refusals(self, table: str, content: str | Sequence[Mapping[str, str]]) -> list[tuple[int, str, str]]:
        """What is refused of a table: row, column and reason. Nothing may have been written."""
        before = self.texts()
        prepared = self.prepare(table, content)
        importer.carry_out(prepared)
        assert self.texts() == before
        return [(refusal.row, refusal.column, str(refusal)) for refusal in prepared.plan.refusals]


def as_csv(table: Table, rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as a file; columns that a row leaves out are empty."""
    return write_rows(table, [{column: row.get(column, "") for column in (*table.columns, *table.optional)} for row in rows])


def read_csv(text: str) -> list[dict[str, str]]:
    """The rows of a file."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def facts(curated: Curated, node: ox.NamedNode, *names: str) -> frozenset[tuple[str, str]]:
    """What the graph says of a resource, for some properties of the ontology."""
    return frozenset((name, str(value)) for name in names for value in curated.values(node, urb(name)))


def evidence_of(curated: Curated, record: ox.NamedNode, *properties: str) -> dict[frozenset[tuple[str, str]], int]:
    """What the evidence of a record says and backs of some properties, whatever it is called; how often the same."""
    found: dict[frozenset[tuple[str, str]], int] = {}
    backing = backed(curated, record)
    for evidence, backs in backing.items():
        shown = {name for name in properties if urb(name) in backs}
        if shown:
            said = {(str(t.predicate), str(t.object)) for t in curated.about(evidence) if t.predicate not in (urb("attests"), urb("asOf"))}
            key = frozenset(said | {("backs", name) for name in shown})
            found[key] = found.get(key, 0) + 1
    return found

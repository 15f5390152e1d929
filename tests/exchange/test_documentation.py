"""The description of the tables names every column, and nothing that is none."""

import re

from urbansec.exchange.exporter import TABLES
from urbansec.exchange.tables import EVENTS, MEMBERS

from .support import ROOT


def test_every_column_is_described() -> None:
    text = (ROOT / "data" / "README.md").read_text("utf-8").partition("\n## Import\n")[2]
    members, events = text.split("| Column | Holds | In the graph |")[1:]
    for table, part in ((MEMBERS, members), (EVENTS, events)):
        first_cells = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
        described = [name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)]
        assert sorted(described) == sorted([*table.columns, *table.optional])
    assert all(f"`{name}`" in text for name in TABLES if name not in ("members", "events"))

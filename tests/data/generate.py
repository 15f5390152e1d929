"""Write the generated tables of ``data/README.md``: ``python -m tests.data.generate``.

They stand between ``<!-- generated: NAME -->`` and ``<!-- end -->`` and come from saved queries on the shipped data. A test
compares them with what this module makes of them.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from urbansec.assets import find_assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "data" / "README.md"
VERDICTS = ("complete", "consistent", "incomplete", "contradicted", "not dated", "not enumerated")
_SECTION = re.compile(r"(<!-- generated: ([a-z]+) -->\n).*?(<!-- end -->\n)", re.DOTALL)

Row = Mapping[str, str]
Ask = Callable[[str], list[Row]]
"""From the name of a saved query to its answer, each row with the variables that are bound."""


def asker() -> Ask:
    """Saved queries on the shipped data, with their defaults."""
    assets = find_assets(ROOT)
    engine, catalogue = EmbeddedEngine(load_shipped(assets)), Catalogue(assets.queries / "saved")

    def ask(name: str) -> list[Row]:
        rows = catalogue.get(name).table(engine, {}).rows
        return [{variable: cell["value"] for variable, cell in row.items()} for row in rows]

    return ask


def disagreements(ask: Ask) -> str:
    """What sources disagree on: each alternative with its sources, and the preferred one with the reason."""
    lines: list[tuple[str, ...]] = []
    for _, found in groupby(sorted(ask("disagreements"), key=lambda row: (row["about"], row["disagreement"])), lambda row: row["disagreement"]):
        rows = list(found)
        preferred = sorted({f"{row['alternativeLabel']}: {row['reason']}" for row in rows if "reason" in row})
        lines.append((rows[0]["about"], "; ".join(_alternatives(rows)), " ".join(preferred)))
    return _table(("Question", "What sources say", "Preferred, and why"), lines)


def completeness(ask: Ask) -> str:
    """For each forum the reported numbers against those that the graph can enumerate."""
    rows = ask("completeness")
    forums = [list(found) for _, found in groupby(rows, lambda row: row["forum"])]
    figures = [(found[0]["forumLabel"], *(str(Counter(row["verdict"] for row in found)[verdict]) for verdict in VERDICTS)) for found in forums]
    parts = [_table(("Forum", *VERDICTS), figures)]
    for found in forums:
        judged = [row for row in found if "difference" in row]
        if judged:
            head = ("Counted", "On", "Reported", "Certain", "Enumerated", "Difference", "Verdict", "Source")
            parts += [f"### {found[0]['forumLabel']}", _table(head, [_compared(row) for row in judged])]
    return "\n\n".join(parts)


SECTIONS: Mapping[str, Callable[[Ask], str]] = {"disagreements": disagreements, "completeness": completeness}


def fill(text: str, ask: Ask) -> str:
    """``text`` with every generated section made anew; an unknown section is a :class:`KeyError`."""
    return _SECTION.sub(lambda match: f"{match[1]}\n{SECTIONS[match[2]](ask)}\n\n{match[3]}", text)


def _alternatives(rows: Sequence[Row]) -> list[str]:
    said: dict[str, set[str]] = {}
    for row in rows:
        said.setdefault(row["alternativeLabel"], set()).add(_source(row))
    return [f"{label} ({', '.join(sorted(sources))})" for label, sources in sorted(said.items())]


def _compared(row: Row) -> tuple[str, ...]:
    days = row.get("asOf") or " to ".join(dict.fromkeys(row[bound] for bound in ("earliest", "latest") if bound in row))
    qualifier = "" if row["qualifierLabel"] == "exact" else f"{row['qualifierLabel']} "
    difference = f"{int(row['difference']):+d}" if row["difference"] != "0" else "0"
    return (row["countedLabel"], days, f"{qualifier}{row['reported']}", row["certain"], row["enumerated"], difference, row["verdict"], _source(row))


def _source(row: Row) -> str:
    return f"`source:{row['source'].rpartition('/')[2]}`"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ').strip() for cell in row)} |" for row in lines)


def main() -> None:
    """Write the generated sections anew."""
    README.write_text(fill(README.read_text(encoding="utf-8"), asker()), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Check queries: SELECT queries in ``queries/checks`` that must return nothing.

Rules over many resources are one query each, run by the engine in milliseconds where a shape would take one query
per resource. A row names ``?resource``, and may name ``?path``, ``?value`` and ``?message``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.errors import SavedQueryError
from urbansec.queries import Catalogue, SavedQuery

Term = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(frozen=True)
class Row:
    """One fault that a check found; ``message`` is the check's own, or its summary."""

    query: SavedQuery
    focus: Term | None
    path: ox.NamedNode | None
    value: Term | None
    message: str


def load_checks(folder: Path) -> Sequence[SavedQuery]:
    """The check queries of a folder."""
    return list(Catalogue(folder))


def run(store: ox.Store, queries: Sequence[SavedQuery], *, union: bool = True) -> Iterator[Row]:
    """The rows of each check; with ``union`` a query sees all graphs as one."""
    for query in queries:
        solutions = store.query(query.text, use_default_graph_as_union=union)
        if not isinstance(solutions, ox.QuerySolutions):
            raise SavedQueryError(f"{query.path}: a check is a SELECT query.")
        names = {variable.value for variable in solutions.variables}
        seen = set()
        for solution in solutions:
            focus, path, value, message = (solution[name] if name in names else None for name in ("resource", "path", "value", "message"))
            row = Row(
                query,
                focus if isinstance(focus, Term) else None,
                path if isinstance(path, ox.NamedNode) else None,
                value if isinstance(value, Term) else None,
                message.value if isinstance(message, ox.Literal) else query.summary,
            )
            # A triple that several graphs state gives a row for each.
            if (key := (row.focus, row.path, row.value, row.message)) not in seen:
                seen.add(key)
                yield row

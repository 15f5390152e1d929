"""Check queries: SELECT queries in ``queries/checks`` that must return nothing.

Rules over many resources are one query each, run by the engine in milliseconds where a shape would take one query
per resource. A row names ``?resource``, and may name ``?path``, ``?value`` and ``?message``.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from urbansec.dataset import Snapshot
from urbansec.errors import SavedQueryError
from urbansec.queries import Catalogue, SavedQuery
from urbansec.validation.finding import Finding, Place
from urbansec.validation.locate import Term, file_of


def load_checks(folder: Path) -> Sequence[SavedQuery]:
    """The check queries of a folder."""
    return list(Catalogue(folder))


def run(snapshot: Snapshot, queries: Sequence[SavedQuery]) -> Iterator[Finding]:
    """One finding for each row of each check."""
    for query in queries:
        solutions = snapshot.store.query(query.text, use_default_graph_as_union=snapshot.union and not snapshot.merged)
        if not isinstance(solutions, ox.QuerySolutions):
            raise SavedQueryError(f"{query.path}: a check is a SELECT query.")
        names = {variable.value for variable in solutions.variables}
        for solution in solutions:
            row = {name: solution[name] for name in names if solution[name] is not None}
            focus, path, value, message = (row.get(name) for name in ("resource", "path", "value", "message"))
            yield Finding(
                severity=query.header.severity,
                focus=_text(focus),
                path=_text(path),
                value=_text(value),
                message=message.value if isinstance(message, ox.Literal) else query.summary,
                source=query.name,
                component="",
                kind="check",
                place=_place(snapshot, focus, path, value),
            )


def _place(snapshot: Snapshot, focus: object, path: object, value: object) -> Place | None:
    if not isinstance(focus, Term):
        return None
    file = file_of(snapshot, focus, path if isinstance(path, ox.NamedNode) else None, value if isinstance(value, Term) else None)
    return Place(file) if file else None


def _text(term: object) -> str:
    return "" if term is None else term.value if isinstance(term, ox.NamedNode) else str(term)

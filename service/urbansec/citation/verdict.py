"""What became of a cited answer."""

from dataclasses import dataclass
from typing import Any, Literal

from urbansec.citation.compare import Difference
from urbansec.citation.record import Citation

Status = Literal["same", "data changed", "query changed", "cannot tell"]


@dataclass(frozen=True)
class Verdict:
    """What became of a cited answer.

    ``reason`` says it in a sentence or two, ``notes`` what else should be known. ``same_rows`` tells whether the query as it is now gives
    the rows of then, ``None`` if that is unknown. ``difference`` leads from the cited rows to those of now; it is ``None`` if nothing
    differs or the cited rows are not known any more, and ``source`` names where they were found. ``now`` is the citation of today's answer.
    """

    citation: Citation
    status: Status
    reason: str
    notes: tuple[str, ...] = ()
    same_rows: bool | None = None
    difference: Difference | None = None
    source: str = ""
    now: Citation | None = None

    def document(self) -> dict[str, Any]:
        """The verdict as JSON values; terms are written as in N-Triples, or as plain text where ``typed`` is false."""
        then, now = self.citation, self.now
        return {
            "status": self.status,
            "reason": self.reason,
            "notes": list(self.notes),
            "same_rows": self.same_rows,
            "query": {"name": then.name, "version": then.query_version, "version_now": now.query_version if now else None},
            "arguments": {name: list(values) for name, values in then.arguments.items()},
            "data": {"version": then.data_version, "version_now": now.data_version if now else None},
            "rows": {"then": then.rows, "now": now.rows if now else None},
            "checksum": {"then": then.checksum, "now": now.checksum if now else None},
            "difference": self._difference(),
        }

    def _difference(self) -> dict[str, Any] | None:
        told = self.difference
        if told is None:
            return None
        return {
            "from": self.source,
            "typed": not told.lossy,
            "variables": list(told.variables),
            "columns": list(told.columns),
            "added": [list(row) for row in told.added],
            "removed": [list(row) for row in told.removed],
            "changed": [{"before": list(row.before), "after": list(row.after), "columns": list(row.columns)} for row in told.changed],
        }

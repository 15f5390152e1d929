"""What an import is about to do: a change for each file, and a line for each row."""

from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from urbansec.exchange.edit import Change
from urbansec.exchange.tables import Refusal


@dataclass(frozen=True)
class Outcome:
    """What became of a row."""

    row: int
    text: str

    @property
    def changes(self) -> bool:
        """Whether the row leads to a change."""
        return self.text != UNCHANGED


UNCHANGED = "unchanged"


@dataclass
class Plan:
    """What was understood of a file. With a refusal nothing of it is carried out."""

    changes: dict[Path, Change] = field(default_factory=dict)
    headers: dict[Path, str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)

    def add(self, path: Path, *triples: ox.Triple) -> None:
        """Let a file say something besides."""
        self._change(path).added.update(triples)

    def remove(self, path: Path, *triples: ox.Triple) -> None:
        """Let a file say something no longer."""
        self._change(path).removed.update(triples)

    def tell(self, row: int, text: str) -> None:
        """Report what became of a row."""
        self.outcomes.append(Outcome(row, text))

    def _change(self, path: Path) -> Change:
        return self.changes.setdefault(path, Change())

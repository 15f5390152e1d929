"""The whole comparison."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset.files import discover
from urbansec.diff import effects
from urbansec.diff.changes import Change, Moved, compare, count, moved
from urbansec.diff.content import Content, read
from urbansec.diff.effects import AnswerChange, Findings
from urbansec.diff.generic import TYPE, Sentence, describe
from urbansec.diff.names import OUR_WORDS, Names
from urbansec.diff.records import Records
from urbansec.diff.sides import Side, open_sides
from urbansec.namespaces import URB


@dataclass(frozen=True)
class Difference:
    """What two sides differ in. ``findings`` and ``answers`` are ``None`` if they were not compared."""

    old: str
    new: str
    statements: Mapping[str, int]
    sentences: tuple[Sentence, ...]
    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    names: Names
    findings: Findings | None = None
    answers: tuple[AnswerChange, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs; that statements stand in another file is no difference."""
        return not self.changes and not (self.findings and self.findings.differ) and not self.answers


def diff(  # noqa: PLR0913 - what the command offers
    assets: Assets,
    old: str = "HEAD",
    new: str | None = None,
    *,
    findings: bool = True,
    answers: bool = True,
    today: date | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Difference:
    """Compare two states: files, folders or revisions; ``new`` is by default the project of ``assets`` as it is.

    Data that use this project's terms are told in the words of its records, and findings and answers are compared too; any
    other RDF is told by its labels. ``today`` is the day for saved queries that ask for one. ``progress`` is told what comes next.
    Raises :class:`~urbansec.revisions.RevisionError` and :class:`~urbansec.errors.InputFilesError`.
    """
    with open_sides(old, new, assets) as (before, after):
        progress(f"Reading {before.name}")
        former = _read(before, terms=before.is_project and after.is_project)
        progress(f"Reading {after.name}")
        present = _read(after, terms=before.is_project and after.is_project)
        changes = compare(former, present)
        ours = _is_ours(former) or _is_ours(present)
        names = Names([present, former, read(_terms(after, assets))], OUR_WORDS) if ours else Names([present, former])
        told = Records(former, present, names).sentences(changes) if ours else (s for change in changes for s in describe(change, names))
        sentences = tuple(sorted(told, key=_order))
        found, other = None, None
        same_data = not changes and effects.same_rules(before, after)
        if findings and ours:
            progress("Validating both sides")
            found = Findings((), ()) if same_data else effects.findings(before, after)
        if answers and ours:
            progress("Asking the saved queries")
            asked = effects.answers(before, after, today=today or date.today(), same_data=same_data, progress=lambda name: progress(f"Asking {name}"))
            other = tuple(asked)
        elsewhere = () if before.is_file or after.is_file else tuple(moved(former, present))
        return Difference(before.name, after.name, count(changes), sentences, tuple(changes), elsewhere, names, found, other)


def _read(side: Side, *, terms: bool) -> Content:
    return read({**side.files, **(side.terms if terms else {})})


def _terms(side: Side, assets: Assets) -> Mapping[str, Path]:
    """The files of the ontology that name properties, classes and concepts."""
    found = side.assets or assets
    return {path.relative_to(found.root).as_posix(): path for path in discover([folder for folder in found.terms if folder.is_dir()], suffixes=(".ttl",))}


def _is_ours(content: Content) -> bool:
    """Whether the data use the terms of this project."""
    said = content.about.values()
    return any(predicate.startswith(URB) for one in said for predicate in one) or any(
        isinstance(value, ox.NamedNode) and value.value.startswith(URB) for one in said for value in one.get(TYPE, ())
    )


_ORDER = ("membership", "event", "participation", "project participation", "count", "office", "disagreement", "claim", "source", "evidence", "resource")


def _order(sentence: Sentence) -> tuple[int, str, str, str]:
    return (_ORDER.index(sentence.kind), sentence.text.casefold(), sentence.subject, sentence.action)

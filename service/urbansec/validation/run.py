"""The whole check: load, derive, shapes, check queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from urbansec.assets import Assets
from urbansec.dataset import Snapshot, load_shipped
from urbansec.dataset.files import discover
from urbansec.errors import shown_path
from urbansec.validation import checks, shacl
from urbansec.validation.finding import Finding


@dataclass(frozen=True)
class Report:
    """What was found, worst first, and what was checked."""

    findings: tuple[Finding, ...]
    quads: int
    files: int
    shapes: int
    checks: int

    @property
    def conforms(self) -> bool:
        """Whether no finding is a violation; warnings and infos do not count."""
        return not any(finding.severity == "violation" for finding in self.findings)


def validate(assets: Assets, data: Sequence[Path] = (), shapes: Sequence[Path] = ()) -> Report:
    """Check ``data`` (files and folders; by default the shipped data) with the project's vocabularies around it.

    Files of the shipped data are checked together with the rest of it, for they refer to one another, and only what
    is found in them is reported. Anything else is checked in place of the shipped data. ``shapes`` replaces the
    project's shapes; its check queries then do not run, for they are about its own data.
    Raises :class:`~urbansec.errors.InputFilesError` naming every file that does not exist or does not parse.
    """
    ours = bool(data) and all(path.resolve().is_relative_to(assets.data) for path in data)
    snapshot: Snapshot = load_shipped(assets, data=() if ours else data)
    shapes_graph = shacl.load_shapes(shapes or [assets.shapes])
    queries = [] if shapes else checks.load_checks(assets.queries / "checks")
    found: Iterable[Finding] = [*shacl.run(snapshot, shapes_graph), *checks.run(snapshot, queries)]
    if ours:
        chosen = {str(path.resolve()) for path in discover(data)}
        found = [finding for finding in found if finding.file in chosen]
    return Report(
        findings=tuple(sorted(found, key=Finding.order)),
        quads=len(snapshot),
        files=len(snapshot.files),
        shapes=shacl.count_shapes(shapes_graph),
        checks=len(queries),
    )


def violations(assets: Assets, snapshot: Snapshot, *, shapes: bool) -> list[str]:
    """What is wrong with data that are loaded already, one sentence each: by the check queries, and by the shapes if asked."""
    found = list(checks.run(snapshot, checks.load_checks(assets.queries / "checks")))
    if shapes:
        found += shacl.run(snapshot, shacl.load_shapes([assets.shapes]))
    return [f"{shown_path(f.file)}: {f.message} ({f.focus})" for f in sorted(found, key=Finding.order) if f.severity == "violation"]

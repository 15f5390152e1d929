"""The whole check: load, derive, shapes, check queries, gates."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset import Snapshot
from urbansec.dataset.files import discover
from urbansec.errors import InputFileError, InputFilesError, shown_path
from urbansec.queries import SavedQuery
from urbansec.turtle import FORMATS, Source, check
from urbansec.validation import checks, engines
from urbansec.validation.baseline import Baseline, BaselineEntry
from urbansec.validation.changed import validate_changed
from urbansec.validation.finding import Finding, Place, Severity
from urbansec.validation.gates import REPLACED_CHECKS, gates
from urbansec.validation.literals import ill_typed
from urbansec.validation.load import Checked, Loaded, load_plain, load_project
from urbansec.validation.locate import locate_problems
from urbansec.validation.observation import DEFAULT, FOREIGN, OWN, Code, Observation
from urbansec.validation.reports import Rule
from urbansec.validation.results import CLOSED, Findings
from urbansec.validation.shapes import Shapes, ShapesError
from urbansec.validation.since import files_at, have_changed, project_at, triples_of

Scope = Literal["project", "replaced", "other"]
"""What is checked: the project's own data, others under the project's shapes and rules, or anybody's under their shapes."""

_MISSPELT = ("undeclared-term", "misspelt-term")


@dataclass(frozen=True)
class Job:
    """What to check, and how.

    ``data`` are files and folders, by default the shipped data. Files of the shipped data are checked together with the rest of it, for they
    refer to one another, and only what is found in them is reported; anything else is checked in place of the shipped data. ``shapes`` replaces
    the project's shapes and check queries; for other data its ontology and rules stay out of it too, and ``ontology`` names what there is
    instead. ``lang`` is the language of messages. With ``since``, a git revision, the shapes are checked only on what the changes since then can affect.
    """

    data: Sequence[Path] = ()
    shapes: Sequence[Path] = ()
    ontology: Sequence[Path] = ()
    engine: engines.Name = "auto"
    coverage: bool = True
    lang: str = "en"
    since: str | None = None


@dataclass(frozen=True)
class Report:
    """What was found, worst first, and what was checked.

    ``suppressed`` is what a baseline knows, ``stale`` what it knows and nobody finds any more, ``omitted`` the number of findings cut off the end of
    ``findings`` by a limit. ``rules`` is everything that was checked, ``seconds`` how long it took. ``unread`` are files that do not parse,
    ``checked`` those that were checked to the end: only of them can be said that something is not found any more.
    """

    findings: tuple[Finding, ...]
    quads: int
    files: int
    shapes: int
    checks: int
    engine: str = ""
    seconds: float = 0.0
    rules: tuple[Rule, ...] = ()
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    checked: frozenset[str] = frozenset()
    suppressed: tuple[Finding, ...] = ()
    stale: tuple[BaselineEntry, ...] = ()
    omitted: int = 0

    @property
    def conforms(self) -> bool:
        """Whether no finding is a violation; warnings and infos do not count."""
        return not any(finding.severity == "violation" for finding in self.findings)

    def without(self, baseline: Baseline) -> "Report":
        """The report in which what the baseline knows is set apart."""
        split = baseline.split(self.findings, checked=self.checked)
        return replace(self, findings=split.new, suppressed=split.known, stale=split.stale)

    def at_most(self, number: int) -> "Report":
        """The report with the worst ``number`` findings; it says how many it leaves out."""
        return replace(self, findings=self.findings[:number], omitted=max(0, len(self.findings) - number))


def validate(assets: Assets, data: Sequence[Path] = (), shapes: Sequence[Path] = ()) -> Report:
    """Check ``data`` with the usual settings, see :func:`run`."""
    return run(assets, Job(data=data, shapes=shapes))


def run(assets: Assets, job: Job) -> Report:
    """Check, and find the place of everything that is wrong.

    Raises :class:`~urbansec.errors.InputFilesError` naming every path that does not exist, and every shapes or ontology file
    that does not parse, and :class:`~urbansec.validation.shapes.ShapesError` for shapes that nobody could use.
    """
    started = time.perf_counter()
    scope = _scope(assets, job)
    shapes = _shapes(job.shapes or [assets.shapes])
    checked = load_plain(job.data, job.ontology) if scope == "other" else load_project(assets, () if scope == "project" else job.data)
    _readable(checked)
    # What a broken file would have said is not known, so nobody can say what is missing, or described nowhere.
    gated = job.coverage and not checked.problems
    queries = [] if job.shapes else [q for q in checks.load_checks(assets.queries / "checks") if not (job.coverage and q.name in REPLACED_CHECKS)]
    findings = Findings(checked, shapes, job.lang)
    results, notes = _results(assets, checked, shapes, job, scope)
    found = [
        *(finding for loaded in checked.subjects if loaded.problem for finding in syntax(loaded, loaded.problem)),
        *findings.of_results(results),
        *(findings.of_rows(list(checks.run(checked.store, queries))) if queries else ()),
        *(findings.of_observations(_observations(checked, shapes, scope, results)) if gated else ()),
    ]
    looked_at = {str(loaded.file.path) for loaded in checked.subjects}
    if scope == "project" and job.data:
        looked_at = {str(path.resolve()) for path in discover(job.data)}
        found = [finding for finding in found if finding.file in looked_at]
    unread = {str(loaded.file.path) for loaded in checked.subjects if loaded.problem}
    return Report(
        findings=tuple(sorted(found, key=Finding.order)),
        quads=checked.size,
        files=len(checked.subjects) + len(checked.context),
        shapes=shapes.count,
        checks=len(queries),
        engine=engines.chosen(shapes, job.engine),
        seconds=time.perf_counter() - started,
        rules=tuple(_rules(shapes, queries, job.lang)),
        notes=(*_notes(shapes, job.engine), *notes),
        unread=tuple(sorted(unread & looked_at)),
        checked=frozenset(looked_at - unread) if job.since is None else frozenset(),
    )


def violations(assets: Assets, snapshot: Snapshot, *, shapes: bool) -> list[str]:
    """What is wrong with data that are loaded already, one sentence each: by the check queries, and by the shapes if asked."""
    rows = checks.run(snapshot.store, checks.load_checks(assets.queries / "checks"), union=snapshot.union and not snapshot.merged)
    found = [(row.focus, row.message) for row in rows if row.query.header.severity == "violation"]
    if shapes:
        triples = list({quad.triple for quad in snapshot.store})
        results = engines.validate(triples, Shapes.load([assets.shapes]))
        found += [(result.focus, dict(result.messages).get("en", result.component)) for result in results if result.severity == "violation"]
    return sorted(f"{_file(snapshot, focus)}{message} ({focus.value if focus is not None else ''})" for focus, message in found)


def syntax(loaded: Loaded, problem: InputFileError) -> list[Finding]:
    """Why a file does not parse: every mistake in it where its format keeps places, else what the parser said first."""
    file = str(loaded.file.path)
    mistakes = []
    if loaded.file.format in FORMATS:
        try:
            source = Source.read(loaded.file.path)
        except InputFileError as unreadable:
            problem = unreadable
        else:
            mistakes = check(source, loaded.file.format, base_iri=loaded.file.path.resolve().as_uri())
            places = [Place(file, *source.position(m.span.start), *source.position(m.span.end)) for m in mistakes]
            texts = [source.text[m.span.start : m.span.end] for m in mistakes]
    if mistakes:
        return [
            Finding("violation", "", "", text, mistake.message, mistake.code, "", kind="syntax", place=place, anchor="syntax", hint=mistake.hint)
            for mistake, place, text in zip(mistakes, places, texts, strict=True)
        ]
    at = (problem.line or 0, problem.column or 0)
    place = Place(file, *at, *at)
    return [Finding("violation", "", "", "", problem.detail, "parse-error", "", kind="syntax", place=place, anchor="syntax" if problem.line else "file")]


def _scope(assets: Assets, job: Job) -> Scope:
    if job.shapes:
        return "other" if job.data else "project"
    ours = not job.data or all(path.resolve().is_relative_to(assets.data) for path in job.data)
    return "project" if ours else "replaced"


def _results(assets: Assets, checked: Checked, shapes: Shapes, job: Job, scope: Scope) -> tuple[list[engines.Result], list[str]]:
    """What the shapes find, and what is to be said about how they were checked."""
    if job.since is None:
        return engines.validate(checked.data, shapes, job.engine), []
    if have_changed(job.since, shapes.files):
        return engines.validate(checked.data, shapes, job.engine), [f"Everything is checked, for the shapes have changed since {job.since}."]
    old = files_at(job.since, checked) if scope == "other" else project_at(job.since, assets, checked)
    results, affected = validate_changed(old, triples_of((*checked.subjects, *checked.context), checked.derived), shapes, job.engine)
    if affected is None:
        return results, ["Everything is checked, for these shapes read the data by queries, and nobody can tell what a change means for them."]
    return results, [f"By the shapes only what the changes since {job.since} can affect is checked: {len(affected.nodes)} resources."]


def _shapes(paths: Sequence[Path]) -> Shapes:
    try:
        return Shapes.load(paths)
    except ShapesError as error:
        raise ShapesError(locate_problems(error.problems)) from error


def _readable(checked: Checked) -> None:
    """Nothing can be said where the context does not parse, or where there is nothing to check."""
    if broken := [loaded.problem for loaded in checked.context if loaded.problem]:
        raise InputFilesError(broken)
    if not any(loaded.quads or loaded.problem for loaded in checked.subjects):
        empty = [InputFileError("The file holds no statement: there is nothing to check.", file=str(loaded.file.path)) for loaded in checked.subjects]
        raise InputFilesError(empty)


def _observations(checked: Checked, shapes: Shapes, scope: Scope, results: Sequence[engines.Result]) -> list[Observation]:
    severities: dict[Scope, Mapping[Code, Severity]] = {"project": OWN, "replaced": FOREIGN, "other": DEFAULT}
    graphs = {ox.NamedNode(name) if name else ox.DefaultGraph() for name, files in checked.files.items() if any(f in checked.subjects for f in files)}
    observed = gates(checked.store, shapes, sorted(graphs, key=str), severities[scope], checked.prefixes)
    told_already = {(result.focus, result.path, result.value) for result in results}
    literals = ill_typed(checked.subjects, severities[scope], told_already)
    # A property that a closed shape refuses is told by the shape, with what was meant.
    refused = {(result.focus, result.path) for result in results if result.component == CLOSED}
    told = [one for one in observed if not (one.code in _MISSPELT and (one.focus, one.path) in refused)]
    # The project's shapes are for much more than a file from elsewhere holds: those that find nothing in it say nothing.
    return [*(one for one in told if not (scope == "replaced" and one.where == "shapes")), *literals]


def _rules(shapes: Shapes, queries: Sequence[SavedQuery], lang: str) -> list[Rule]:
    def text(texts: Sequence[tuple[str, str]]) -> str:
        by_language = dict(texts)
        return by_language.get(lang) or by_language.get("en") or next(iter(by_language.values()), "")

    named = [shape for shape in shapes if isinstance(shape.node, ox.NamedNode)]
    return [
        *(Rule(shape.node.value, "shape", title=text(shape.messages), help=text(shape.messages)) for shape in named),
        *(Rule(query.name, "check", title=query.summary, help=query.header.description, severity=query.header.severity) for query in queries),
    ]


def _notes(shapes: Shapes, engine: engines.Name) -> list[str]:
    if engine != "auto":
        return []
    return [f"pySHACL is used, which takes longer, because the shapes use {limit.construct}: {limit.reason}." for limit in engines.limits(shapes)]


def _file(snapshot: Snapshot, focus: object) -> str:
    """The file that states something of a resource, with a colon; empty if only rules do."""
    if not isinstance(focus, (ox.NamedNode, ox.BlankNode)):
        return ""
    graphs = {quad.graph_name.value for quad in snapshot.store.quads_for_pattern(focus, None, None) if isinstance(quad.graph_name, ox.NamedNode)}
    files = sorted(str(snapshot.files[graph]) for graph in graphs if graph in snapshot.files)
    return f"{shown_path(files[0])}: " if files else ""

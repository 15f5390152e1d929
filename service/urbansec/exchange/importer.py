"""Import a table: read it, plan the change, edit the files in memory, validate the result, and only then write."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from urbansec.assets import Assets
from urbansec.errors import UrbansecError
from urbansec.exchange import attestations, edit, events, happenings, memberships
from urbansec.exchange.cells import Directories, Reader
from urbansec.exchange.changes import Plan
from urbansec.exchange.curated import Curated
from urbansec.exchange.tables import MEMBERS, Refusal, Row, Table, read_rows
from urbansec.exchange.write import replace_all
from urbansec.namespaces import shorten
from urbansec.validation import Finding, Job, run


@dataclass(frozen=True)
class Prepared:
    """An import that is ready to be written, or refused."""

    plan: Plan
    folder: Path
    old: Mapping[Path, str | None]
    new: Mapping[Path, str]
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing may be written."""
        return bool(self.plan.refusals or self.findings)

    @property
    def files(self) -> list[str]:
        """The files that change, as paths below the data folder."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.new)


class FolderError(UrbansecError):
    """The folder is not one to write to."""

    title = "The data cannot be changed"


def folder_to_change(assets: Assets, given: Path | None) -> Path:
    """The folder that an import changes; :class:`FolderError` if it holds no curated files, or belongs to an installed package."""
    folder = (given or assets.data).resolve()
    if not folder.is_dir() or not any(folder.rglob("*.ttl")):
        raise FolderError(f"{folder} is no folder with Turtle files.")
    if any(parent.name == "_assets" and parent.parent.name == "urbansec" for parent in (folder, *folder.parents)):
        raise FolderError("The data of an installed package are not changed. Give the data folder of a checkout or a copy: --data FOLDER.")
    return folder


def prepare(path: Path, table: Table, folder: Path, assets: Assets) -> Prepared:
    """Everything but the writing. Where cells are refused nothing is edited, and nothing validated.

    Raises :class:`~urbansec.errors.InputFileError` if the table or a data file cannot be read.
    """
    rows, refusals = read_rows(path, table)
    plan = Plan(refusals=refusals)
    if not refusals:
        curated = Curated.read(folder, assets)
        _plan(table, curated, rows, plan)
    plan.refusals.sort(key=lambda refusal: refusal.row)
    if plan.refusals:
        return Prepared(plan, folder, {}, {})
    old = {file: _text(file) for file, change in plan.changes.items() if change}
    new = {file: edit.apply(f"# {plan.headers[file]}\n" if text is None else text, plan.changes[file]) for file, text in old.items()}
    prepared = Prepared(plan, folder, old, new)
    return replace(prepared, findings=_violations(prepared, assets)) if new else prepared


def carry_out(prepared: Prepared) -> None:
    """Write all files or none; :class:`~urbansec.exchange.write.WriteError` if that fails, and then nothing has changed."""
    if not prepared.refused:
        replace_all({path: (prepared.old[path], text) for path, text in prepared.new.items()})


def report(prepared: Prepared, *, dry_run: bool) -> Iterator[tuple[str, str]]:
    """Lines with a style each: what became of every row, or what is refused and why; last what is written."""
    plan = prepared.plan
    if prepared.refused:
        for refusal in plan.refusals:
            yield "red", f"row {refusal.row}: {refusal}"
        for finding in prepared.findings:
            yield "red", f"refused: {finding.message}"
            yield "dim", f"  {' '.join(map(shorten, filter(None, (finding.focus, finding.path, finding.value))))} in {finding.file}"
        rows = len({refusal.row for refusal in plan.refusals})
        why = f"{rows} row{'s are' if rows != 1 else ' is'} refused" if rows else "the result would not conform"
        yield "bold", f"Nothing is written: {why}."
        return
    for outcome in plan.outcomes:
        yield "" if outcome.changes else "dim", f"row {outcome.row}: {outcome.text}"
    changed = sum(outcome.changes for outcome in plan.outcomes)
    verb = "Would write" if dry_run else "Wrote"
    yield "bold", f"{verb} {', '.join(prepared.files) or 'nothing'}: {changed} of {len(plan.outcomes)} rows change something."


def _plan(table: Table, curated: Curated, rows: list[Row], plan: Plan) -> None:
    """Read every row before anything is planned, so that all wrong cells are told at once."""
    names = Directories(curated)
    readers = [Reader(row) for row in rows]
    if table is MEMBERS:
        memberships.plan(curated, [(reader.row, a) for reader in readers if (a := attestations.read(reader, names))], plan)
    else:
        events.plan(curated, [(reader.row, h) for reader in readers if (h := happenings.read(reader, names))], plan)
    plan.refusals += [Refusal.of(reader.row.number, problem) for reader in readers for problem in reader.problems]


def _violations(prepared: Prepared, assets: Assets) -> tuple[Finding, ...]:
    """What the shapes and the check queries would find wrong with the result."""
    with TemporaryDirectory(prefix="urbansec-import-") as temporary:
        copy = Path(temporary) / "data"
        shutil.copytree(prepared.folder, copy)
        for path, text in prepared.new.items():
            target = copy / path.relative_to(prepared.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="")
        findings = run(assets, Job(data=[copy], coverage=False)).findings
    named = (replace(f, place=replace(f.place, file=f.place.file.replace(str(copy), str(prepared.folder)))) if f.place else f for f in findings)
    return tuple(finding for finding in named if finding.severity == "violation")


def _text(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.exists() else None

"""Findings that are known already: a file that says which, so that only new ones fail a check.

The file is JSON with one finding to a line, sorted, so that a change of it is easy to review:

``version``
    1.
``findings``
    A list of objects. ``fingerprint`` decides; the rest is there for people: ``severity``, ``kind``, ``shape`` (or check, or
    code of the mistake), ``component``, ``focus``, ``path``, ``value``, ``file`` and ``message``. ``note`` is theirs to fill in, and is kept when the file
    is written anew.
"""

import dataclasses
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from urbansec.errors import UrbansecError
from urbansec.validation.finding import Finding
from urbansec.validation.fingerprint import fingerprints, relative, root_of
from urbansec.writing import replace

VERSION = 1


class BaselineError(UrbansecError):
    """The file of known findings cannot be read, or is not one."""

    title = "The baseline cannot be used"


@dataclass(frozen=True)
class BaselineEntry:
    """A known finding: the fingerprint, and what it is about in words for people."""

    fingerprint: str
    severity: str = ""
    kind: str = "shape"
    shape: str = ""
    component: str = ""
    focus: str = ""
    path: str = ""
    value: str = ""
    file: str = ""
    message: str = ""
    note: str = ""


@dataclass(frozen=True)
class Split:
    """Findings parted by a baseline: those it does not know, those it knows, and what it knows that is not found any more."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    stale: tuple[BaselineEntry, ...]


class Baseline:
    """Known findings. ``root`` is the folder that files are named from: the same for all who share the baseline."""

    def __init__(self, entries: Sequence[BaselineEntry] = (), *, root: Path | None = None) -> None:
        self.entries = {entry.fingerprint: entry for entry in entries}
        self.root = root

    @classmethod
    def load(cls, path: Path, *, missing_ok: bool = False) -> "Baseline":
        """Read a baseline, whose files are named from the repository it is in; :class:`BaselineError` says what is wrong with it, and where.

        A file that is missing is an empty baseline if that is ``missing_ok``, because it is about to be written.
        """
        root = root_of(path.parent)
        if missing_ok and not path.exists():
            return cls(root=root)
        try:
            document = json.loads(path.read_bytes())
        except OSError as error:
            raise BaselineError(f"{path}: {error.strerror}.", file=str(path)) from error
        except json.JSONDecodeError as error:
            raise BaselineError(f"{path}:{error.lineno}:{error.colno}: this is not JSON: {error.msg}.", file=str(path)) from error
        except (ValueError, RecursionError) as error:
            raise BaselineError(f"{path}: this is not JSON in UTF-8.", file=str(path)) from error
        return cls(_entries(document, path), root=root)

    def split(self, findings: Sequence[Finding], *, checked: Collection[str] | None = None) -> Split:
        """Part ``findings``; they keep their order.

        ``checked`` holds the files that were looked at, where that is not all of them: what is known of another file is then not stale.
        """
        new: list[Finding] = []
        known: list[Finding] = []
        seen: set[str] = set()
        for finding, mark in zip(findings, fingerprints(findings, root=self.root), strict=True):
            seen.add(mark)
            (known if mark in self.entries else new).append(finding)
        looked_at = None if checked is None else {relative(file, self.root) for file in checked}
        stale = [entry for mark, entry in self.entries.items() if mark not in seen and (looked_at is None or entry.file in looked_at)]
        return Split(tuple(new), tuple(known), tuple(sorted(stale, key=_order)))

    def updated(self, findings: Sequence[Finding], *, checked: Collection[str] | None = None) -> "Baseline":
        """The baseline that knows ``findings`` and nothing else, with the notes of this one.

        What this one knows of files that were not ``checked`` is kept.
        """
        now = {entry.fingerprint: entry for entry in entries_of(findings, root=self.root)}
        stale = {entry.fingerprint for entry in self.split(findings, checked=checked).stale}
        for mark, old in self.entries.items():
            if mark in now:
                now[mark] = dataclasses.replace(now[mark], note=old.note)
            elif mark not in stale:
                now[mark] = old
        return Baseline(list(now.values()), root=self.root)

    def write(self, path: Path) -> None:
        """Write the file whole or not at all; :class:`~urbansec.errors.OutputFileError` if it cannot be."""
        replace(path, self.dump().encode("utf-8", "backslashreplace"))

    def dump(self) -> str:
        """The file's text, the same for the same entries."""
        lines = [
            json.dumps({name: value for name, value in asdict(entry).items() if value}, ensure_ascii=False)
            for entry in sorted(self.entries.values(), key=_order)
        ]
        inner = ",".join(f"\n    {line}" for line in lines)
        return f'{{\n  "version": {VERSION},\n  "findings": [{inner}\n  ]\n}}\n'


def entries_of(findings: Sequence[Finding], *, root: Path | None = None) -> list[BaselineEntry]:
    """What a baseline says of each of ``findings``."""
    return [
        BaselineEntry(
            fingerprint=mark,
            severity=finding.severity,
            kind=finding.kind,
            shape=finding.source,
            component=finding.component,
            focus=finding.identity or finding.focus,
            path=finding.path,
            value=finding.value,
            file=relative(finding.file, root),
            message=finding.message,
        )
        for finding, mark in zip(findings, fingerprints(findings, root=root), strict=True)
    ]


def _order(entry: BaselineEntry) -> tuple[str, ...]:
    return (entry.shape, entry.focus, entry.path, entry.component, entry.value, entry.fingerprint)


def _entries(document: Any, path: Path) -> list[BaselineEntry]:
    def wrong(what: str) -> BaselineError:
        return BaselineError(f"{path}: {what}", file=str(path))

    if not isinstance(document, dict) or not isinstance(document.get("findings"), list):
        raise wrong('a baseline is an object with "version" and a list "findings".')
    if document.get("version") != VERSION:
        raise wrong(f"its version is {json.dumps(document.get('version'))}; this program reads version {VERSION}.")
    names = {field.name for field in fields(BaselineEntry)}
    found: dict[str, BaselineEntry] = {}
    for number, item in enumerate(document["findings"], 1):
        if not isinstance(item, Mapping) or not all(isinstance(value, str) for value in item.values()):
            raise wrong(f"entry {number} is not an object of texts.")
        if not item.get("fingerprint"):
            raise wrong(f"entry {number} has no fingerprint.")
        if unknown := set(item) - names:
            raise wrong(f"entry {number} has what no entry has: {', '.join(sorted(unknown))}.")
        entry = BaselineEntry(**item)
        if entry.fingerprint in found:
            raise wrong(f"entry {number} has the fingerprint of an earlier one, {entry.fingerprint}.")
        found[entry.fingerprint] = entry
    return list(found.values())

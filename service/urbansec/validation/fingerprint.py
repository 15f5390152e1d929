"""Say that two findings, of different runs, are the same one.

A fingerprint is made of what a finding is about and of nothing that depends on where it stands: the kind, the shape
or check, the constraint component, the resource, the path and the value. Line and column, the file, the layout of the
text, the wording and the language of the message are left out. So it stays the same when a file is reformatted, when
statements are put in another order or moved to another file, when a prefix is renamed, and when somebody mends the
message of a shape. It changes when the value changes: another wrong value is another finding.

A blank node goes in by the name that ``validation.identity`` made of what is said of it, never by a parser's label. A
shape that is a blank node does not go in at all, for its name would change with its message: the component, the path
and the value say enough.

A syntax error is about no resource: it is known by its file (relative to ``root``), the code of the mistake and the
text that is wrong. Findings that are alike in all of this are numbered, so that a second one beside a known first
counts as new.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from urbansec.errors import shown_path
from urbansec.validation.finding import Finding

_LENGTH = 32  # hexadecimal digits, 128 bits: no two of a billion findings share one
_BLANK = "[]"


def fingerprint(finding: Finding, *, root: Path | None = None, ordinal: int = 0) -> str:
    """32 hexadecimal digits that stand for what ``finding`` is about; ``ordinal`` tells findings apart that are alike."""
    return _digest(_parts(finding, root), ordinal)


def fingerprints(findings: Iterable[Finding], *, root: Path | None = None) -> list[str]:
    """The fingerprint of each finding of one report, no two the same."""
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for finding in findings:
        parts = _parts(finding, root)
        found.append(_digest(parts, seen[parts]))
        seen[parts] += 1
    return found


def relative(file: str, root: Path | None = None) -> str:
    """A file below ``root`` (by default the current folder) as its path from there, with slashes; anything else as it is."""
    path = Path(file)
    if root is None or not file:
        return Path(shown_path(file)).as_posix() if file and "://" not in file else file
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else file


def root_of(folder: Path) -> Path:
    """The folder that files are named from for all who work on them: the nearest one above with a git repository, else ``folder``."""
    here = folder.resolve()
    return next((above for above in (here, *here.parents) if (above / ".git").exists()), here)


def _parts(finding: Finding, root: Path | None) -> tuple[str, ...]:
    if finding.kind == "syntax":
        return ("syntax", relative(finding.file, root), finding.source, finding.value or finding.found)
    about = finding.identity or _term(finding.focus)
    source = _BLANK if finding.source.startswith("_:") else finding.source
    return (finding.kind, source, finding.component, about, " ".join(finding.path.split()), _term(finding.value))


def _digest(parts: tuple[str, ...], ordinal: int) -> str:
    text = json.dumps([*parts, ordinal] if ordinal else parts, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _term(text: str) -> str:
    """One spelling for each term: what engines and parsers write differently (``3`` and ``"3"^^xsd:integer``) is the same."""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    if text[:1] not in {'"', "'"} and not text[:1].isdigit() and text[:1] not in {"+", "-", "."} and text not in {"true", "false"}:
        return text
    try:
        (quad,) = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.TURTLE)
    except (SyntaxError, ValueError):
        return text
    return str(quad.object)

"""Mutants of other people's data: small edits of texts of every layout, with a mark where the finding has to point."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.shapes.graphs import ROOT
from tests.validation.mutation.cases import CASES, HERE
from tests.validation.mutation.layout import place_of_mark
from urbansec.assets import find_assets
from urbansec.validation.finding import Finding
from urbansec.validation.run import Job, run

FOLDERS = ROOT / "tests" / "validation" / "shapes-of-others"
SH = "http://www.w3.org/ns/shacl#"
_PREFIXES = {
    "cat": "https://example.org/catalogue/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "ex": "https://example.org/people/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rel": "https://example.org/relations#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "": "https://example.org/animals/",
}
_COMPLEX = frozenset("/|^*+?")


@dataclass(frozen=True)
class Edited:
    """One mutant: of which folder, what is expected of its findings, and the edits: text that stands there once, and what replaces it.

    ``path`` is as in the findings; ``focus`` ``[]`` for any blank node. Each mark is the place of one finding.
    """

    folder: str
    component: str
    focus: str
    path: str
    edits: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return f"{self.folder}: {self.component} of {self.focus} {self.path}: {self.edits[0][1]!r}"

    def text(self) -> str:
        """The data with the marks."""
        text = data_file(self.folder).read_text("utf-8-sig")
        for old, new in self.edits:
            assert text.count(old) == 1, f"{self}: {old!r} stands there {text.count(old)} times"
            text = text.replace(old, new)
        return text

    def about(self, finding: Finding) -> bool:
        """Whether a finding is what the mutant provokes."""
        focus = finding.focus.startswith("_:") if self.focus == "[]" else finding.focus == expanded(self.focus)
        path = self.path if not _COMPLEX.isdisjoint(self.path) else expanded(self.path)
        return finding.component == f"{SH}{self.component}ConstraintComponent" and focus and finding.path == path


@dataclass(frozen=True)
class OtherOutcome:
    """Where findings had to be, and where they are (line and column each)."""

    edited: Edited
    truths: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...]

    @property
    def found(self) -> bool:
        """Whether there are as many findings as there should be."""
        return len(self.places) == len(self.truths)

    @property
    def right_line(self) -> bool:
        """Whether all are in the right line."""
        return sorted(line for line, _ in self.truths) == sorted(line for line, _ in self.places)

    @property
    def right_column(self) -> bool:
        """Whether all are at the right place."""
        return sorted(self.truths) == sorted(self.places)

    def __str__(self) -> str:
        return f"{self.edited}: should be at {self.truths}, is {self.places}"


def expanded(name: str) -> str:
    """An IRI for a prefixed name."""
    prefix, colon, local = name.partition(":")
    return f"{_PREFIXES[prefix]}{local}" if colon else name


def data_file(folder: str) -> Path:
    """The data of a folder."""
    return next(iter((FOLDERS / folder).glob("data.*")))


@cache
def edits() -> tuple[Edited, ...]:
    """All of them, by folder."""
    return tuple(Edited(folder, component, focus, path, tuple(changes)) for folder, cases in CASES.items() for component, focus, path, *changes in cases)


def outcome(edited: Edited, folder: Path, *, crlf: bool = False) -> OtherOutcome:
    """Validate the mutant in ``folder``. With ``crlf`` the lines end as on Windows, and a byte order mark comes first."""
    text = edited.text()
    if crlf:
        text = text.replace("\n", "\r\n")
    places = []
    rest = text
    while HERE in rest:
        # Marks further on do not move what stands before them; those before are gone.
        places.append(place_of_mark(rest, HERE, HERE))
        rest = rest.replace(HERE, "", 1)
    source = data_file(edited.folder)
    bom = crlf or source.read_bytes().startswith(b"\xef\xbb\xbf")
    file = folder / source.name
    file.write_text(rest, "utf-8-sig" if bom else "utf-8", newline="")
    findings = [finding for finding in validated(file, edited.folder) if edited.about(finding)]
    found = tuple((one.place.line, one.place.column) if one.place else (0, 0) for one in findings)
    return OtherOutcome(edited, tuple(places), found)


def validated(file: Path, folder: str) -> Sequence[Finding]:
    """What is found in a file with the shapes of a folder."""
    return run(find_assets(ROOT), Job(data=[file], shapes=[FOLDERS / folder / "shapes.ttl"], coverage=False)).findings

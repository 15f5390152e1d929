"""Small data that break one shape each, as the shapes are tested with them: what a reader learns most from."""

from dataclasses import dataclass
from pathlib import Path

from urbansec.namespaces import SHAPES

FOLDER = Path("ontology", "examples", "fail")


@dataclass(frozen=True)
class Wrong:
    """A file that breaks a shape. ``what`` says what is wrong in it, in English; ``text`` are the data without the remarks above."""

    name: str
    what: str
    component: str
    text: str


def read_wrong(folder: Path) -> dict[str, tuple[Wrong, ...]]:
    """By the IRI of the shape that is broken, the files of ``folder``, which are named after it."""
    found: dict[str, list[Wrong]] = {}
    for path in sorted(folder.glob("*--*.ttl")):
        shape, _, name = path.stem.partition("--")
        remarks, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        said = [line.lstrip("# ").strip() for line in remarks.splitlines()]
        component = next((line.partition(":")[2].strip() for line in said if line.startswith("component:")), "")
        what = said[0].removeprefix("Wrong:").strip() if said else ""
        found.setdefault(f"{SHAPES}#{shape}", []).append(Wrong(name, what, component, text.strip()))
    return {iri: tuple(those) for iri, those in found.items()}

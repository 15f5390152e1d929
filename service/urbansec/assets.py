"""Where the shipped ontology, data and queries lie: in the wheel, in a checkout, or where the user says."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from urbansec.errors import AssetsMissingError

_FOLDERS = ("ontology", "data", "queries")


@dataclass(frozen=True)
class Assets:
    """The folder that holds ``ontology/``, ``data/`` and ``queries/``."""

    root: Path

    @property
    def shapes(self) -> Path:
        """Folder of the SHACL shapes."""
        return self.root / "ontology" / "shapes"

    @property
    def rules(self) -> Path:
        """Folder of the CONSTRUCT rules."""
        return self.root / "ontology" / "rules"

    @property
    def context(self) -> Path:
        """The JSON-LD context."""
        return self.root / "ontology" / "context.jsonld"

    @property
    def terms(self) -> tuple[Path, ...]:
        """Folders of everything that describes the data: ontology modules, alignments, vocabularies."""
        return tuple(self.root / "ontology" / name for name in ("alignments", "modules", "vocab"))

    @property
    def data(self) -> Path:
        """Folder of the curated data."""
        return self.root / "data"

    @property
    def queries(self) -> Path:
        """Folder of saved queries, competency questions and checks."""
        return self.root / "queries"


def find_assets(home: Path | None = None) -> Assets:
    """The shipped files: ``home`` if given, else those in the wheel, else those of the checkout.

    Raises :class:`AssetsMissingError` if no such place holds all three folders.
    """
    if home is not None:
        if _complete(home):
            return Assets(home.resolve())
        raise AssetsMissingError(f"{home} does not hold the folders {', '.join(_FOLDERS)} (set by URBANSEC_HOME or --home).")
    package = Path(str(files("urbansec")))
    for candidate in (package / "_assets", package.parents[1]):
        if _complete(candidate):
            return Assets(candidate.resolve())
    raise AssetsMissingError(
        f"The folders {', '.join(_FOLDERS)} are neither in the installed package nor in a checkout around it. Set URBANSEC_HOME to the folder that holds them."
    )


def _complete(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _FOLDERS)

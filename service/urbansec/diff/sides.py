"""What ``A`` and ``B`` stand for: a file, a folder, the project, or a revision of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from urbansec.assets import Assets, find_assets
from urbansec.dataset.files import discover
from urbansec.errors import AssetsMissingError
from urbansec.revisions import Repository, RevisionError

_PROJECT = ("data", "ontology", "queries")
_TERMS = ("alignments", "modules", "vocab", "shapes")


@dataclass(frozen=True)
class Side:
    """One of the two states that are compared.

    ``files`` maps names, which are the same on both sides for files that correspond, to the files; ``terms`` likewise those
    of the ontology. ``assets`` are the rules, shapes and queries that go with the data: those of the same revision if it is a
    state of the project, else the shipped ones. ``data`` is what to load in place of the data of ``assets``.
    """

    name: str
    root: Path
    files: Mapping[str, Path]
    terms: Mapping[str, Path] = field(default_factory=dict)
    assets: Assets | None = None
    data: tuple[Path, ...] = ()
    is_file: bool = False

    @property
    def is_project(self) -> bool:
        """Whether the ontology belongs to what is compared."""
        return bool(self.terms)


@contextmanager
def open_sides(old: str, new: str | None, assets: Assets) -> Iterator[tuple[Side, Side]]:
    """Both sides, their files readable while the context lasts; ``new`` is the project as it is if ``None``.

    Raises :class:`RevisionError` for what names nothing, :class:`~urbansec.errors.InputFilesError` for a folder without RDF.
    """
    with TemporaryDirectory(prefix="urbansec-diff-") as temporary:
        folders = [Path(temporary) / name for name in ("a", "b")]
        for folder in folders:
            folder.mkdir()
        yield _side(old, assets, folders[0]), _project("the working tree", assets) if new is None else _side(new, assets, folders[1])


def _side(text: str, assets: Assets, temporary: Path) -> Side:
    path = Path(text)
    if path.exists():
        return _of_path(text, path, assets)
    revision, colon, inside = text.partition(":")
    if colon:
        return _of_path_in_revision(text, revision, inside, assets, temporary)
    return _of_revision(text, assets, temporary)


def _of_path(name: str, path: Path, assets: Assets) -> Side:
    if path.is_dir() and path.resolve() in (assets.root, assets.data):
        return _project(name, assets)
    if path.is_dir():
        try:
            return _project(name, find_assets(path))
        except AssetsMissingError:
            pass
    files = discover([path])
    named = {file.relative_to(path).as_posix() if path.is_dir() else "": file for file in files}
    return Side(name, path if path.is_dir() else path.parent, named, assets=assets, data=(path,), is_file=not path.is_dir())


def _of_path_in_revision(text: str, revision: str, path: str, assets: Assets, temporary: Path) -> Side:
    for folder in (Path.cwd(), assets.root):
        repository = Repository.around(folder)
        if repository is not None and repository.commit(revision) is not None:
            return _of_path(text, repository.extract_path(revision, path, temporary), assets)
    raise _unknown(text, revision)


def _of_revision(revision: str, assets: Assets, temporary: Path) -> Side:
    repository = Repository.around(assets.root)
    commit = repository.commit(revision) if repository is not None else None
    if repository is None or commit is None:
        raise _unknown(revision, revision)
    folders = repository.folders(commit, _PROJECT)
    if "data" not in folders:
        raise RevisionError(f"The revision {revision} has no folder data.")
    repository.extract(commit, folders, temporary)
    name = revision if revision == commit else f"{revision} ({commit})"
    if set(folders) == set(_PROJECT):
        return _project(name, Assets(temporary.resolve()))
    files = discover([temporary / "data"])
    return Side(name, temporary, {file.relative_to(temporary / "data").as_posix(): file for file in files}, assets=assets, data=(temporary / "data",))


def _project(name: str, assets: Assets) -> Side:
    files = {file.relative_to(assets.data).as_posix(): file for file in discover([assets.data])}
    folders = [assets.root / "ontology" / folder for folder in _TERMS]
    terms = {file.relative_to(assets.root).as_posix(): file for folder in folders if folder.is_dir() for file in sorted(folder.rglob("*.ttl"))}
    return Side(name, assets.root, files, terms, assets)


def _unknown(text: str, revision: str) -> RevisionError:
    return RevisionError(f"{text}: There is no such file or folder, and the repository has no revision {revision!r}.")

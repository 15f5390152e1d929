"""What the data said at a git revision, so that only what changed since then need be checked."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset.files import DataFile
from urbansec.dataset.snapshot import shipped_files
from urbansec.errors import InputFileError
from urbansec.revisions import Repository, RevisionError
from urbansec.validation.load import Checked, Loaded, derive


def triples_of(loaded: Sequence[Loaded], derived: Sequence[ox.Quad] = ()) -> list[ox.Triple]:
    """All that is said, as triples."""
    return [quad.triple for each in loaded for quad in each.quads] + [quad.triple for quad in derived]


def project_at(revision: str, assets: Assets, checked: Checked) -> list[ox.Triple]:
    """The project's data, ontology and what the rules of that time derived.

    Files that have not changed are not read again. Raises :class:`~urbansec.revisions.RevisionError` if there is no such revision.
    """
    repository = _repository(assets.root, revision)
    with TemporaryDirectory(prefix="urbansec-") as temporary:
        then = Assets(Path(temporary))
        folders = ["data", "ontology"]
        if missing := set(folders) - set(repository.folders(revision, tuple(folders))):
            raise RevisionError(f"The revision {revision} has no folder {', '.join(sorted(missing))}.")
        repository.extract(revision, folders, then.root)
        now = {each.file.path.relative_to(assets.root): each for each in (*checked.subjects, *checked.context) if each.file.path.is_relative_to(assets.root)}
        loaded = [_then(file, now.get(file.path.relative_to(then.root))) for file in shipped_files(then)]
        _, _, derived = derive(loaded, then)
    return triples_of(loaded, derived)


def files_at(revision: str, checked: Checked) -> list[ox.Triple]:
    """What the files that are checked now said at a revision; files that did not exist then said nothing."""
    return triples_of([*_earlier(revision, checked), *checked.context])


def have_changed(revision: str, files: Sequence[str]) -> bool:
    """Whether any of these files was another at a revision, or did not exist. Errors as of :func:`project_at`."""
    for file in map(Path, files):
        repository = _repository(file.resolve().parent, revision)
        with TemporaryDirectory(prefix="urbansec-") as temporary:
            try:
                then = repository.extract_path(revision, f"./{file.name}", Path(temporary))
            except RevisionError:
                return True
            if then.read_bytes() != file.read_bytes():
                return True
    return False


def _earlier(revision: str, checked: Checked) -> Iterator[Loaded]:
    for each in checked.subjects:
        folder = each.file.path.resolve().parent
        repository = _repository(folder, revision)
        with TemporaryDirectory(prefix="urbansec-") as temporary:
            try:
                path = repository.extract_path(revision, f"./{each.file.path.name}", Path(temporary))
            except RevisionError:
                continue
            yield _then(DataFile(path, each.file.graph), each)


def _repository(folder: Path, revision: str) -> Repository:
    repository = Repository.around(folder)
    if repository is None:
        raise RevisionError(f"{folder} lies in no git repository, so nothing is known of a revision {revision}.")
    if repository.commit(revision) is None:
        raise RevisionError(f"There is no revision {revision} in the repository around {folder}.")
    return repository


def _then(file: DataFile, now: Loaded | None) -> Loaded:
    """A file as it was. What is said in it that does not parse counts as not said, so that all of it is checked anew."""
    if now is not None and now.problem is None and file.path.read_bytes() == now.file.path.read_bytes():
        return Loaded(file, now.quads)
    try:
        return Loaded(file, list(DataFile(file.path).quads()))
    except InputFileError:
        return Loaded(file, [])

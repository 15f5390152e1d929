"""Old versions of saved queries: none that was ever committed gets lost, and each can still be asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.here import run
from tests.running import ROOT
from tests.running import run as in_a_process
from urbansec.engine import EmbeddedEngine
from urbansec.errors import NotFoundError, SavedQueryError
from urbansec.queries import Catalogue
from urbansec.queries.versions import Archive, decode, keep, version_of
from urbansec.revisions import RevisionError

SAVED = ROOT / "queries" / "saved"
ARCHIVE = ROOT / "queries" / "archive"
KEPT = sorted(ARCHIVE.glob("*"))
IN_GIT = shutil.which("git") is not None and (ROOT / ".git").exists()


def git(folder: Path, *arguments: str) -> None:
    """Run git as somebody with a name."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def commit(folder: Path, **files: str | None) -> None:
    """Write these files of saved queries, or take them away, and commit."""
    for name, text in files.items():
        path = folder / "queries" / "saved" / f"{name}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink() if text is None else path.write_bytes(text.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository in which one query had four versions, one on a branch that was merged, and another query is no more."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, a="#+ summary: one\nASK {}\n", gone="ASK { ?s ?p ?o }\n", same="ASK {}\n")
    commit(folder, a="#+ summary: two\nASK {}\n")
    git(folder, "switch", "-q", "-c", "branch")
    commit(folder, a="#+ summary: three\nASK {}\n", broken="#+ summary: [\n")
    commit(folder, a="#+ summary: four\nASK {}\n", broken=None)
    git(folder, "switch", "-q", "main")
    commit(folder, gone=None, other="ASK {}\n")
    git(folder, "merge", "-q", "--no-ff", "-m", "merged", "branch")
    return folder


def test_every_version_that_history_has_is_kept(repository: Path) -> None:
    saved, archive = repository / "queries" / "saved", repository / "queries" / "archive"
    wanted = sorted(
        f"{name}@{version_of(text)}.rq"
        for name, text in [
            ("a", "#+ summary: one\nASK {}\n"),
            ("a", "#+ summary: two\nASK {}\n"),
            ("a", "#+ summary: three\nASK {}\n"),
            ("gone", "ASK { ?s ?p ?o }\n"),
            ("broken", "#+ summary: [\n"),
        ]
    )
    assert [path.name for path in keep(saved, archive, write=False)] == wanted
    assert not archive.exists()
    assert [path.name for path in keep(saved, archive)] == wanted
    assert keep(saved, archive) == []
    catalogue = Catalogue(saved)
    assert catalogue.versions_of("a")[0] == version_of("#+ summary: four\nASK {}\n") == catalogue.get("a").version
    assert len(catalogue.versions_of("a")) == 4
    for version, summary in ((version_of(f"#+ summary: {word}\nASK {{}}\n"), word) for word in ("one", "two", "three", "four")):
        query = catalogue.get(f"a@{version}")
        assert (query.name, query.version, query.summary, query.archived) == ("a", version, summary, summary != "four")
    assert catalogue.versions_of("same") == (catalogue.get("same").version,)


def test_a_version_that_is_about_to_be_replaced_is_kept(repository: Path) -> None:
    saved, archive = repository / "queries" / "saved", repository / "queries" / "archive"
    keep(saved, archive)
    (saved / "a.rq").write_text("#+ summary: five\nASK {}\n", "utf-8")
    assert [path.name for path in keep(saved, archive)] == [f"a@{version_of('#+ summary: four' + chr(10) + 'ASK {}' + chr(10))}.rq"]


def test_a_shallow_clone_has_all_that_is_kept(repository: Path, tmp_path: Path) -> None:
    saved, archive = repository / "queries" / "saved", repository / "queries" / "archive"
    keep(saved, archive)
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "kept")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    assert Catalogue(clone / "queries" / "saved").versions_of("a") == Catalogue(saved).versions_of("a")
    assert keep(clone / "queries" / "saved", clone / "queries" / "archive") == []


def test_a_query_that_is_no_more_can_still_be_asked(repository: Path) -> None:
    saved = repository / "queries" / "saved"
    keep(saved, repository / "queries" / "archive")
    catalogue = Catalogue(saved)
    (version,) = catalogue.versions_of("gone")
    with pytest.raises(NotFoundError, match="gone is no more; old versions of it are kept") as raised:
        catalogue.get("gone")
    assert raised.value.near == (f"gone@{version}",)
    assert catalogue.get(f"gone@{version}").text == "ASK { ?s ?p ?o }\n"
    assert "gone" not in [query.name for query in catalogue]


def test_a_version_that_is_not_there_is_told(repository: Path) -> None:
    saved = repository / "queries" / "saved"
    keep(saved, repository / "queries" / "archive")
    catalogue = Catalogue(saved)
    one, two = catalogue.versions_of("a")[:2]
    for name in ("a@", "a@0000000000000000", f"a@{one[:8]}", f"a@{one}@{two}", f"a@../saved/{one}", f"a@{'x' * 5000}"):
        with pytest.raises(NotFoundError, match="There is no version") as raised:
            catalogue.get(name)
        assert one in raised.value.detail
        assert len(raised.value.detail) < 400
    for name in ("b@0000000000000000", f"../saved/a@{one}", f"/a@{two}", "@", "*", f"*@{two}", "", "\x00", f"\x00@{two}", "x" * 5000, "\ud800"):
        with pytest.raises(NotFoundError, match="There is no saved query named") as raised:
            catalogue.get(name)
        assert len(raised.value.detail.encode()) < 400


def test_a_kept_file_that_was_changed_is_not_believed(repository: Path) -> None:
    saved, archive = repository / "queries" / "saved", repository / "queries" / "archive"
    path = keep(saved, archive)[0]
    path.write_bytes(path.read_bytes() + b"# changed\n")
    with pytest.raises(SavedQueryError, match="the content of this old version was changed"):
        Catalogue(saved).get(path.stem)


def test_without_history_nothing_is_made_up(tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    with pytest.raises(RevisionError):
        keep(saved, tmp_path / "archive")
    assert Archive(tmp_path / "archive").versions("a") == ()


def test_a_catalogue_that_is_replaced_has_the_other_archive(repository: Path, tmp_path: Path) -> None:
    saved = repository / "queries" / "saved"
    keep(saved, repository / "queries" / "archive")
    (tmp_path / "empty").mkdir()
    catalogue = Catalogue(tmp_path / "empty")
    assert catalogue.versions_of("a") == ()
    catalogue.replace(Catalogue(saved))
    assert len(catalogue.versions_of("a")) == 4


@pytest.mark.skipif(not IN_GIT, reason="this is no checkout of the repository")
def test_no_version_of_the_shipped_queries_is_lost() -> None:
    assert [path.name for path in keep(SAVED, ARCHIVE, write=False)] == [], "keep them with: urbansec query archive"


def test_what_is_kept_is_what_it_was() -> None:
    assert KEPT
    for path in KEPT:
        assert path.name == f"{path.stem.split('@')[0]}@{version_of(decode(path.read_bytes()))}.rq"


@pytest.mark.parametrize("path", KEPT, ids=[path.stem for path in KEPT])
def test_an_old_version_still_runs(path: Path, engine: EmbeddedEngine) -> None:
    query = Catalogue(SAVED).get(path.stem)
    assert query.table(engine, {}).variables


def test_the_command_keeps_what_is_missing(repository: Path) -> None:
    for name in ("ontology", "data"):
        (repository / name).mkdir()
    checked = run("--home", repository, "query", "archive", "--check", cwd=repository)
    assert (checked.returncode, len(checked.stdout.splitlines()), checked.stderr.decode()) == (1, 5, f"5 versions missing from queries{os.sep}archive.\n")
    done = in_a_process("--home", repository, "query", "archive", cwd=repository)
    assert (done.returncode, done.stdout, len(list((repository / "queries" / "archive").iterdir()))) == (0, checked.stdout, 5)
    again = run("--home", repository, "query", "archive", "--check", cwd=repository)
    assert (again.returncode, again.stdout, again.stderr.decode()) == (0, b"", f"0 versions missing from queries{os.sep}archive.\n")

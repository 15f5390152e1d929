"""Which files have changed since a revision, and what they held then."""

import subprocess
from pathlib import Path

import pytest

from urbansec.validation.history import History, HistoryError


def git(folder: Path, *arguments: str) -> None:
    """Run git, with an author and without anybody's settings."""
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false")
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, and changes since."""
    root = tmp_path / "network"
    (root / "data").mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    for name, text in {
        "data/kept.ttl": "kept",
        "data/changed.ttl": "before\r\n",
        "data/gone.ttl": "gone",
        "data/Köln.ttl": "ü",
        ".gitignore": "*.tmp\n",
    }.items():
        (root / name).write_bytes(text.encode())
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", "first")
    (root / "data/changed.ttl").write_text("after")
    (root / "data/gone.ttl").unlink()
    (root / "data/new.ttl").write_text("new")
    (root / "data/two words.ttl").write_text("staged")
    (root / "scratch.tmp").write_text("ignored")
    git(root, "add", "data/two words.ttl")
    git(root, "mv", "data/Köln.ttl", "data/Bonn.ttl")
    return root


def test_what_has_changed(repository: Path) -> None:
    names = [path.relative_to(repository.resolve()).as_posix() for path in History(repository / "data").changed("HEAD")]
    assert names == [f"data/{name}.ttl" for name in ("Bonn", "Köln", "changed", "gone", "new", "two words")]


def test_only_below_a_folder(repository: Path) -> None:
    (repository / "other.ttl").write_text("x")
    history = History(repository)
    assert [path.name for path in history.changed("main", [repository / "other.ttl"])] == ["other.ttl"]
    assert "other.ttl" not in [path.name for path in history.changed("main", [repository / "data"])]


def test_what_a_file_held(repository: Path) -> None:
    history = History(repository)
    assert history.content("HEAD", repository / "data/changed.ttl") == b"before\r\n"
    assert history.content("HEAD", repository / "data/gone.ttl") == b"gone"
    assert history.content("HEAD", repository / "data/Köln.ttl") == "ü".encode()
    assert history.content("HEAD", repository / "data/new.ttl") is None


def test_what_there_was(repository: Path) -> None:
    names = [path.name for path in History(repository).files("HEAD", [repository / "data"])]
    assert names == ["Köln.ttl", "changed.ttl", "gone.ttl", "kept.ttl"]


@pytest.mark.parametrize("revision", ["nowhere", "", "--output=x", "HEAD~9"])
def test_no_such_revision(repository: Path, revision: str) -> None:
    with pytest.raises(HistoryError, match="There is no revision"):
        History(repository).changed(revision)


def test_no_repository(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="not a git repository"):
        History(tmp_path)


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository))
    with pytest.raises(HistoryError, match="git is not installed"):
        History(repository)

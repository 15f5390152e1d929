"""Writing several files: all or none, and nothing left lying about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from urbansec.exchange.write import WriteError, replace_all


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Two files; afterwards there are no partial files."""
    for name in ("a.ttl", "b.ttl"):
        (tmp_path / name).write_text(f"old {name}\n")
    yield tmp_path
    assert [path.name for path in tmp_path.rglob("*") if path.name.endswith(".part")] == []


def test_all_files_are_replaced_and_new_folders_made(folder: Path) -> None:
    (folder / "a.ttl").chmod(0o640)
    replace_all({folder / "a.ttl": ("old a.ttl\n", "new a\r\n"), folder / "sub" / "c.ttl": (None, "new c\n")})
    assert (folder / "a.ttl").read_bytes() == b"new a\r\n"
    assert (folder / "a.ttl").stat().st_mode & 0o777 == 0o640
    assert (folder / "sub" / "c.ttl").read_text() == "new c\n"
    assert (folder / "b.ttl").read_text() == "old b.ttl\n"


@pytest.mark.parametrize("second", ["b.ttl", "new.ttl"])
def test_a_file_that_cannot_be_written_leaves_all_as_they_were(folder: Path, second: str) -> None:
    blocked = folder / f".{second}.part"
    blocked.mkdir()
    old = "old b.ttl\n" if second == "b.ttl" else None
    with pytest.raises(WriteError):
        replace_all({folder / "a.ttl": ("old a.ttl\n", "new"), folder / second: (old, "new")})
    blocked.rmdir()
    assert [(folder / name).read_text() for name in ("a.ttl", "b.ttl")] == ["old a.ttl\n", "old b.ttl\n"]
    assert not (folder / "new.ttl").exists()


def test_a_rename_that_fails_is_undone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.replace

    def fail(part: Path, target: Path) -> Path:
        if target.name == "b.ttl":
            raise OSError(28, "No space left on device", str(target))
        return rename(part, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match=r"b\.ttl: No space left on device"):
        replace_all({folder / "a.ttl": ("old a.ttl\n", "new"), folder / "0.ttl": (None, "new"), folder / "b.ttl": ("old b.ttl\n", "new")})
    assert [(folder / name).read_text() for name in ("a.ttl", "b.ttl")] == ["old a.ttl\n", "old b.ttl\n"]
    assert not (folder / "0.ttl").exists()


def test_a_file_that_changed_meanwhile_is_not_overwritten(folder: Path) -> None:
    (folder / "b.ttl").write_text("edited by hand\n")
    with pytest.raises(WriteError, match="changed meanwhile"):
        replace_all({folder / "a.ttl": ("old a.ttl\n", "new"), folder / "b.ttl": ("old b.ttl\n", "new")})
    assert (folder / "a.ttl").read_text() == "old a.ttl\n"
    assert (folder / "b.ttl").read_text() == "edited by hand\n"

"""Rules that the code keeps: imports point one way, files stay small, tests are collected, one source of the version."""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import urbansec
from tests.running import ROOT

MOST_LINES = 400


def test_imports_point_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


def test_no_module_is_too_long() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in (ROOT / "service").rglob("*.py")}
    assert len(lengths) > 40
    assert [str(path) for path, lines in lengths.items() if lines > MOST_LINES] == []


def test_every_file_with_tests_is_collected() -> None:
    with_tests = [path for path in (ROOT / "tests").rglob("*.py") if re.search(r"^\s*(async )?def test_", path.read_text("utf-8"), re.MULTILINE)]
    assert len(with_tests) > 20
    assert [str(path) for path in with_tests if not path.name.startswith("test_")] == []


def test_the_version_has_one_source() -> None:
    assert metadata.version("urbansec") == urbansec.__version__


def test_nothing_refers_to_the_place_it_was_made_in() -> None:
    """The project stands alone: only .ci/run may name what lies beside the repository."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    beside = "../" + "shared"
    told = [name for name in names if name and (ROOT / name).is_file() and beside in (ROOT / name).read_text("utf-8", errors="ignore")]
    assert set(told) <= {".ci/run"}

"""The wheel: what is in it, and that every command works where only the wheel and its dependencies are installed."""

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.running import ROOT, serving
from urbansec.pages.built import BUILT

pytestmark = pytest.mark.packaging
ASSETS = ("ontology", "data", "queries")
SCRIPTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


def run(*command: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The ended process; its output is shown if it failed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("URBANSEC_", "PYTHONPATH"))}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env=kept, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution: a build from the checkout would also take what git ignores."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of commands of an environment with the pinned run-time packages and the wheel, and nothing else."""
    base = os.environ.get("URBANSEC_RUNTIME_VENV")
    assert base, "make test prepares the environment with the run-time packages and names it in URBANSEC_RUNTIME_VENV"
    environment = tmp_path_factory.mktemp("clean") / "venv"
    run(Path(base) / "bin" / "python", "-m", "venv", "--without-pip", environment)
    library = next((environment / "lib").glob("python3*/site-packages"))
    packages = next((Path(base) / "lib").glob("python3*/site-packages"))
    # The run-time packages are not installed once more, which would need the network, but seen from where they are.
    (library / "runtime.pth").write_text(f"{packages}\n", "utf-8")
    run(environment / "bin" / "python", "-m", "pip", "install", "--no-deps", "--no-index", "--quiet", wheel)
    run(environment / "bin" / "python", "-m", "pip", "check")
    return environment / "bin"


def tracked(*folders: str) -> set[str]:
    """The files that git knows below the folders and that are there."""
    names = run("git", "ls-files", "-z", *folders).stdout.split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


def test_the_assets_are_the_files_that_git_knows(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {name.removeprefix("urbansec/_assets/") for name in names if name.startswith("urbansec/_assets/")}
    assert len(inside) > 100
    assert inside == tracked(*ASSETS)


def test_the_package_is_the_files_that_git_knows(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    inside = {name for name in names if name.startswith("urbansec/") and not name.startswith("urbansec/_assets/")}
    built = {path.relative_to(ROOT).as_posix() for path in BUILT.rglob("*") if path.is_file()}
    assert len(built) > 1
    assert inside == {name.removeprefix("service/") for name in tracked("service/urbansec") | built}
    assert {"urbansec/py.typed", "urbansec/pages/templates/base.html", "urbansec/pages/static/urbansec.css", "urbansec/engine/sparql.lark"} <= inside
    assert {"urbansec/validation/terms.json", "urbansec/validation/reports/templates/report.html"} <= inside
    assert {"urbansec/validation/reports/schema/report-1.schema.json", "urbansec/diff/reports/schema/diff-1.schema.json"} <= inside


def test_the_licences_are_inside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if name.endswith("licenses/LICENSE-DATA")]


@pytest.mark.parametrize("script", sorted(SCRIPTS))
def test_every_script_starts(installed: Path, tmp_path: Path, script: str) -> None:
    assert "Usage" in run(installed / script, "--help", cwd=tmp_path).stdout


def test_the_commands_work_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    command = installed / "urbansec"
    assert "Conforms" in run(command, "validate", cwd=tmp_path).stdout
    answer = run(command, "query", "run", "cities-in-both-forums", "--format", "csv", cwd=tmp_path).stdout
    assert {"Bochum", "Essen", "Kaiserslautern"} <= {line.split(",")[1] for line in answer.splitlines()[1:]}
    assert "cities-in-both-forums" in run(command, "query", "list", cwd=tmp_path).stdout
    assert run(command, "sparql", "-e", "ASK { ?s ?p ?o }", cwd=tmp_path).stdout.strip().endswith("true}")
    assert run(command, "export", "--format", "nquads", cwd=tmp_path).stdout.count("\n") > 1000
    assert list(tmp_path.iterdir()) == []


def test_the_service_runs_from_the_wheel(installed: Path) -> None:
    with serving(command=[installed / "urbansec"]) as server:
        assert httpx.get(f"{server.url}/", headers={"Accept": "text/html"}).status_code == 200
        assert httpx.get(f"{server.url}/static/urbansec.css").status_code == 200
        assert httpx.get(f"{server.url}/ontology/context.jsonld").status_code == 200
        assert httpx.get(f"{server.url}/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True

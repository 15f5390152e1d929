"""The reference pages name everything there is, and nothing else."""

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml

from tests.docs.generate import DOCUMENTS
from tests.docs.support import code_spans, links, name
from tests.running import ROOT
from urbansec import __version__
from urbansec.api import create_app
from urbansec.api.errors import STATUS, problem_name
from urbansec.assets import Assets
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

ONTOLOGY = "https://w3id.org/urbansec/ontology"
HTTP = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
ARCHITECTURE = ROOT / "docs" / "architecture.md"


def first_cells(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading, as their cells."""
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip(" |") for cell in row] for row in rows[2:]]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_generated_files_are_up_to_date(document: str) -> None:
    assert (ROOT / document).read_text(encoding="utf-8") == DOCUMENTS[document](), "run `make docs`"


def test_every_query_is_in_the_index() -> None:
    index = links(ROOT / "queries" / "README.md")
    files = sorted(path for path in (ROOT / "queries").rglob("*.rq") if path.parent.name != "archive")
    assert len(files) > 20
    assert [name(path) for path in files if path.relative_to(ROOT / "queries").as_posix() not in index] == []


def test_every_setting_is_documented() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").partition("\n## Presets\n")[0]
    rows = re.findall(r"^\| `URBANSEC_(\w+)` \| .* \| ([^|]+) \|$", text, re.MULTILINE)
    assert [variable.lower() for variable, _ in rows] == list(Settings.model_fields)
    assert all(meaning.strip() for _, meaning in rows)


def test_every_route_is_documented_and_exists(engine: EmbeddedEngine, assets: Assets) -> None:
    # Without queries: each is an operation of its own, at an address of a route that is documented.
    app = create_app(Settings(), engine, Catalogue(), assets)
    documented = [cells[0].strip("`") for cells in first_cells(HTTP, "Routes")]
    assert sorted(documented) == sorted([*app.openapi()["paths"], "/openapi.json"])


def test_every_kind_of_problem_is_documented_with_its_status() -> None:
    documented = {cells[0].strip("`"): int(cells[1]) for cells in first_cells(HTTP, "Errors")}
    assert documented == {problem_name(kind): int(status) for kind, status in STATUS.items()}


def test_every_room_is_in_the_architecture() -> None:
    package = ROOT / "service" / "urbansec"
    rooms = {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    rooms |= {f"{path.name}/" for path in package.iterdir() if (path / "__init__.py").exists()}
    cells = first_cells(ARCHITECTURE.read_text(encoding="utf-8"), "Rooms")
    assert {room for row in cells for room in re.findall(r"`([^`]+)`", row[0])} == rooms


def test_every_rule_is_in_the_architecture() -> None:
    rules = {path.stem for path in (ROOT / "ontology" / "rules").glob("*.rq")}
    assert {span for span in code_spans(ARCHITECTURE) if re.match(r"\d\d-", span)} == rules


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for path in records:
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix(f"# {path.name[:4]}: ")
        assert f"| [{path.name[:4]}]({path.name}) | {title} |" in index
        assert "\nStatus: " in path.read_text(encoding="utf-8")


def ontology_version() -> str:
    """``owl:versionInfo`` of the ontology."""
    path = ROOT / "ontology" / "modules" / "urbansec.ttl"
    quads = list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))
    wanted = (ONTOLOGY, "http://www.w3.org/2002/07/owl#versionInfo")
    (version,) = [q.object.value for q in quads if isinstance(q.object, ox.Literal) and (q.subject.value, q.predicate.value) == wanted]
    return version


def test_the_changelog_knows_the_versions() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(?:Unreleased\]?: )?\[?(\d+\.\d+\.\d+)", text, re.MULTILINE)
    assert versions[0] == __version__
    assert f"Ontology {ontology_version()}" in text


def test_the_citation_is_complete_and_of_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors", "type", "license"} <= set(citation)
    assert str(citation["version"]) == __version__
    assert [(entry["license"], str(entry["version"])) for entry in citation["references"]] == [("CC-BY-4.0", __version__)]


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "docs" / "w3id" / "README.md", ROOT / "ontology" / "README.md"], ids=name)
def test_the_missing_registration_is_told(path: Path) -> None:
    assert re.search(r"not\s+registered\s+yet", path.read_text(encoding="utf-8"))


def test_licences_give_the_credit_that_is_due() -> None:
    text = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert text.startswith("Creative Commons Attribution 4.0 International (CC BY 4.0)\n")
    for needed in ("https://creativecommons.org/licenses/by/4.0/", "https://www.geonames.org/", "EuroGeographics for the administrative boundaries"):
        assert needed in text
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License\n\nCopyright (c) 2026 The urbansec maintainers\n")

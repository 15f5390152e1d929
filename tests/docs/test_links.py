"""What the documentation points to exists: files, anchors, pictures, paths named in the text."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.docs.support import MARKDOWN, anchors, code_spans, links, name, prose
from tests.running import ROOT

PICTURES = sorted((ROOT / "docs").rglob("*.svg"))
TEXTS = [*MARKDOWN, ROOT / "LICENSE-DATA", ROOT / "CITATION.cff", ROOT / "docs" / "w3id" / ".htaccess", *PICTURES]
FILE_NAME = re.compile(r"[\w.-]*\w\.(cff|csv|jsonld|md|py|rq|svg|toml|ttl|txt)|\.htaccess|LICENSE(-DATA)?|Makefile")
PATH = re.compile(r"(?:[\w.*-]+/)+[\w.*-]*")
MEDIA_TYPE = re.compile(r"(application|image|text)/")
# Where people look for a path that a text names: the root, beside the text, and the folders that texts speak of.
FOLDERS = (ROOT, ROOT / "service" / "urbansec", ROOT / "data", ROOT / "ontology", ROOT / "queries", ROOT / "tests")


def missing_links(path: Path, targets: list[str]) -> list[str]:
    """Those of the targets in our own files that lead nowhere."""
    lost = []
    for target in targets:
        file, _, anchor = target.partition("#")
        if "://" in target:
            continue
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            lost.append(target)
    return lost


def named_path(span: str) -> str:
    """The path that a code span is, or the empty string if it is none."""
    whole = PATH.fullmatch(span) or FILE_NAME.fullmatch(span)
    return span if whole and re.search("[A-Za-z]", span) and not MEDIA_TYPE.match(span) and not span.startswith("/") else ""


def exists(named: str, beside: Path) -> bool:
    """Whether the path exists where people would look for it; ``*`` stands for anything."""
    bases = (*FOLDERS, beside)
    return any(any(True for _ in base.glob(named.rstrip("/"))) for base in bases if base.is_dir())


@pytest.mark.parametrize("path", MARKDOWN, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    assert missing_links(path, links(path)) == []


def test_the_link_check_finds_mistakes() -> None:
    readme = ROOT / "README.md"
    assert missing_links(readme, ["docs/nothing.md", "data/README.md#no-such-heading", "#status", "https://example.org/"]) == [
        "docs/nothing.md",
        "data/README.md#no-such-heading",
    ]


def test_the_texts_point_to_each_other() -> None:
    known = {"README.md"}
    todo = [ROOT / "README.md"]
    while todo:
        path = todo.pop()
        for target in links(path):
            found = (path.parent / target.partition("#")[0]).resolve()
            if "://" not in target and found.suffix == ".md" and name(found) not in known:
                known.add(name(found))
                todo.append(found)
    assert {name(path) for path in MARKDOWN} - known == set()


@pytest.mark.parametrize("path", MARKDOWN, ids=name)
def test_paths_named_in_the_text_exist(path: Path) -> None:
    named = [found for span in code_spans(path) if (found := named_path(span))]
    assert [found for found in named if not exists(found, path.parent)] == []


def test_the_path_check_finds_mistakes() -> None:
    assert named_path("service/urbansec/nothing.py")
    assert named_path("ontology/rules/*.rq")
    assert not named_path("application/json")
    assert not named_path("urb:City")
    assert not named_path("2010/2011")
    assert not exists("service/urbansec/nothing.py", ROOT)
    assert exists("ontology/rules/*.rq", ROOT)
    assert not exists("ontology/rules/*.none", ROOT)


@pytest.mark.parametrize("path", PICTURES, ids=name)
def test_pictures_are_described_and_stand_alone(path: Path) -> None:
    svg = ET.parse(path).getroot()  # noqa: S314 - our own file
    space = "{http://www.w3.org/2000/svg}"
    assert svg.get("role") == "img"
    ids = {element.get("id") for tag in ("title", "desc") for element in svg.iter(f"{space}{tag}") if (element.text or "").strip()}
    assert set((svg.get("aria-labelledby") or "").split()) == ids != set()
    text = path.read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in text
    assert "<script" not in text
    assert re.findall(r"(?:href|src)=|@import|https?://(?!www\.w3\.org/2000/svg)", text) == []


def test_pictures_are_used_and_have_a_text_alternative() -> None:
    shown = {}
    for path in MARKDOWN:
        for text, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", prose(path)):
            shown[(path.parent / target).resolve()] = text
    assert set(shown) == set(PICTURES)
    assert all(len(text) > 80 for text in shown.values())


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_texts_know_nothing_of_the_workshop(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\.\./shared|/work\b|\bdossier|pypi\.org|pythonhosted|registry\.npmjs|\bTODO\b|\bFIXME\b", text) == []

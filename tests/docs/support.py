"""Read the documentation: its files, fenced blocks, code spans, links, and the commands with the output they show."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from tests.running import ROOT

ADDRESS = "http://127.0.0.1:8000"
MARKDOWN = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / folder / "README.md" for folder in ("data", "ontology", "queries"))],
    key=lambda path: path.relative_to(ROOT).as_posix(),
)

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<(https?://[^>\s]+)>")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the line its text starts in."""

    file: Path
    language: str
    text: str
    line: int

    @property
    def name(self) -> str:
        """How test reports call it."""
        return f"{name(self.file)}:{self.line}"


@dataclass(frozen=True)
class Step:
    """A command and the output shown for it; ``None`` where the block shows none."""

    command: str
    output: str | None


def name(path: Path) -> str:
    """A path as people say it: from the project root."""
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, *languages: str) -> list[Block]:
    """The fenced blocks of a file, of these languages or of all."""
    text = path.read_text(encoding="utf-8")
    found = (Block(path, match[2], match[3], text[: match.start(3)].count("\n") + 1) for match in _FENCE.finditer(text))
    return [block for block in found if not languages or block.language in languages]


def prose(path: Path) -> str:
    """The text of a file without its fenced blocks."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def code_spans(path: Path) -> list[str]:
    """The inline code of a file."""
    return _SPAN.findall(prose(path))


def links(path: Path) -> list[str]:
    """The targets of the links and pictures of a file."""
    return [match[1] or match[2] for match in _LINK.finditer(_SPAN.sub("", prose(path)))]


def anchors(path: Path) -> set[str]:
    """The anchors that the headings of a file make."""
    headings = _HEADING.findall(prose(path))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def steps(block: Block) -> list[Step]:
    """The commands of a block: of ``console`` each with its output, of ``sh`` line by line without."""
    if block.language == "sh":
        return [Step(command, None) for command in _complete(block.text.splitlines())]
    found: list[Step] = []
    lines = block.text.splitlines()
    while lines:
        assert lines[0].startswith("$ "), f"{block.name}: expected a command, found {lines[0]!r}"
        command, lines = _first([lines[0][2:], *lines[1:]])
        shown = next((at for at, line in enumerate(lines) if line.startswith("$ ")), len(lines))
        found.append(Step(command, "\n".join(lines[:shown])))
        lines = lines[shown:]
    return found


def _complete(lines: list[str]) -> list[str]:
    found = []
    rest = [line for line in lines if line.strip() and not line.startswith("#")]
    while rest:
        command, rest = _first(rest)
        found.append(command)
    return found


def _first(lines: list[str]) -> tuple[str, list[str]]:
    """The first command, over as many lines as its quotes stay open, and the lines after it."""
    for count in range(1, len(lines) + 1):
        command = "\n".join(lines[:count])
        try:
            shlex.split(command)
        except ValueError:
            continue
        return command, lines[count:]
    raise AssertionError(f"the quotes of a command never close: {lines[0]!r}")


def shows(expected: str, actual: str) -> bool:
    """Whether ``actual`` is what ``expected`` shows: ``…`` on a line of its own stands for lines, elsewhere for text."""
    pattern = r"\n".join(r"(?:.*\n)*?.*" if line == "…" else ".*".join(map(re.escape, line.split("…"))) for line in expected.strip().splitlines())
    return re.fullmatch(pattern, actual.replace("\r", "").strip()) is not None

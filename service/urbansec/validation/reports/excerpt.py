"""The lines of a file that a finding is about, with the part that is meant marked, fit to be shown.

Files are read once, in a stream and no further than needed, so that a report on a large file costs little memory.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len

from urbansec.validation.finding import Place
from urbansec.validation.reports.visible import sign

MOST_LINES = 6  # of a stretch over more lines the first and the last few are shown
_HEAD, _TAIL = 4, 1
_TAB = 4
_MOST_CHARACTERS = 1000
_LEAD = 12  # cells kept before a mark that is wider than the line may be


@dataclass(frozen=True)
class Row:
    """A line in three parts, the middle one marked, safe to show and cropped; ``number`` counts from 1."""

    number: int
    before: str
    marked: str
    after: str

    @property
    def indent(self) -> int:
        """Terminal cells before the mark."""
        return cell_len(self.before)

    @property
    def width(self) -> int:
        """Terminal cells of the mark, at least one."""
        return max(1, cell_len(self.marked))


class Excerpts:
    """Excerpts for places of any files; ``width`` is how many cells of a line are shown at most."""

    def __init__(self, places: Iterable[Place], *, width: int = 120) -> None:
        wanted: defaultdict[str, set[int]] = defaultdict(set)
        for place in places:
            wanted[place.file].update(_numbers(place))
        self._lines = {file: _read(Path(file), numbers) for file, numbers in wanted.items() if numbers}
        self._width = width

    def of(self, place: Place) -> list[Row]:
        """The rows to show, in order; where numbers jump, lines are left out. Empty if the file cannot be read (any more)."""
        lines = self._lines.get(place.file, {})
        rows = []
        for number in _numbers(place):
            if number in lines:
                text = lines[number]
                start = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
                end = place.end_column - 1 if number == place.end_line else len(text)
                rows.append(_row(number, text, max(0, start), end, self._width))
        return rows

    def text(self, place: Place) -> str:
        """The text of the place as it is in the file, with its line ends as LF; empty where it is long, or cannot be read."""
        lines = self._lines.get(place.file, {})
        numbers = range(place.line, _last(place) + 1)
        if len(numbers) > MOST_LINES or not all(number in lines for number in numbers):
            return ""
        covered = [lines[number] for number in numbers]
        if place.end_column > 1 and place.end_line == numbers[-1]:
            covered[-1] = covered[-1][: place.end_column - 1]
        covered[0] = covered[0][max(0, place.column - 1) :]
        found = "\n".join(covered)
        return found if len(found) <= _MOST_CHARACTERS else ""


def _last(place: Place) -> int:
    """The last line that the place covers; an end in column 1 covers nothing of its line."""
    end = place.end_line - 1 if place.end_column <= 1 < place.end_line else place.end_line
    return max(place.line, end)


def _numbers(place: Place) -> list[int]:
    if place.line < 1:
        return []
    last = _last(place)
    if last - place.line < MOST_LINES:
        return list(range(place.line, last + 1))
    return [*range(place.line, place.line + _HEAD), *range(last - _TAIL + 1, last + 1)]


def _read(path: Path, numbers: set[int]) -> Mapping[int, str]:
    """Lines of a file by number, without their ends; what is not UTF-8 is replaced, for what was wrong with it is said elsewhere."""
    found: dict[int, str] = {}
    # A pipe would wait for a writer, a folder has no lines.
    if not path.is_file():
        return found
    with suppress(OSError), path.open(encoding="utf-8-sig", errors="replace", newline=None) as stream:
        for number, line in enumerate(stream, 1):
            if number in numbers:
                found[number] = line.removesuffix("\n")
            if len(found) == len(numbers):
                return found
        # A text that ends too early is wrong in the line after its last.
        found[max(numbers)] = ""
    return found


def _row(number: int, text: str, start: int, end: int, width: int) -> Row:
    start = min(start, len(text))
    end = max(start, min(end, len(text)))
    pieces = list(_pieces(text))
    cells = [cell_len(piece) for piece in pieces]
    first, last = _window(cells, start, end, width)
    while 0 < first < start and unicodedata.combining(text[first]):
        first += 1
    left, right = "…" if first else "", "…" if last < len(pieces) else ""
    marked = "".join(pieces[start : min(end, last)])
    cut_mark = right and last < end
    after = "" if cut_mark else "".join(pieces[end:last]) + right
    return Row(number, left + "".join(pieces[first:start]), marked + (right if cut_mark else ""), after)


def _pieces(text: str) -> Iterator[str]:
    """What is shown for each character; tabs reach to the next stop."""
    at = 0
    for character in text:
        piece = " " * (_TAB - at % _TAB) if character == "\t" else sign(character)
        at += cell_len(piece)
        yield piece


def _window(cells: list[int], start: int, end: int, width: int) -> tuple[int, int]:
    """The stretch of characters to show, at most ``width`` cells, with the mark in it and what fits around it."""
    if sum(cells) <= width:
        return 0, len(cells)
    room = width - 2  # an ellipsis at either side
    first, used = start, 0
    mark = sum(cells[start:end])
    before = _LEAD if mark + _LEAD > room else (room - mark) // 2
    # What the right side does not need, the left may have.
    before = max(before, room - mark - sum(cells[end:]))
    while first > 0 and used + cells[first - 1] <= before:
        first -= 1
        used += cells[first]
    last = start
    while last < len(cells) and used + cells[last] <= room:
        used += cells[last]
        last += 1
    return first, last

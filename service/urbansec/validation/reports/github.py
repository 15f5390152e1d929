"""The report as annotations of GitHub Actions, and as a summary of the job in Markdown.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word, so the worst come
first and the last notice says how many there are besides. The summary has them all, up to the size that GitHub takes.
"""

import hashlib
from collections.abc import Iterable, Iterator

from urbansec.validation.finding import Finding
from urbansec.validation.reports.phrases import about, source, spot, verdict
from urbansec.validation.reports.view import Item, View
from urbansec.validation.reports.visible import one_line, paragraphs
from urbansec.validation.reports.words import say, severity_word

MOST = 10
_COMMANDS = {"violation": "error", "warning": "warning", "info": "notice"}
_ENTITIES = {ord(character): f"&#{ord(character)};" for character in r"\`*_[]<>#+-|~&@:$!"}
_SUMMARY_BYTES = 1_000_000  # GitHub refuses a summary over 1 MiB as a whole


def annotations(view: View) -> Iterator[str]:
    """Workflow commands, one to a line, without line ends."""
    left = dict.fromkeys(_COMMANDS.values(), MOST)
    left["notice"] -= 1  # one is kept for what else there is
    hidden = 0
    for item in view.new:
        command = _COMMANDS[item.finding.severity]
        if left[command]:
            left[command] -= 1
            yield _command(command, _message(view, item.finding), _properties(view, item.finding))
        else:
            hidden += 1
    rest = hidden + view.outcome.omitted
    text = f"{rest} more not annotated. {verdict(view)}" if rest else verdict(view)
    yield _command("notice", text, {"title": "urbansec validate"})


def guarded(lines: Iterable[str]) -> Iterator[str]:
    """``lines`` between commands that keep GitHub from reading commands in them, for data may hold any text.

    The word that ends it is made of the lines, so that no line can hold it.
    """
    held = list(lines)
    word = hashlib.sha256("\n".join(held).encode("utf-8", "backslashreplace")).hexdigest()
    yield f"::stop-commands::{word}"
    yield from held
    yield f"::{word}::"


def summary(view: View) -> str:
    """A page in Markdown: the verdict, then a table with a row for each finding; it says so where rows had to be left out."""
    lang = view.lang
    head = f"## {say(lang, 'title')}\n\n{_markdown(verdict(view))}\n"
    table = f"\n| {' | '.join(say(lang, word) for word in ('severity', 'place', 'message', 'about'))} |\n|---|---|---|---|\n"
    rows = [_row(view, item) for item in view.new]
    ends = [f"\n- {_markdown(one_line(note))}" for note in view.outcome.notes]
    ends += [f"\n- {say(lang, 'stale')}: {_markdown(one_line(e.message))} ({_code(e.focus)})" for e in view.outcome.stale]
    tail = f"\n{''.join(ends)}\n" if ends else ""
    room = _SUMMARY_BYTES - len((head + table).encode()) - 200
    tail = tail if len(tail.encode()) < room // 2 else f"\n{len(ends)} notes are left out here.\n"
    room -= len(tail.encode())
    kept = []
    for row in rows:
        room -= len(row.encode())
        if room < 0:
            break
        kept.append(row)
    cut = f"\n{len(rows) - len(kept)} more findings are left out here.\n" if len(kept) < len(rows) else ""
    return f"{head}{table if rows else ''}{''.join(kept)}{cut}{tail}"


def _message(view: View, finding: Finding) -> str:
    lang = view.lang
    lines = [one_line(view.message(finding)), " ".join(about(finding))]
    for word, text in (("found", finding.found), ("expected", finding.expected), ("example", finding.example), ("hint", finding.hint)):
        if text:
            lines.append(f"{say(lang, word)}: {_indented(text)}")
    lines += [f"{say(lang, 'see')}: {spot(view.path(r.place.file), r.place)}: {one_line(r.note)}" for r in finding.related]
    return "\n".join(filter(None, lines))


def _properties(view: View, finding: Finding) -> dict[str, str]:
    place, title = finding.place, {"title": source(finding) or finding.kind}
    if not place or not place.file or "://" in place.file:
        return title
    found = {"file": view.path(place.file)}
    if place.line:
        found |= {"line": str(place.line), "col": str(place.column)}
        # GitHub drops the columns where a stretch is longer than a line.
        if place.end_line == place.line:
            found |= {"endLine": str(place.end_line), "endColumn": str(place.end_column)}
    return found | title


def _command(name: str, message: str, properties: dict[str, str]) -> str:
    listed = ",".join(f"{key}={_escape(value, property_value=True)}" for key, value in properties.items())
    return f"::{name} {listed}::{_escape(message)}"


def _escape(text: str, *, property_value: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_value else text


def _row(view: View, item: Item) -> str:
    finding = item.finding
    place = spot(view.path(finding.file), finding.place) if finding.place and finding.file else ""
    cells = [severity_word(view.lang, finding.severity), _code(place), _markdown(one_line(view.message(finding))), _code(" ".join(about(finding)))]
    return f"| {' | '.join(cells)} |\n"


def _indented(text: str) -> str:
    return "\n  ".join(paragraphs(text))


def _markdown(text: str) -> str:
    """Text that Markdown shows as it is: data make no link, picture, tag, mention, formula or cell of a table."""
    return text.translate(_ENTITIES).replace("www.", "www&#46;")


def _code(text: str) -> str:
    return f"<code>{_markdown(one_line(text))}</code>" if text else ""

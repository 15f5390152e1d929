"""Look ahead and around: does a statement begin here, how many terms follow, is this the first token of its line?"""

import re

from urbansec.turtle.tokens import AT_KIND, BAD_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND, terminal

DIRECTIVES = ("@prefix", "@base", "@version")
_BARE = ("prefix", "base", "graph", "version")
_ENDS = (".", ";", ",", "]", ")", "}")
_LINE_START = re.compile(r"[ \t]*\Z")
_BETWEEN = re.compile(r"[ \t]*\.?[ \t]*[\r\n]+(?=[^\s#;.,)\]])")
_MARKERS = re.compile(r"(?:<{7}|>{7}|\|{7})(?:[ \t][^\r\n]*)?(?=[\r\n]|\Z)|={7}[ \t]*(?=[\r\n]|\Z)")


def token(text: str, at: int, stop: int | None = None) -> tuple[int, int, int]:
    """Kind, start and end of the next token; the kind is 0 if there is none up to ``stop``, the end of the text."""
    stop = len(text) if stop is None else stop
    found = terminal().match(text, at, stop)
    if found is None:
        return 0, stop, stop
    kind = found.lastindex or BAD_KIND
    return kind, *found.span(kind)


def line_start(text: str, at: int) -> int:
    """Where the line of ``at`` begins."""
    line_feed = text.rfind("\n", 0, at)
    return max(line_feed, text.rfind("\r", line_feed + 1, at)) + 1


def column(text: str, at: int) -> int:
    """How far ``at`` is from the beginning of its line."""
    return at - line_start(text, at)


def is_first(text: str, at: int) -> bool:
    """Whether only blanks stand before ``at`` on its line."""
    return text[line_start(text, at) : at].strip(" \t") == ""


def is_directive(text: str, start: int, end: int) -> bool:
    """Whether a directive begins here; ``@prefix`` could be a language tag, too, so what follows is looked at."""
    word = text[start:end].lower()
    if text[start:end] not in DIRECTIVES and word not in ("prefix", "base"):
        return False
    kind, first, last = token(text, end)
    if word.endswith("base"):
        return kind == IRI_KIND
    if word.endswith("version"):
        return kind == STRING_KIND
    return kind == NAME_KIND and text.find(":", first, last) == last - 1


def begins_statement(text: str, at: int) -> bool:
    """Whether a directive, or a subject with a predicate and an object, stands at ``at``."""
    kind, start, end = token(text, at)
    if kind in (AT_KIND, WORD_KIND):
        return is_directive(text, start, end) or text[start:end].lower() == "graph"
    if kind == MARK_KIND and text[start] in "[(":
        after = _closed(text, at)
        return after is not None and (_is_predicate(text, *token(text, after)) or text[token(text, after)[1] :][:1] == ".")
    if kind not in (NAME_KIND, IRI_KIND, BLANK_KIND):
        return False
    kind, start, end = token(text, end)
    if kind == MARK_KIND and text[start:end] == "{":
        return True
    return _is_predicate(text, kind, start, end) and _is_object(text, *token(text, end))


def statement_after(text: str, start: int, stop: int) -> tuple[int, int] | None:
    """The first line from ``start`` on that begins with a statement: where what stands before it ends, without its dot, and where it begins."""
    for found in _BETWEEN.finditer(text, start, stop):
        if begins_statement(text, found.end()):
            return found.start(), found.end()
    return None


def _is_predicate(text: str, kind: int, start: int, end: int) -> bool:
    return kind in (NAME_KIND, IRI_KIND) or (kind == WORD_KIND and text[start:end] == "a")


def _is_object(text: str, kind: int, start: int, end: int) -> bool:
    if kind == MARK_KIND:
        return text[start] in "[("
    if kind == WORD_KIND:
        return text[start:end] in ("true", "false")
    return kind in (NAME_KIND, IRI_KIND, BLANK_KIND, STRING_KIND, NUMBER_KIND) or (kind == BAD_KIND and text[start] in "\"'\u201c\u201e\u201d\u2018")


def _closed(text: str, at: int) -> int | None:
    """Where the bracket that opens at ``at`` is closed; ``None`` if it is not within its statement."""
    depth = 0
    while True:
        kind, start, end = token(text, at)
        mark = text[start:end] if kind == MARK_KIND else ""
        if kind == 0 or mark == ".":
            return None
        depth += (mark in ("[", "(")) - (mark in ("]", ")"))
        if depth <= 0:
            return end
        at = end


def terms_ahead(text: str, at: int) -> int:
    """How many terms, brackets counted as one, stand from ``at`` to the next dot, semicolon, comma or closing bracket."""
    count = 0
    while count < 4:
        kind, start, end = token(text, at)
        mark = text[start:end] if kind == MARK_KIND else ""
        if kind == 0 or mark in _ENDS:
            return count
        if mark in ("[", "("):
            after = _closed(text, at)
            if after is None:
                return count + 1
            at = after
        elif mark == "^^":
            at = token(text, end)[2]
            continue
        elif kind == AT_KIND:
            if is_directive(text, start, end):
                return count
            at = end
            continue
        else:
            at = end
        count += 1
    return count


def conflict(text: str, at: int) -> int | None:
    """Where the line ends that ``at`` is on, if git has left it there to mark a conflict."""
    start = line_start(text, at)
    found = _MARKERS.match(text, start)
    return found.end() if found and text[start:at].strip() in ("", text[start : start + at - start]) else None


_WORD = re.compile(r"[^\s]*?(?=[.;,\])]*(?:\s|\Z))")


def word_end(text: str, start: int) -> int:
    """Where the word that begins at ``start`` ends: before a blank, and before the punctuation in front of that."""
    found = _WORD.match(text, start)
    return max(found.end() if found else start, start + 1)

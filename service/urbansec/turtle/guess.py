"""Which mark was meant, told by the layout: people begin a statement on a line of its own and indent what belongs to it."""

from typing import TYPE_CHECKING

from urbansec.turtle import looking
from urbansec.turtle.hints import shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.resume import close, note
from urbansec.turtle.tokens import AT_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

if TYPE_CHECKING:
    from urbansec.turtle.parser import Reader


def forgotten_mark(reader: "Reader", kind: int, start: int) -> str:
    """The mark that is missing between the object before ``start`` and the term there; empty if it is none."""
    text, home = reader.text, reader.statement_start
    if kind in (AT_KIND, WORD_KIND) and looking.is_directive(text, start, looking.token(text, start)[2]):
        return "."
    starts_line = looking.is_first(text, start)
    if text[start] in "[(" and not starts_line:
        return ","
    indented = looking.is_first(text, home) and looking.column(text, start) > looking.column(text, home)
    ahead = looking.terms_ahead(text, start)
    is_name = kind in (NAME_KIND, IRI_KIND) or (kind == WORD_KIND and text[start : start + 2].strip() == "a")
    if looking.begins_statement(text, start) and not (starts_line and indented):
        return "." if not reader.levels or starts_line else ";"
    if is_name and ahead >= 2:
        return ";"
    if ahead and (is_name or kind in (STRING_KIND, NUMBER_KIND, BLANK_KIND) or text[start] in "[(" or text.startswith(("true", "false"), start)):
        return ","
    return ""


def wrong_semicolon(reader: "Reader") -> int:
    """Where the semicolon is that should be a dot, if the last predicate is the subject of a new statement; else -1."""
    text, home = reader.text, reader.statement_start
    place = reader.level.predicate_place
    if reader.levels or place.start <= home or not looking.is_first(text, place.start) or not looking.is_first(text, home):
        return -1
    margin = looking.column(text, home)
    if looking.column(text, place.start) > margin or not looking.begins_statement(text, place.start):
        return -1
    semicolon, at = -1, looking.token(text, home)[2]
    while True:
        kind, start, end = looking.token(text, at)
        if kind == 0 or start >= place.start:
            return semicolon
        if looking.is_first(text, start) and looking.column(text, start) <= margin and text[start] not in "].;,)":
            return -1
        semicolon, at = start if kind == MARK_KIND and text[start] == ";" else -1, end


def semicolon_for_dot(reader: "Reader") -> bool:
    """End the statement at such a semicolon, and note it; whether there is one."""
    semicolon, start = wrong_semicolon(reader), reader.level.predicate_place.start
    if semicolon < 0:
        return False
    what = shown(reader.text, *looking.token(reader.text, start)[1:])
    message = f"The statement goes on behind this semicolon, but {what} seems to begin a new one."
    reader.parsed.mistakes.append(Mistake(Span(semicolon, semicolon + 1), "semicolon-for-dot", message, "End the statement with a dot instead."))
    reader.forget_from(start)
    reader.finish(semicolon + 1)
    reader.at = reader.before = start
    return True


def is_indented(reader: "Reader") -> bool:
    """Whether this statement begins a line, further to the right than the statement before, as predicates do."""
    text, home, last = reader.text, reader.statement_start, reader.last_statement
    return not reader.levels and last is not None and looking.is_first(text, home) and looking.column(text, home) > looking.column(text, last.start)


def dot_for_semicolon(reader: "Reader", at: int | None = None) -> bool:
    """Whether the subject is a predicate of the statement before, which a dot has ended too early."""
    text, home, last = reader.text, reader.statement_start, reader.last_statement
    if last is None or not is_indented(reader):
        return False
    if at is None and reader.level.predicate_place.start != looking.token(text, looking.token(text, home)[2])[1]:
        return False
    subject, what = (shown(text, *looking.token(text, at)[1:]) for at in (last.start, home))
    message = f"This dot ends the statement about {subject}, but {what} seems to go on with it."
    note(
        reader,
        Mistake(Span(last.end - 1, last.end), "dot-for-semicolon", message, "Write a semicolon instead of the dot if a predicate of the same subject follows."),
    )
    reader.at = home
    reader.level.subject_place = last
    reader.state = reader.predicate
    return True


def swallowed(reader: "Reader") -> bool:
    """Whether the text before has no end of its own, and has taken statements in up to the quotation marks of another."""
    text = reader.text
    kind, start, end = looking.token(text, reader.last)
    if kind != STRING_KIND or not text.startswith(('"""', "'''"), start):
        return False
    following = looking.statement_after(text, start + 3, end)
    if following is None:
        return False
    quotes = text[start : start + 3]
    message = f"The text that begins here with {quotes} seems to have no end: it goes on over statements that follow."
    note(reader, Mistake(Span(start, start + 3), "unclosed-literal", message, f"Close it with {quotes} where the text ends."))
    close(reader, following[0])
    reader.at = reader.before = following[1]
    return True

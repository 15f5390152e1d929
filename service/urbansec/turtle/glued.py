"""What stands directly behind a token, without a blank, and shows that the token has ended too early."""

import re
from typing import TYPE_CHECKING

from urbansec.turtle import guess, looking
from urbansec.turtle.hints import shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.resume import WrongError, give_up, note
from urbansec.turtle.tokens import AT_KIND, BAD_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

if TYPE_CHECKING:
    from urbansec.turtle.parser import Reader

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?![\d-])")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_OPENING = "\"'<\u201c\u201e\u2018"
_SMART = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a"


def is_glued(reader: "Reader", kind: int, start: int) -> bool:  # noqa: PLR0911 - one for each kind of token
    """Whether the token at ``start`` shows that the one before it was cut short."""
    text, before = reader.text, reader.before
    last, _, end = looking.token(text, reader.last)
    if end != before:
        return False
    if last == STRING_KIND:
        loose = kind == WORD_KIND or (kind == BAD_KIND and text[start] not in "^@=<")
        adjacent = start == before and kind in (NAME_KIND, NUMBER_KIND, STRING_KIND, BLANK_KIND, WORD_KIND, BAD_KIND) and text[start] not in "^@"
        same_line = looking.line_start(text, start) == looking.line_start(text, before)
        return adjacent or (loose and same_line and text[before - 1] in _rest(text, start))
    if start != before:
        return False
    if last == NAME_KIND:
        return (kind == BAD_KIND and text[start] not in _OPENING) or kind == AT_KIND
    if last == NUMBER_KIND:
        return kind in (NUMBER_KIND, WORD_KIND, NAME_KIND) or (kind == BAD_KIND and text[start] not in _OPENING)
    if last == AT_KIND:
        return kind == BAD_KIND and text[start] in "_-"
    return kind == MARK_KIND and last == IRI_KIND and text[start : start + 1] == "~"


def _rest(text: str, start: int) -> str:
    found = re.compile(r"[^\r\n]*").match(text, start)
    return found[0] if found else ""


def explain(reader: "Reader", wrong: WrongError) -> None:
    """Note what was cut short, and go on behind what belongs to it."""
    text, start = reader.text, wrong.start
    last, first, _ = looking.token(text, reader.last)
    end = looking.word_end(text, start)
    if last == STRING_KIND:
        _quote(reader, first, start)
        return
    reader.at = end
    if last == NUMBER_KIND:
        note(reader, _number(text, first, end))
    elif last == AT_KIND:
        right = text[first:end].replace("_", "-").rstrip("-")
        message = f"{shown(text, first, end)} is no language tag."
        note(reader, Mistake(Span(first, end), "bad-language", message, f"Its parts are set apart by one hyphen each: {right}."))
    else:
        name, namespace = text[first:end], reader.terms.prefixes.get(text[first:start].partition(":")[0])
        local = name.partition(":")[2]
        whole = f"<{namespace}{local}>" if namespace else "<…>"
        escaped = name[: start - first] + re.sub(r"([^\w:.%\\-])", r"\\\1", name[start - first :])
        hint = f"Write the IRI in full, {whole}, or put a backslash before it: {escaped}."
        if text[start] not in "/?&=+*'!$@;,#()~":
            hint = f"Write the IRI in full: {whole}."
        note(reader, Mistake(Span(start, start + 1), "bad-name", f"The name {shown(text, first, end)} cannot hold {text[start]!r}.", hint))


def _number(text: str, first: int, end: int) -> Mistake:
    date, german = _DATE.match(text, first), _GERMAN.match(text, first)
    if date or german:
        right = date[0] if date else f"{german[3]}-{german[2]:0>2}-{german[1]:0>2}" if german else ""
        message = f"{shown(text, first, end)} is a date without quotation marks."
        return Mistake(Span(first, end), "unquoted-date", message, f'Write "{right}"^^xsd:date.')
    hint = 'A number has digits and at most one point: 1000000 or 1.5. Anything else is text: "12 km".'
    return Mistake(Span(first, end), "bad-number", f"{shown(text, first, end)} is no number.", hint)


def _quote(reader: "Reader", first: int, start: int) -> None:
    """A quotation mark within a text has ended it."""
    text = reader.text
    if guess.swallowed(reader):
        return
    mark = text[reader.before - 1]
    smart = next((i for i in range(first, reader.before) if text[i] in _SMART), None)
    if smart is not None:
        message = f"The text ends with {text[smart]}, the quotation mark of a word processor."
        note(reader, Mistake(Span(smart, smart + 1), "smart-quotes", message, 'Use straight quotation marks: "text".'))
        _behind_text(reader, smart + 1)
        return
    message = f"This {mark} ends the text that begins with {shown(text, first, reader.before)}, but more of it seems to follow."
    hint = f"Write \\{mark} for a quotation mark within the text, or put the text in three: {mark * 3}…{mark * 3}."
    note(reader, Mistake(Span(reader.before - 1, reader.before), "unescaped-quote", message, hint))
    last = start + _rest(text, start).rfind(mark)
    if last >= start:
        _behind_text(reader, last + 1)
    else:
        give_up(reader)


def _behind_text(reader: "Reader", at: int) -> None:
    """Go on at ``at`` as behind a text."""
    reader.at = reader.before = at
    if reader.state in (reader.after, reader.item):
        reader.state = reader.suffix

"""Tokens that are written wrongly: where they end in all likelihood, what they were meant to be, and what is wrong with them."""

import re
import unicodedata
from typing import NamedTuple

from urbansec.turtle import looking, tokens
from urbansec.turtle.hints import EXAMPLE_IRI, shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.tokens import IRI_KIND, STRING_KIND

_SMART = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u2018\u2019\u201a\u201b`\u00b4"
_SMART_TEXT = re.compile(rf"[{_SMART}][^{_SMART}\"\r\n]*(?:[{_SMART}\"]|(?=[ \t]*[.;,]?[ \t]*(?:[\r\n]|\Z)))")
_LOOSE = {
    '"""': re.compile(r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""'),
    "'''": re.compile(r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*+'''"),
    '"': re.compile(r'"(?:[^"\\\r\n]|\\[^\r\n])*+"'),
    "'": re.compile(r"'(?:[^'\\\r\n]|\\[^\r\n])*+'"),
}
_ESCAPE = re.compile(tokens.ESCAPE)
_REST_OF_LINE = re.compile(r"[^\r\n]*?(?=[ \t]*[.;,]?[ \t]*(?:\#[^\r\n\"']*)?(?:[\r\n]|\Z))")
_OVER_LINES = {q: re.compile(rf"{q}(?:[^{q}\\]|\\[\s\S]){{0,2000}}{q}(?=@[A-Za-z]|\^\^|\s*[.;,\])])") for q in "\"'"}
_LOOSE_IRI = re.compile(r"<[^<>\r\n]*>")
_BAD_IN_IRI = re.compile(r"\\[uU][0-9A-Fa-f]{4,8}|([\x00-\x20<>\"{}|^`\\])")


class Broken(NamedTuple):
    """A token that was meant to be of ``kind`` (0 if it was meant to be nothing) and that ends at ``end``."""

    kind: int
    end: int
    mistake: Mistake


def token(text: str, start: int) -> Broken | None:  # noqa: PLR0911 - one for each kind of character
    """The wrongly written token that begins at ``start``, or ``None`` if nothing is known of such."""
    first = text[start]
    if first in "\"'":
        return _string(text, start)
    if first == "<":
        return _iri(text, start)
    if first in _SMART:
        found = _SMART_TEXT.match(text, start)
        return Broken(STRING_KIND, found.end() if found else start + 1, _smart(text, start))
    if text.startswith(("//", "/*"), start):
        closed = text.find("*/", start) if text[start + 1] == "*" else -1
        line = re.compile(r"[^\r\n]*").match(text, start)
        end = closed + 2 if closed > 0 else line.end() if line else start + 2
        return Broken(
            0,
            end,
            Mistake(
                Span(start, start + 2), "comment-style", f"{text[start : start + 2]!r} begins no comment.", "A comment begins with # and ends with its line."
            ),
        )
    if text[start] in "?$" and text[start + 1 : start + 2].isalnum():
        word = re.compile(r".\w+").match(text, start)
        end = word.end() if word else start + 1
        message = f"{text[start:end]!r} is a variable of SPARQL; data have none."
        return Broken(IRI_KIND, end, Mistake(Span(start, end), "sparql-variable", message, "Write an IRI, or a blank node such as _:x."))
    if first == "_":
        return _blank(text, start)
    return invisible(text, start)


def _smart(text: str, at: int) -> Mistake:
    message = f"The text stands in {text[at]}, the quotation mark of a word processor."
    return Mistake(Span(at, at + 1), "smart-quotes", message, 'Use straight quotation marks: "text".')


def _string(text: str, start: int) -> Broken:
    quotes = next(q for q in _LOOSE if text.startswith(q, start))
    loose = _LOOSE[quotes].match(text, start)
    if loose:
        return Broken(STRING_KIND, loose.end(), _bad_escape(text, start + len(quotes), loose.end()))
    if len(quotes) == 3:
        following = looking.statement_after(text, start, len(text))
        message = f"The text that begins here with {quotes} has no end."
        mistake = Mistake(Span(start, start + 3), "unclosed-literal", message, f"Close it with {quotes} where the text ends.")
        return Broken(STRING_KIND, following[0] if following else len(text), mistake)
    line = _REST_OF_LINE.match(text, start)
    end = max(line.end() if line else start + 1, start + 1)
    wrong = next((i for i in range(start, end) if text[i] in _SMART), None)
    if wrong is not None:
        return Broken(STRING_KIND, end, _smart(text, wrong))
    over = _OVER_LINES[quotes].match(text, start)
    if over and not looking.statement_after(text, start, over.end()):
        message = f"The text that begins here with one {quotes} goes on over a line end."
        hint = f"A text of several lines stands in three quotation marks: {quotes * 3}…{quotes * 3}; or write \\n for the line end."
        return Broken(STRING_KIND, over.end(), Mistake(Span(start, over.end()), "line-break-in-literal", message, hint))
    message = f"The text that begins here with {quotes} has no end on its line."
    hint = f"Close it with {quotes} where the text ends; a text of several lines stands in {quotes * 3}…{quotes * 3}."
    return Broken(STRING_KIND, end, Mistake(Span(start, end), "unclosed-literal", message, hint))


def _bad_escape(text: str, start: int, end: int) -> Mistake:
    at = start
    while (at := text.find("\\", at, end)) >= 0:
        good = _ESCAPE.match(text, at)
        if not good:
            break
        at = good.end()
    at = max(at, start)
    written = text[at : at + 2]
    if written in ("\\u", "\\U"):
        digits = 4 if written == "\\u" else 8
        last = re.compile(r"\\.[0-9A-Fa-f]*").match(text, at, end)
        span = Span(at, last.end() if last else at + 2)
        message = f"{text[at : span.end]} is no escape: {written} takes {digits} hexadecimal digits."
        return Mistake(span, "bad-escape", message, "Write the character itself, or for example \\u00E9 for é. For a backslash write \\\\.")
    hint = "For a backslash write \\\\ (as in C:\\\\data). Escapes are \\t \\n \\r \\b \\f \\\" \\' \\\\ \\u00E9 \\U0001F600."
    return Mistake(Span(at, at + 2), "bad-escape", f"{written} is no escape.", hint)


def _iri(text: str, start: int) -> Broken:
    loose = _LOOSE_IRI.match(text, start)
    if loose:
        wrong = next((found for found in _BAD_IN_IRI.finditer(text, start + 1, loose.end() - 1) if found[1]), None)
        at = wrong.start() if wrong else start
        if text[at] == " ":
            message, hint = "An IRI holds no space.", f"Take it out, or write %20: <{EXAMPLE_IRI}a%20b>."
        elif text[at] == "\\":
            message, hint = "A backslash in an IRI begins an escape such as \\u00E9; this is none.", "The parts of a path are set apart by /."
        else:
            message = f"An IRI cannot hold {text[at]!r}."
            hint = f"Write it as % and two hexadecimal digits: %{ord(text[at]):02X}."
        return Broken(IRI_KIND, loose.end(), Mistake(Span(at, at + 1), "bad-iri", message, hint))
    end = looking.word_end(text, start)
    hint = f"Write it as {text[start:end]}>." if end > start + 1 else f"An IRI stands in angle brackets: <{EXAMPLE_IRI}a>."
    return Broken(IRI_KIND, end, Mistake(Span(start, end), "unclosed-iri", "The IRI that begins here has no >.", hint))


def _blank(text: str, start: int) -> Broken:
    end = looking.word_end(text, start)
    message = f"{shown(text, start, end)} is no blank node: behind _: comes a name that begins with a letter, a digit or _."
    return Broken(IRI_KIND, end, Mistake(Span(start, end), "bad-blank-node", message, "Write for example _:x, or [] for one without a name."))


def invisible(text: str, start: int) -> Broken | None:
    """A character that nobody sees, if one stands at ``start``."""
    character = text[start]
    name = unicodedata.name(character, f"U+{ord(character):04X}").lower()
    if character == "\ufeff":
        hint = "Take it out: it is often left where two files were joined."
        return Broken(0, start + 1, Mistake(Span(start, start + 1), "odd-character", "Here stands a byte order mark, which is not to be seen.", hint))
    category = unicodedata.category(character)
    if category.startswith("Z"):
        hint = "Put an ordinary space there. Text that was copied from a web page or a word processor often holds such."
        return Broken(0, start + 1, Mistake(Span(start, start + 1), "odd-character", f"Here stands a special space ({name}), which is none in Turtle.", hint))
    if category in ("Cc", "Cf"):
        hint = "Take it out. Within a text in quotation marks it can be written as an escape."
        message = f"Here stands a control character (U+{ord(character):04X}), which is not to be seen."
        return Broken(0, start + 1, Mistake(Span(start, start + 1), "odd-character", message, hint))
    return None

"""The terminals of Turtle and TriG, as the W3C grammars have them, in one regular expression.

Alternatives are tried from the most frequent to the rarest, and no quantifier gives anything back: so the time is in
proportion to the text, whatever the text is. What begins no terminal is one character of the kind ``BAD``.
"""

import re
from collections.abc import Iterator
from functools import cache

SPACE = " \t\r\n"

_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST = _BASE + "_"
NAME_CHARACTERS = _FIRST + "0-9\u00b7\u0300-\u036f\u203f-\u2040\\-"
"""What a name may hold beside dots, for use in a character class."""

_HEX = "[0-9A-Fa-f]"
_UNICODE = rf"\\u{_HEX}{{4}}|\\U{_HEX}{{8}}"
ESCAPE = rf"\\[tbnrf\"'\\]|{_UNICODE}"
_PLX = rf"%{_HEX}{_HEX}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_FIRST}0-9:]|{_PLX})(?:[{NAME_CHARACTERS}:]++|{_PLX})*+(?:\.++(?:[{NAME_CHARACTERS}:]++|{_PLX})++)*+"
_PREFIX = rf"[{_BASE}][{NAME_CHARACTERS}]*+(?:\.++[{NAME_CHARACTERS}]++)*+"
_DIGITS_AND_POINT = r"[0-9]++(?:\.[0-9]*+(?=[eE][+-]?[0-9])|\.[0-9]++)?|\.[0-9]++"

NAME = rf"(?:{_PREFIX})?:(?:{_LOCAL})?"
IRI = rf'<(?:[^\x00-\x20<>"{{}}|^`\\]++|{_UNICODE})*+>'
STRING = (
    rf'"""(?:[^"\\]++|{ESCAPE}|"(?!""))*+"""|'
    rf"'''(?:[^'\\]++|{ESCAPE}|'(?!''))*+'''|"
    rf'"(?!"")(?:[^"\\\r\n]++|{ESCAPE})*+"|'
    rf"'(?!'')(?:[^'\\\r\n]++|{ESCAPE})*+'"
)
NUMBER = rf"[+-]?(?:{_DIGITS_AND_POINT})(?:[eE][+-]?[0-9]++)?"
BLANK = rf"_:[{_FIRST}0-9][{NAME_CHARACTERS}]*+(?:\.++[{NAME_CHARACTERS}]++)*+"
AT = r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?"
WORD = rf"[{_BASE}][{NAME_CHARACTERS}]*+"
MARK = r"[;,\[\]()]|\.(?![0-9])|\^\^|<<\(?|>>|\{\|?|\|\}|[}~]"

KINDS = ("", "NAME", "MARK", "IRI", "STRING", "NUMBER", "WORD", "AT", "BLANK", "BAD", "SPACE", "COMMENT")
NAME_KIND, MARK_KIND, IRI_KIND, STRING_KIND, NUMBER_KIND, WORD_KIND, AT_KIND, BLANK_KIND, BAD_KIND, SPACE_KIND, COMMENT_KIND = range(1, 12)
_MEANING = "|".join(f"({terminal})" for terminal in (NAME, MARK, IRI, STRING, NUMBER, WORD, AT, BLANK))
_SKIPPED = rf"[{SPACE}]++|\#[^\r\n]*+"


@cache
def terminal() -> re.Pattern[str]:
    """The next token that means something; ``lastindex`` is its kind, and the span of that group its place.

    Like the other expressions with all letters of the world in them, it is made for the first text: it would delay every command.
    """
    return re.compile(rf"(?:{_SKIPPED})*+(?:{_MEANING}|([\s\S]))")


@cache
def _anything() -> re.Pattern[str]:
    return re.compile(rf"{_MEANING}|((?![{SPACE}\ufeff#])[\s\S])|([{SPACE}\ufeff]++)|(\#[^\r\n]*+)")


def pieces(text: str) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of everything in ``text``, white space and comments included; a byte order mark is white space."""
    for match in _anything().finditer(text):
        yield match.lastindex or BAD_KIND, match.start(), match.end()

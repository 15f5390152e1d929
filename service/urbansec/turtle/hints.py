"""What helps who has made a mistake: names that come close, lines to add, how a thing is written right."""

import re
from collections.abc import Mapping

from urbansec.letters import spelled_like
from urbansec.namespaces import PREFIXES
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.terms import TermError
from urbansec.turtle.tokens import AT_KIND, BLANK_KIND, IRI_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

_SHOWN = 40
_KINDS = {
    NAME_KIND: "the name",
    IRI_KIND: "the IRI",
    STRING_KIND: "the text",
    NUMBER_KIND: "the number",
    WORD_KIND: "the word",
    AT_KIND: "the word",
    BLANK_KIND: "the blank node",
}
EXAMPLE_IRI = "http://example.org/"


def shown(text: str, start: int, end: int) -> str:
    """A piece of text in quotes, shortened if it is long, on one line."""
    return repr(text[start:end] if end - start <= _SHOWN else f"{text[start : start + _SHOWN - 1]}…")


def found(text: str, kind: int, start: int, end: int) -> str:
    """What stands there, in words."""
    if kind == 0:
        return "the end of the file"
    what = _KINDS.get(kind, "")
    return f"{what} {shown(text, start, end)}" if what else shown(text, start, end)


def undeclared(text: str, start: int, end: int, declared: Mapping[str, str]) -> Mistake:
    """A prefix that is not declared: the line to add if the prefix is well known, else the declared one that it may be meant to be."""
    prefix = text[start:end].partition(":")[0]
    span = Span(start, start + len(prefix) + 1)
    message = f"The prefix {prefix}: is not declared."
    later = re.compile(rf"(?:@prefix|prefix)[ \t]+{re.escape(prefix)}:[ \t]*<[^>\r\n]*>", re.IGNORECASE).search(text, end)
    near = spelled_like(prefix, declared, most=1, close=0.5) or [name for name in declared if name.lower() == prefix.lower()]
    if later:
        line = len(re.findall(r"\r\n?|\n", text[: later.start()])) + 1
        hint = f"It is declared only on line {line}. Move that line above its first use."
    elif prefix in PREFIXES:
        hint = f"Add this line at the top: @prefix {prefix}: <{PREFIXES[prefix]}> ."
    elif typo := spelled_like(prefix, declared, most=1, close=0.85):
        hint = f"Did you mean {typo[0]}: ({declared[typo[0]]})?"
    elif sibling := next((space for name, space in declared.items() if name and space.endswith(f"/{name}/")), ""):
        # Where other prefixes are called after the last step of their namespace, this one probably is too.
        hint = f"Add this line at the top: @prefix {prefix}: <{sibling.rstrip('/').rpartition('/')[0]}/{prefix}/> ."
    elif near:
        hint = f"Did you mean {near[0]}: ({declared[near[0]]})?"
    else:
        known = spelled_like(prefix, PREFIXES, most=1)
        namespace, name = (PREFIXES[known[0]], known[0]) if known else (EXAMPLE_IRI, prefix)
        question = f"Did you mean {name}:? " if known else ""
        hint = f"{question}Declare it at the top, for example: @prefix {name}: <{namespace}> ."
    return Mistake(span, "undeclared-prefix", message, hint)


def bad_term(error: TermError, text: str, start: int, end: int) -> Mistake:
    """A token that has the right form but stands for no term."""
    span, hint = Span(start, end), ""
    if error.code == "bad-escape":
        escape = re.search(r"\\[uU][0-9A-Fa-f]+", error.detail)
        at = text.find(escape[0], start, end) if escape else start
        span = Span(at, at + len(escape[0])) if escape else span
        hint = "Write the character itself, or its number in Unicode: \\u00E9 for é, \\U0001F600 for 😀."
    elif error.code == "bad-iri" and "scheme" in error.detail:
        hint = f"Write the IRI in full, for example <{EXAMPLE_IRI}{text[start:end].strip('<>')}>, or declare a base: @base <{EXAMPLE_IRI}> ."
    elif error.code == "bad-iri" and "percent" in error.detail:
        hint = "A % has two hexadecimal digits behind it, such as %20 for a space; the sign itself is written %25."
    elif error.code == "bad-iri":
        hint = "Write other characters as % and two hexadecimal digits, such as %20 for a space."
    elif error.code == "bad-language":
        hint = 'A language tag is a language of two or three letters and perhaps a country: "Stadt"@de, "city"@en-GB.'
    elif error.code == "bad-datatype":
        hint = 'Give the language instead, "Stadt"@de, or leave the datatype out.'
    kinds = {
        "bad-iri": "is no valid IRI",
        "bad-escape": "holds an escape that stands for no character",
        "bad-language": "is no language tag",
        "bad-datatype": "cannot be the datatype",
    }
    return Mistake(span, error.code, f"{shown(text, start, end)} {kinds[error.code]}: {error.detail.rstrip('.')}.", hint)


def conflict(text: str, start: int, end: int) -> Mistake:
    """A line that git has left where two versions did not fit together."""
    message = f"This line, {text[start : start + 7]}, is a mark that git leaves where two versions of a file are in conflict."
    hint = "Keep the lines that are right, and take out the other ones and the marks <<<<<<<, ======= and >>>>>>>."
    return Mistake(Span(start, end), "merge-conflict", message, hint)

"""What is wrong with a line of N-Triples or N-Quads."""

from typing import TYPE_CHECKING

from urbansec.turtle import broken, hints, looking
from urbansec.turtle.hints import found, shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.resume import note
from urbansec.turtle.tokens import AT_KIND, BAD_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

if TYPE_CHECKING:
    from urbansec.turtle.lines import LineReader

LIMIT = 100
_TURTLE = "If the file is Turtle, give it the ending .ttl."
_NUMBERS = "http://www.w3.org/2001/XMLSchema#"


def explain(reader: "LineReader", start: int, stop: int) -> bool:
    """Note the first mistake of a line; whether to read on is of no use."""
    text, mistakes = reader.text, reader.parsed.mistakes
    if len(mistakes) >= LIMIT:
        return True
    line_end = looking.conflict(text, start)
    if line_end is not None:
        note(reader, hints.conflict(text, start, line_end))
        return False
    mistake = _first(text, start, stop, graphs=reader.graphs)
    if mistake is None:
        reader.parsed.unsupported.append(Span(start, stop))
    else:
        note(reader, mistake)
    return False


def _first(text: str, start: int, stop: int, *, graphs: bool) -> Mistake | None:  # noqa: PLR0911 - one for each place in the line
    """The first mistake of the line; ``None`` if it is in the syntax of RDF 1.2."""
    if "<<(" in text[start:stop]:
        return None
    at = before = start
    allowed = {"subject": (IRI_KIND, BLANK_KIND), "predicate": (IRI_KIND,), "object": (IRI_KIND, BLANK_KIND, STRING_KIND)}
    for part, kinds in allowed.items():
        kind, first, last = looking.token(text, at, stop)
        if kind not in kinds or (kind == STRING_KIND and (text[first] == "'" or text.startswith('"""', first))):
            return _wrong(text, part, (kind, first, last), before)
        at = before = last
    kind, first, last = looking.token(text, at, stop)
    if kind == AT_KIND:
        kind, first, last = looking.token(text, last, stop)
        before = first
    elif kind == MARK_KIND and text[first:last] == "^^":
        before = last
        kind, first, last = looking.token(text, last, stop)
        if kind != IRI_KIND:
            return _wrong(text, "datatype", (kind, first, last), before)
        at = before = last
        kind, first, last = looking.token(text, last, stop)
    if kind in (IRI_KIND, BLANK_KIND):
        if not graphs:
            message = f"Behind the object of a triple comes a dot, not {found(text, kind, first, last)}."
            return Mistake(Span(first, last), "graph-in-triples", message, "If the file holds graphs, it is N-Quads: give it the ending .nq.")
        before = last
        kind, first, last = looking.token(text, last, stop)
    if kind == MARK_KIND and text[first:last] == ".":
        kind, first, last = looking.token(text, last, stop)
        return Mistake(Span(first, last), "second-statement", "Each statement has a line of its own; here begins a second one.", "Begin a new line.")
    if kind == MARK_KIND and text[first:last] in (";", ","):
        return Mistake(Span(first, last), "abbreviation", f"{text[first]!r} is Turtle: here every statement is written in full.", _TURTLE)
    if kind == 0:
        return Mistake(Span(before, before), "missing-dot", "At the end of the line a dot is missing.", "Every line ends with a dot.")
    return _wrong(text, "end", (kind, first, last), before)


def _wrong(text: str, part: str, token: tuple[int, int, int], before: int) -> Mistake:  # noqa: PLR0911 - one for each mistake
    kind, first, last = token
    span, what = Span(first, last), found(text, kind, first, last)
    wrong = broken.token(text, first) if kind == BAD_KIND else None
    if wrong:
        return wrong.mistake
    if kind in (AT_KIND, WORD_KIND) and text[first:last].lower().strip("@") in ("prefix", "base"):
        return Mistake(span, "directive-in-lines", f"{text[first:last]} is Turtle: here IRIs are written in full.", _TURTLE)
    if kind == NAME_KIND:
        return Mistake(span, "prefixed-name", f"{shown(text, first, last)} is Turtle: here IRIs are written in full, in angle brackets.", _TURTLE)
    if kind == NUMBER_KIND or (kind == WORD_KIND and text[first:last] in ("true", "false")):
        name = "boolean" if kind == WORD_KIND else "integer" if text[first:last].lstrip("+-").isdigit() else "decimal"
        return Mistake(
            span,
            "bare-literal",
            f"{shown(text, first, last)} is Turtle: here a literal has quotation marks.",
            f'Write "{text[first:last]}"^^<{_NUMBERS}{name}>.',
        )
    if kind == STRING_KIND and part == "object":
        return Mistake(span, "wrong-quotes", 'Here a text stands in one pair of "…", on one line.', f"Write \\n for a line end. {_TURTLE}")
    if kind == STRING_KIND:
        return Mistake(span, f"literal-{part}", f"A literal, {what}, cannot stand as a {part}.", "Only the object can be a literal.")
    if kind == BLANK_KIND and part == "predicate":
        return Mistake(span, "blank-predicate", f"A blank node ({text[first:last]}) cannot stand as a predicate.", "Write an IRI there.")
    if kind == 0 or (kind == MARK_KIND and text[first:last] == "."):
        return Mistake(Span(before, before), f"missing-{part}", f"The line ends before its {part}.", "A line is: <subject> <predicate> <object> .")
    return Mistake(span, "unexpected", f"Here stands {what}, but a line is: <subject> <predicate> <object> .", _TURTLE)

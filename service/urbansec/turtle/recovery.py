"""What to do about text that does not fit: have the mistake named, then go on so that it hides no other.

A mark that was forgotten is taken as written where it is plain which one it is; a token that is written wrongly stands
for some term. Else the reader goes on behind the dot of the statement, or at a line that begins a statement.
"""

from typing import TYPE_CHECKING

from urbansec.turtle import broken, glued, hints, looking, misfits, misplaced
from urbansec.turtle.looking import is_directive, token
from urbansec.turtle.resume import UnsupportedError, WrongError, bad_term, note, skip_unsupported, undeclared
from urbansec.turtle.tokens import BAD_KIND, MARK_KIND

if TYPE_CHECKING:
    from urbansec.turtle.parser import Reader

__all__ = ["NEW", "UnsupportedError", "WrongError", "bad_term", "instead", "is_directive", "recover", "skip_unsupported", "token", "undeclared"]

NEW = ("<<", "<<(", "~", "{|")
"""What begins the syntax of RDF 1.2."""
LIMIT = 100
"""A file with more mistakes than these has one that none of them names, so no more are looked for."""

_BY_EXPECTED = {
    "after": misfits.behind_object,
    "object": misfits.no_object,
    "predicate": misfits.no_predicate,
    "subject": misfits.no_subject,
    "datatype": misfits.no_datatype,
    "equals": misfits.equals,
    "directive-end": misfits.directive_end,
}


def instead(reader: "Reader", expected: str, kind: int, start: int, end: int) -> tuple[int, int, int]:
    """What is to be taken for the term that belongs here; :class:`WrongError` if there is nothing like a term."""
    text = reader.text
    if kind == 0 or broken.invisible(text, start) or looking.conflict(text, start) is not None or glued.is_glued(reader, kind, start):
        raise WrongError(expected, kind, start, end)
    if kind == MARK_KIND and text[start:end] in ("<<", "<<("):
        raise UnsupportedError
    wrong = broken.token(text, start) if kind == BAD_KIND else None
    if wrong and wrong.kind:
        note(reader, wrong.mistake)
        reader.at = wrong.end
        return wrong.kind, start, wrong.end
    return misplaced.term(reader, expected, kind, start, end)


def recover(reader: "Reader", wrong: WrongError) -> bool:
    """Note the mistake and go on; whether there is nothing to go on to."""
    text, mistakes = reader.text, reader.parsed.mistakes
    if len(mistakes) >= LIMIT:
        return True
    if wrong.kind == 0:
        misfits.at_end(reader, wrong.expected)
        return True
    reader.at = wrong.start
    line_end = looking.conflict(text, wrong.start)
    odd = broken.token(text, wrong.start) if wrong.kind == BAD_KIND else broken.invisible(text, wrong.start)
    if line_end is not None:
        reader.spoiled |= reader.state not in (reader.statement, reader.in_graph)
        mistakes.append(hints.conflict(text, looking.line_start(text, wrong.start), line_end))
        reader.at = line_end
    elif odd and odd.mistake.code == "odd-character":
        note(reader, odd.mistake)
        reader.at = odd.end
    elif glued.is_glued(reader, wrong.kind, wrong.start):
        glued.explain(reader, wrong)
    elif odd and not odd.kind:
        note(reader, odd.mistake)
        reader.at = odd.end
    else:
        try:
            _BY_EXPECTED.get(wrong.expected, misfits.other)(reader, wrong)
        except WrongError as another:
            return recover(reader, another)
        except UnsupportedError:
            skip_unsupported(reader)
    return False

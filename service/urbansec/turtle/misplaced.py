"""Terms that are right in themselves, but not where they stand."""

from typing import TYPE_CHECKING

from urbansec.turtle import guess, looking
from urbansec.turtle.hints import found, shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.resume import WrongError, note
from urbansec.turtle.tokens import AT_KIND, BLANK_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

if TYPE_CHECKING:
    from urbansec.turtle.parser import Reader

_TRUTH = ("true", "false", "yes", "no")
_WHERE = {"subject": "as a subject", "predicate": "as a predicate", "object": "as an object", "datatype": "as a datatype", "namespace": "as a namespace"}


def term(reader: "Reader", expected: str, kind: int, start: int, end: int) -> tuple[int, int, int]:
    """Note what is wrong with it, and take it for the term that belongs there; :class:`WrongError` if it is none."""
    text = reader.text
    if kind in (STRING_KIND, NUMBER_KIND) and expected in _WHERE:
        return _literal(reader, expected, kind, start, end)
    if kind == WORD_KIND and expected == "object" and text[start:end] == "a" and guess.wrong_semicolon(reader) >= 0:
        raise WrongError(expected, kind, start, end)
    if kind == WORD_KIND and expected in _WHERE and not (expected == "subject" and text[start:end] == "a"):
        note(reader, _word(expected, text, start, end))
        return IRI_KIND, start, end
    if kind == BLANK_KIND and expected in ("predicate", "datatype"):
        message = f"A blank node ({text[start:end]}) cannot stand {_WHERE[expected]}."
        note(reader, Mistake(Span(start, end), "blank-predicate" if expected == "predicate" else "bad-datatype", message, "Write an IRI there."))
        return IRI_KIND, start, end
    if kind == MARK_KIND and text[start:end] in ("[", "(") and expected == "predicate":
        return _no_predicate(reader, kind, start, end)
    if kind == NAME_KIND and expected == "namespace":
        last = looking.word_end(text, start)
        message = f"The namespace {shown(text, start, last)} is an IRI without its brackets."
        note(reader, Mistake(Span(start, last), "bare-iri", message, f"An IRI stands in angle brackets: <{text[start:last]}>."))
        reader.at = last
        return IRI_KIND, start, last
    if kind == AT_KIND and expected == "object" and not looking.is_directive(text, start, end):
        message = f"The language tag {text[start:end]} has no text before it."
        note(reader, Mistake(Span(start, end), "stray-language", message, f'It stands directly behind a text: "Stadt"{text[start:end]}.'))
        return IRI_KIND, start, end
    raise WrongError(expected, kind, start, end)


def _literal(reader: "Reader", expected: str, kind: int, start: int, end: int) -> tuple[int, int, int]:
    text = reader.text
    last = _literal_end(text, kind, end)
    after = looking.token(text, last)
    if expected == "predicate" and (after[0] == 0 or (after[0] == MARK_KIND and text[after[1]] in ".;,])")):
        if guess.is_indented(reader):
            raise WrongError(expected, kind, start, end)
        return _no_predicate(reader, kind, start, end)
    what = found(text, kind, start, end)
    if expected == "namespace":
        iri = text[start:end].strip("\"'")
        mistake = Mistake(Span(start, end), "literal-namespace", f"A namespace is an IRI, not {what}.", f"An IRI stands in angle brackets: <{iri}>.")
    elif expected == "datatype":
        mistake = Mistake(Span(start, end), "bad-datatype", f"A datatype is an IRI, not {what}.", 'For example "2020-05-01"^^xsd:date.')
    elif expected == "subject":
        hint = "A subject is an IRI or a blank node. Give the thing an IRI, and say this as a value: ex:thing rdfs:label …"
        mistake = Mistake(Span(start, last), "literal-subject", f"A literal, {what}, cannot stand as a subject.", hint)
    else:
        hint = "A predicate is an IRI, such as rdfs:label. If this is one more value, put a comma before it."
        mistake = Mistake(Span(start, last), "literal-predicate", f"A literal, {what}, cannot stand as a predicate.", hint)
    note(reader, mistake)
    reader.at = last
    return IRI_KIND, start, last


def _literal_end(text: str, kind: int, end: int) -> int:
    if kind != STRING_KIND:
        return end
    suffix, start, last = looking.token(text, end)
    if suffix == AT_KIND and start == end:
        return last
    if suffix == MARK_KIND and text[start:last] == "^^":
        return looking.token(text, last)[2]
    return end


def _no_predicate(reader: "Reader", kind: int, start: int, end: int) -> tuple[int, int, int]:
    text, at = reader.text, reader.before
    message = f"Between {shown(text, reader.last, at)} and {found(text, kind, start, end)} a predicate is missing."
    note(reader, Mistake(Span(at, at), "missing-predicate", message, 'A statement is subject, predicate, object: ex:essen rdfs:label "Essen" .'))
    reader.at = at
    return IRI_KIND, at, at


def _word(expected: str, text: str, start: int, end: int) -> Mistake:
    word, span = text[start:end], Span(start, end)
    if expected == "object" and word == "a":
        return Mistake(span, "bare-word", "The word a stands for rdf:type, and only as a predicate.", "Write an IRI or a text here.")
    if expected == "object" and word.lower() in _TRUTH:
        right = "true" if word.lower() in ("true", "yes") else "false"
        return Mistake(span, "bare-word", f"{word!r} is no truth value in Turtle.", f"Write {right}, in small letters and without quotation marks.")
    if expected == "predicate" and word in ("A", "is", "isa", "is-a"):
        return Mistake(span, "bare-word", f"{word!r} is no predicate.", "For the class of a thing write a small a: ex:essen a ex:City .")
    hint = f"A name has a prefix and a colon: ex:{word}, or :{word} if the empty prefix is declared."
    if expected == "object":
        hint += f' A text stands in quotation marks: "{word}".'
    return Mistake(span, "bare-word", f"The word {word!r} cannot stand {_WHERE[expected]}.", hint)

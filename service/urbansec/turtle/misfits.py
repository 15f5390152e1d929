"""Marks that are missing, or that stand where none belongs; each function notes the mistake and sets where to go on, and as what."""

import re
from typing import TYPE_CHECKING

from urbansec.turtle import guess, looking
from urbansec.turtle.hints import found, shown
from urbansec.turtle.model import Mistake, Span
from urbansec.turtle.resume import WrongError, close, give_up, note
from urbansec.turtle.tokens import AT_KIND, BAD_KIND, IRI_KIND, MARK_KIND, NAME_KIND, NUMBER_KIND, STRING_KIND, WORD_KIND

if TYPE_CHECKING:
    from urbansec.turtle.parser import Reader

_PARTS = 'A statement is subject, predicate, object: ex:essen rdfs:label "Essen" .'
_LANGUAGE = re.compile(r"[ \t]*[A-Za-z0-9_-]*")
_CLOSING = {"[": "]", "(": ")"}
_BRACES = "Graphs in braces belong to TriG: give the file the ending .trig."


def _mark(reader: "Reader", wrong: WrongError) -> str:
    return reader.text[wrong.start : wrong.end] if wrong.kind == MARK_KIND else ""


def _missing(reader: "Reader", code: str, message: str, hint: str, *, at: int | None = None) -> None:
    """Something is missing behind the last token that fitted."""
    place = reader.before if at is None else at
    reader.parsed.mistakes.append(Mistake(Span(place, place), code, message, hint))


def _gap(reader: "Reader", wrong: WrongError) -> Span:
    """Where something is missing: at the mark that has come instead, but behind the last token if the mark is on another line."""
    same_line = looking.line_start(reader.text, wrong.start) == looking.line_start(reader.text, reader.before)
    return Span(wrong.start, wrong.end) if same_line else Span(reader.before, reader.before)


def behind_object(reader: "Reader", wrong: WrongError) -> None:
    """Behind an object neither a comma nor a semicolon nor the end has come."""
    text, mark = reader.text, _mark(reader, wrong)
    if mark == "." or (mark == "}" and reader.graph_place is not None):
        _unclosed(reader)
        reader.state = reader.after
    elif mark in ("]", ")", "}"):
        _closing(reader, wrong, mark)
    elif mark == "^^":
        _, _, last = looking.token(text, wrong.end)
        written = shown(text, reader.last, reader.before)
        value = text[reader.last : reader.before]
        message = f"Only a text in quotation marks can be given a datatype, not {written}."
        note(reader, Mistake(Span(reader.last, wrong.end), "datatype-without-text", message, f'Write "{value}"{text[wrong.start : last]}.'))
        reader.at = reader.before = last
    elif wrong.kind == AT_KIND and not looking.is_directive(text, wrong.start, wrong.end):
        message = f"Only a text in quotation marks can have a language tag ({text[wrong.start : wrong.end]})."
        note(reader, Mistake(Span(wrong.start, wrong.end), "stray-language", message, f'Write "…"{text[wrong.start : wrong.end]}.'))
        reader.at = wrong.end
    elif wrong.kind == BAD_KIND and text[wrong.start] == "^":
        message = "One ^ is a path of SPARQL; a datatype stands behind two."
        note(reader, Mistake(Span(wrong.start, wrong.end), "single-caret", message, 'Write "2020-05-01"^^xsd:date.'))
        reader.at = wrong.end
        reader.state = reader.datatype if looking.token(text, reader.last)[0] == STRING_KIND else reader.object
    elif wrong.kind == BAD_KIND and text[wrong.start] == "@":
        message = "Behind @ the language is missing."
        note(reader, Mistake(Span(wrong.start, wrong.end), "bad-language", message, 'A language is written directly behind it: "Stadt"@de.'))
        behind = _LANGUAGE.match(text, wrong.end)
        reader.at = behind.end() if behind else wrong.end
    elif not guess.swallowed(reader) and not guess.semicolon_for_dot(reader):
        _forgotten(reader, wrong)


def _forgotten(reader: "Reader", wrong: WrongError) -> None:
    """A mark is missing between an object and what follows: which one?"""
    text, start = reader.text, wrong.start
    what = found(text, wrong.kind, wrong.start, wrong.end)
    home = reader.statement_start
    mark = guess.forgotten_mark(reader, wrong.kind, start)
    hash_in_name = text[reader.before : reader.before + 1] == "#"
    if hash_in_name:
        last = looking.word_end(text, reader.before)
        message = f"The # behind {shown(text, reader.last, reader.before)} begins a comment, so the rest of the line is not read."
        hint = "If it belongs to the name, write the IRI in full, <…#…>, or put a backslash before it: \\#."
        note(reader, Mistake(Span(reader.before, last), "hash-in-name", message, hint))
    if mark == "." and reader.levels:
        _unclosed(reader)
        close(reader, reader.before)
        reader.at = start
    elif mark == ".":
        if not hash_in_name:
            hint = f"End the statement that begins with {shown(text, home, looking.token(text, home)[2])} with a dot."
            _missing(reader, "missing-dot", f"A dot is missing before {what}, which begins the next statement.", hint)
        reader.finish(reader.before)
        reader.at = start
    elif mark == ";":
        if not hash_in_name:
            _missing(
                reader,
                "missing-semicolon",
                f"A semicolon is missing before the predicate {shown(text, start, wrong.end)}.",
                "Put a semicolon between two predicates of one subject.",
            )
        reader.state, reader.at = reader.predicate_or_end, start
    elif mark == ",":
        if not hash_in_name:
            _missing(
                reader,
                "missing-comma",
                f"A comma is missing before {what}.",
                "Put a comma between two objects of one predicate, or a semicolon if a predicate follows.",
            )
        reader.state, reader.at = reader.object, start
    else:
        _unexpected(reader, wrong, "a comma, a semicolon or a dot")


def _unclosed(reader: "Reader") -> None:
    """Brackets are open where the statement ends."""
    for level in [*reader.levels[1:], reader.level]:
        what = "bracket" if level.mark == "[" else "parenthesis"
        place = Span(level.place.start, level.place.start + 1)
        hint = f"Put {_CLOSING[level.mark]} where it ends, before the dot of the statement."
        note(reader, Mistake(place, "unclosed-bracket", f"The {what} {level.mark} that opens here is not closed.", hint))
    reader.level = reader.levels[0]
    reader.levels.clear()


def _closing(reader: "Reader", wrong: WrongError, mark: str) -> None:
    level = reader.level
    if level.mark and mark != "}":
        if len(reader.levels) > 1 and _CLOSING.get(reader.levels[-1].mark) == mark:
            hint = f"Put {_CLOSING[level.mark]} where it ends."
            place = Span(level.place.start, level.place.start + 1)
            note(reader, Mistake(place, "unclosed-bracket", f"The {level.mark} that opens here is not closed.", hint))
            reader.close_level(wrong.start)
            reader.at = wrong.start
            return
        message = f"{mark} closes what was opened with {level.mark}."
        note(
            reader,
            Mistake(Span(wrong.start, wrong.end), "wrong-bracket", message, f"Write {_CLOSING[level.mark]}, or open with {'[' if mark == ']' else '('}."),
        )
        reader.close_level(wrong.end)
        reader.at = wrong.end
        return
    note(reader, Mistake(Span(wrong.start, wrong.end), "stray-bracket", f"{mark} closes nothing that was opened.", "Take it out, or open a bracket before."))
    reader.at = wrong.end


def no_object(reader: "Reader", wrong: WrongError) -> None:
    """Where an object belongs there is none."""
    text, mark, level = reader.text, _mark(reader, wrong), reader.level
    if level.mark == "(" and reader.state == reader.item:
        _in_collection(reader, wrong, mark)
    elif guess.dot_for_semicolon(reader) or guess.semicolon_for_dot(reader):
        return
    elif mark and mark in ".;,])}":
        behind = shown(text, reader.last, reader.before)
        if text[reader.before - 1] == ",":
            message, hint = "Behind this comma an object is missing.", "Take the comma out, or write one more object."
            note(reader, Mistake(Span(reader.before - 1, reader.before), "missing-object", message, hint))
        else:
            note(reader, Mistake(_gap(reader, wrong), "missing-object", f"Behind the predicate {behind} an object is missing.", _PARTS))
        closes = mark in ".;," or mark == _CLOSING.get(level.mark) or (mark == "}" and reader.graph_place is not None and not reader.levels)
        reader.state, reader.at = reader.after, wrong.start if closes else wrong.end
    elif wrong.kind in (AT_KIND, WORD_KIND) and looking.is_directive(text, wrong.start, wrong.end):
        note(reader, Mistake(Span(reader.before, reader.before), "missing-object", "The statement is not finished: an object is missing.", _PARTS))
        close(reader, reader.before)
        reader.at = wrong.start
    else:
        _unexpected(reader, wrong, "an object")


def _in_collection(reader: "Reader", wrong: WrongError, mark: str) -> None:
    if mark in (",", ";"):
        message = f"The members of a collection are not set apart by {mark!r}."
        note(reader, Mistake(Span(wrong.start, wrong.end), "comma-in-collection", message, "Blanks are enough: ( ex:a ex:b ex:c )."))
        reader.at = wrong.end
    elif mark == "." or (wrong.kind in (AT_KIND, WORD_KIND) and looking.is_directive(reader.text, wrong.start, wrong.end)):
        _unclosed(reader)
        close(reader, reader.before if mark != "." else wrong.end)
        reader.at = wrong.end if mark == "." else wrong.start
    elif mark in ("]", "}"):
        _closing(reader, wrong, mark)
    else:
        _unexpected(reader, wrong, "a member of the collection")


def no_predicate(reader: "Reader", wrong: WrongError) -> None:
    """Where a predicate belongs there is none."""
    mark = _mark(reader, wrong)
    if mark == "{":
        _braces(reader, wrong)
    elif wrong.kind in (STRING_KIND, NUMBER_KIND) and guess.dot_for_semicolon(reader, wrong.start):
        return
    elif mark and mark in ".;,]":
        behind = shown(reader.text, reader.last, reader.before)
        message = f"Behind {behind} a predicate and an object are missing."
        hint = "Take the comma out, or write a semicolon." if mark == "," and reader.text[reader.before - 1] == ";" else _PARTS
        note(reader, Mistake(_gap(reader, wrong), "missing-predicate", message, hint))
        if mark in ".]":
            reader.state, reader.at = reader.after, wrong.start
        else:
            reader.at = wrong.end
    elif mark in (")", "}"):
        _closing(reader, wrong, mark)
    elif wrong.kind == BAD_KIND and reader.text[wrong.start] in "^!|*":
        message = f"{reader.text[wrong.start]!r} is a path of SPARQL; data have none."
        note(reader, Mistake(Span(wrong.start, wrong.end), "sparql-path", message, "Write one predicate, and swap subject and object if it is an inverse one."))
        reader.at = wrong.end
    elif wrong.kind == BAD_KIND and reader.text[wrong.start] == "=":
        equals(reader, wrong)
    else:
        _unexpected(reader, wrong, "a predicate")


def equals(reader: "Reader", wrong: WrongError) -> None:
    """An equals sign, as other languages have it between a name and a value."""
    end = wrong.start
    while reader.text[end : end + 1] and reader.text[end] in ":=":
        end += 1
    hint = f"Turtle needs none between its parts; if two names mean the same thing, write owl:sameAs. {_PARTS}"
    note(reader, Mistake(Span(wrong.start, end), "equals-sign", f"{reader.text[wrong.start : end]!r} has no meaning here.", hint))
    reader.at = end
    if reader.state in (reader.predicate, reader.predicate_or_graph, reader.predicate_or_end) and looking.terms_ahead(reader.text, end) == 1:
        reader.state = reader.object


def _braces(reader: "Reader", wrong: WrongError) -> None:
    """TriG in a file of Turtle: from here on it is read as such."""
    note(reader, Mistake(Span(wrong.start, wrong.end), "graph-in-turtle", "Braces do not belong to Turtle.", _BRACES))
    if reader.graph_place is None:
        reader.graphs = True
        reader.graph_place = reader.level.block
        reader.state, reader.at = reader.in_graph, wrong.end
    else:
        give_up(reader)


def no_subject(reader: "Reader", wrong: WrongError) -> None:
    """Between two statements stands what cannot begin one."""
    text, mark, start, end = reader.text, _mark(reader, wrong), wrong.start, wrong.end
    if mark == ".":
        if reader.sparql_style == reader.before:
            message = "Directives in the style of SPARQL (PREFIX, BASE) have no dot."
            hint = "Take the dot out, or write @prefix and @base."
            reader.parsed.mistakes.append(Mistake(Span(start, end), "dot-after-prefix", message, hint))
        else:
            reader.parsed.mistakes.append(Mistake(Span(start, end), "stray-dot", "This dot ends no statement.", "Take it out."))
        reader.at = end
    elif mark in (";", ","):
        message = f"The statement has ended with the dot before this {'semicolon' if mark == ';' else 'comma'}."
        note(reader, Mistake(Span(start, end), "stray-mark", message, "Take the dot out if the statement goes on, else this mark."))
        reader.at = end
        if not looking.begins_statement(text, end):
            give_up(reader)
    elif mark in ("]", ")", "}"):
        _closing(reader, wrong, mark)
    elif mark == "{":
        _braces(reader, wrong)
    elif wrong.kind == WORD_KIND and text[start:end] == "a":
        if not guess.dot_for_semicolon(reader, start):
            note(reader, Mistake(Span(start, end), "missing-subject", "Before the predicate a the subject is missing.", _PARTS))
            give_up(reader)
    elif wrong.kind == AT_KIND:
        _directive(reader, start, end)
    else:
        _unexpected(reader, wrong, "a subject")


def _directive(reader: "Reader", start: int, end: int) -> None:
    """A directive in capitals, within a graph, or one that there is not."""
    word = reader.text[start:end]
    right = word.lower()
    if right not in ("@prefix", "@base"):
        note(
            reader,
            Mistake(Span(start, end), "unknown-directive", f"{word} is no directive of Turtle.", "There are @prefix and @base, both with a dot at the end."),
        )
        give_up(reader)
        return
    if right == word:
        mistake = Mistake(Span(start, end), "directive-in-graph", f"{word} cannot stand within the braces of a graph.", "Put it before the graph.")
    else:
        mistake = Mistake(Span(start, end), "directive-case", f"{word} is written {right}.", "Only PREFIX and BASE without @ can be in capitals.")
    reader.parsed.mistakes.append(mistake)
    reader.at = end
    reader.directive(right[1:], start, dot=True)


def no_datatype(reader: "Reader", wrong: WrongError) -> None:
    """Behind ``^^`` no IRI follows."""
    message = f"Behind ^^ a datatype is missing, but {found(reader.text, wrong.kind, wrong.start, wrong.end)} follows."
    note(
        reader,
        Mistake(Span(reader.before, reader.before), "missing-datatype", message, 'For example "2020-05-01"^^xsd:date. A plain text needs none: "Essen".'),
    )
    reader.at, reader.state = wrong.start, reader.after


def directive_end(reader: "Reader", wrong: WrongError) -> None:
    """A directive that begins with @ has no dot."""
    text = reader.text
    word = text[reader.statement_start : looking.token(text, reader.statement_start)[2]]
    _missing(reader, "missing-dot", f"The {word} line has no dot at its end.", f"Write {text[reader.statement_start : reader.before]} .")
    close(reader, reader.before)
    reader.at = wrong.end if _mark(reader, wrong) in (";", ",") else wrong.start


def other(reader: "Reader", wrong: WrongError) -> None:
    """The name of a prefix, of a graph, or what follows them."""
    text, start, end = reader.text, wrong.start, wrong.end
    if wrong.expected == "prefix-name" and wrong.kind in (WORD_KIND, IRI_KIND, NAME_KIND):
        _prefix_name(reader, wrong)
        return
    expected = {"namespace": "an IRI", "graph-name": "the name of a graph", "graph-begin": "{", "version": "a version in quotation marks"}
    if wrong.kind == BAD_KIND and text[start] == "=":
        note(
            reader,
            Mistake(Span(start, end), "equals-sign", "No = stands between a prefix and its IRI.", "Write for example @prefix ex: <http://example.org/> ."),
        )
        give_up(reader)
        return
    _unexpected(reader, wrong, expected.get(wrong.expected, "a prefix such as ex:"))


def _no_equals(reader: "Reader", start: int, end: int) -> None:
    note(reader, Mistake(Span(start, end), "equals-sign", "No = stands between a prefix and its IRI.", "Write for example @prefix ex: <http://example.org/> ."))
    reader.at = end
    give_up(reader)


def _prefix_name(reader: "Reader", wrong: WrongError) -> None:
    text, start, end = reader.text, wrong.start, wrong.end
    kind, first, last = looking.token(text, end)
    written = text[start:end]
    reader.doubtful.add(written.partition(":")[0])
    if kind == BAD_KIND and text[first] == "=":
        _no_equals(reader, first, last)
        return
    if wrong.kind == IRI_KIND:
        message, hint = "A prefix is missing before the IRI.", f"Write @prefix ex: {written} . or, for the empty prefix, @prefix : {written} ."
    elif wrong.kind == NAME_KIND:
        message, hint = (
            f"{written!r} is a name, not a prefix: a prefix ends with its colon.",
            f"Write @prefix {written.partition(':')[0]}: <http://example.org/> .",
        )
    else:
        namespace = text[first:last] if kind == IRI_KIND else "<http://example.org/>"
        message, hint = f"Behind the prefix {written!r} the colon is missing.", f"Write @prefix {written}: {namespace} ."
    note(reader, Mistake(Span(start, end), "bad-prefix", message, hint))
    reader.at = last if kind == IRI_KIND else end
    kind, first, last = looking.token(text, reader.at)
    if kind == MARK_KIND and text[first] == ".":
        reader.at = last
    close(reader, reader.at)


def at_end(reader: "Reader", expected: str) -> None:
    """The text ends within a statement or a graph."""
    text = reader.text
    if reader.levels:
        _unclosed(reader)
        close(reader, reader.before)
    elif expected == "after" and reader.graph_place is not None:
        reader.finish(reader.before)
    elif expected == "after" and not guess.swallowed(reader):
        hint = f"End the statement that begins with {shown(text, reader.statement_start, looking.token(text, reader.statement_start)[2])} with a dot."
        _missing(reader, "missing-dot", "At the end of the file a dot is missing.", hint)
        reader.finish(reader.before)
    elif expected == "directive-end":
        directive_end(reader, WrongError(expected, 0, len(text), len(text)))
    elif expected != "subject":
        parts = {"predicate": "a predicate and an object are", "object": "an object is", "datatype": "a datatype is"}
        message = f"The file ends within a statement: {parts.get(expected, 'something is')} missing."
        note(reader, Mistake(Span(reader.before, reader.before), f"missing-{expected if expected in parts else 'end'}", message, _PARTS))
    if reader.graph_place is not None:
        place = text.find("{", reader.graph_place.start)
        note(reader, Mistake(Span(place, place + 1), "unclosed-bracket", "The graph that opens here is not closed.", "Put } at its end."))


def _unexpected(reader: "Reader", wrong: WrongError, expected: str) -> None:
    text = reader.text
    if wrong.kind == BAD_KIND and text[wrong.start] == "=":
        equals(reader, wrong)
        return
    what = found(text, wrong.kind, wrong.start, wrong.end)
    code = "unexpected-character" if wrong.kind == BAD_KIND else "unexpected"
    note(
        reader,
        Mistake(Span(wrong.start, wrong.end), code, f"Here {expected} is expected, but {what} is found.", _hint(wrong.kind, text[wrong.start : wrong.end])),
    )
    reader.at = wrong.end
    give_up(reader)


def _hint(kind: int, written: str) -> str:
    if kind == NUMBER_KIND:
        return "Is a predicate or a mark missing before the number?"
    if kind == BAD_KIND:
        return f"If {written} belongs to a text, put the text in quotation marks; if to an IRI, put that in angle brackets."
    return _PARTS

"""The reader of Turtle text: it finds statements as the parser does, and an edit of one leaves the bytes of all others."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbansec.exchange.blocks import Document
from urbansec.exchange.scanner import EditError, scan

from .support import ROOT

NASTY = "\"'\\.;,#<>@^()[]{}:\n\r\té\U0001f600 a"
HEAD = "@prefix a: <http://example.org/a#> .\n@prefix : <http://example.org/> .\n"

locals_ = st.sampled_from(["x", "y1", "x.y", "x..z", "a-b", "x%20y", "x\\.", "x\\;y", "1", "x:y", "é"])
names = st.one_of(locals_.map("a:{}".format), locals_.map(":{}".format), st.sampled_from(["<http://e.org/#frag>", "<http://e.org/a.b;c,d>"]))
comments = st.text(alphabet=NASTY.replace("\n", "").replace("\r", ""), max_size=12).map("#{}\n".format)
spaces = st.lists(st.one_of(st.sampled_from([" ", "\n", "\t", "\n\n", "  "]), comments), max_size=3).map("".join)
gaps = spaces.map("{} ".format)  # at least one blank, so that a name does not run into what follows


def quoted(text: str) -> str:
    """A short string, escaped."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
    return '"' + "".join(escapes.get(character, character) for character in text) + '"'


def long_quoted(text: str) -> str:
    """A long string: quotes and line breaks stand in it as they are."""
    body = text.replace("\\", "\\\\").replace('"""', '""\\"')
    return f'"""{body}\\n"""'


texts = st.text(alphabet=NASTY, max_size=12)
strings = st.one_of(texts.map(quoted), texts.map(lambda text: long_quoted(text.replace("\r", ""))), st.sampled_from(["'it\\'s'", "'''a'b''c'''", '""', "''"]))
literals = st.one_of(
    strings,
    strings.map("{}@en-GB".format),
    strings.map("{}^^a:type".format),
    st.sampled_from(["1", "-1.5", "+.5", "1.0e-3", "true", "12E4"]),
)
values = st.recursive(st.one_of(names, literals), lambda inner: st.one_of(
    st.tuples(names, gaps, inner).map(lambda t: f"[ {t[0]}{t[1]}{t[2]} ; a a:C ]"),
    st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )"),
), max_leaves=4)  # fmt: skip


@st.composite
def statements(draw: st.DrawFn, subject: st.SearchStrategy[str] = names) -> str:
    """A statement, in any layout."""
    clauses = []
    for _ in range(draw(st.integers(1, 3))):
        objects = draw(st.lists(values, min_size=1, max_size=3))
        clauses.append(draw(st.sampled_from(["a:p", "a", ":q.r", "<http://e.org/p>"])) + draw(gaps) + (draw(gaps) + "," + draw(gaps)).join(objects))
    return draw(subject) + draw(gaps) + (draw(gaps) + ";" + draw(gaps)).join(clauses) + draw(gaps) + "."


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file: prefixes, then statements with anything that may stand between them."""
    parts = [draw(statements()) + draw(spaces) + draw(st.sampled_from(["", "\n", "\n\n"])) for _ in range(draw(st.integers(0, 4)))]
    return draw(spaces) + HEAD + draw(spaces) + "".join(parts)


def canonical(text: str) -> ox.Dataset:
    """What a text says; blank nodes get names that do not depend on the text."""
    dataset = ox.Dataset(ox.parse(text, format=ox.RdfFormat.TURTLE))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@given(documents())
def test_the_pieces_joined_are_the_file(text: str) -> None:
    document = Document.read(text)
    assert document.text == text
    assert [piece.is_gap for piece in document.pieces] == [index % 2 == 0 for index in range(len(document.pieces))]


@given(documents())
def test_every_piece_is_one_statement(text: str) -> None:
    document = Document.read(text)
    together = canonical(text)
    alone = [HEAD + piece.text for _, piece in document.statements()]
    assert all(len(Document.read(one).statements()) == 1 for one in alone)
    assert len(together) <= sum(len(canonical(one)) for one in alone)
    assert canonical(HEAD + "\n".join(piece.text for _, piece in document.statements())) == together


@given(documents(), statements(subject=st.just("a:new")), st.data())
def test_an_edit_leaves_the_bytes_of_all_other_pieces(text: str, new: str, data: st.DataObject) -> None:
    document = Document.read(text)
    others = [piece.text for piece in document.pieces]
    places = [index for index, _ in document.statements()]
    if places:
        index = data.draw(st.sampled_from(places))
        document.replace(index, new)
        assert [piece.text for piece in document.pieces] == [*others[:index], new, *others[index + 1 :]]


@given(documents(), statements(subject=st.just("a:new")), st.data())
def test_a_new_statement_leaves_the_bytes_of_all_statements(text: str, new: str, data: st.DataObject) -> None:
    document = Document.read(text)
    old = [piece.text for _, piece in document.statements()]
    places = [index for index, _ in document.statements()]
    how = data.draw(st.sampled_from(["append", "after", "before"] if places else ["append"]))
    if how == "append":
        document.append(new)
    elif how == "after":
        document.insert_after(data.draw(st.sampled_from(places)), new)
    else:
        document.insert_before(data.draw(st.sampled_from(places)), new)
    again = Document.read(document.text)
    assert [piece.text for _, piece in again.statements() if piece.subject != "a:new"] == old
    assert "".join(document.text.split()).replace("".join(new.split()), "", 1) == "".join(text.split())
    assert canonical(document.text) == canonical(text + "\n" + new)


@pytest.mark.parametrize("path", sorted(ROOT.glob("data/**/*.ttl")), ids=lambda path: path.name)
def test_the_curated_files_are_read_as_the_parser_reads_them(path: Path) -> None:
    text = path.read_bytes().decode()
    document = Document.read(text)
    assert document.text == text
    subjects = {quad.subject for quad in ox.parse(text, format=ox.RdfFormat.TURTLE) if isinstance(quad.subject, ox.NamedNode)}
    assert len(subjects) == len(document.statements())


def test_a_comment_directly_above_belongs_to_the_statement_and_one_set_apart_does_not() -> None:
    text = "# head\n\n@prefix a: <urn:a:> .\n\n# section\n\n# about x\na:x a a:C . # behind x\na:y a a:C .\n"
    x, y = (piece for _, piece in Document.read(text).statements())
    assert x.text == "# about x\na:x a a:C ."
    assert y.text == "a:y a a:C ."


def test_a_new_statement_stands_behind_the_comment_of_its_neighbour() -> None:
    document = Document.read("a:x a a:C . # behind x\n\n# about z\na:z a a:C .\n")
    document.insert_after(document.statements()[0][0], "a:y a a:C .")
    assert document.text == "a:x a a:C . # behind x\n\na:y a a:C .\n\n# about z\na:z a a:C .\n"


def test_lines_end_as_in_the_file() -> None:
    document = Document.read("a:x a a:C .\r\n\r\na:z a a:C .\r\n")
    document.insert_after(1, "a:y a a:C .")
    document.append("a:zz a a:C .")
    assert document.text == "a:x a a:C .\r\n\r\na:y a a:C .\r\n\r\na:z a a:C .\r\n\r\na:zz a a:C .\r\n"


@pytest.mark.parametrize(
    "text", ['a:x a:p "open .', "a:x a:p <open .", "a:x a:p a:y", "a:x a:p << a:s a:p a:o >> .", "a:g { a:x a:p a:y }", 'a:x a:p """open" .']
)
def test_what_is_not_finished_or_not_known_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        Document.read(text)


def test_directives_in_the_style_of_sparql_end_without_a_dot() -> None:
    document = Document.read("PREFIX a: <urn:a:>\nBASE <urn:b>\na:x a a:C .\n")
    assert [piece.subject for _, piece in document.statements()] == ["a:x"]


def test_tokens_joined_are_the_text() -> None:
    text = "a:x.y a:p 1.5,-.5e3 , a:b. # c.\n<a#b>a:q'x'@de-at."
    assert "".join(token.text for token in scan(text)) == text

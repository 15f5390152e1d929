"""Documents in many layouts, for hypothesis. What is drawn very often is drawn at once, not character by character."""

from itertools import product

from hypothesis import strategies as st

NASTY = "\"'\\.;,#<>@^()[]{}:\n\r\t é\u00a0\u0300\ufeff\U0001f600a_-"
HEAD = "@prefix a: <http://example.org/a#> .\nPREFIX : <http://example.org/>\n"

comments = st.builds("#{}{}".format, st.text(alphabet=NASTY.replace("\n", "").replace("\r", ""), max_size=10), st.sampled_from(["\n", "\r\n", "\r"]))
_ONE = ["", " ", "\n", "\t", "\r\n", "\r", "  "]
_TWO = sorted({one + other for one, other in product(_ONE, repeat=2)}, key=len)
_commented = st.tuples(st.sampled_from(_ONE), comments, comments | st.sampled_from(_ONE)).map("".join)
_plain = st.sampled_from(_TWO)
spaces: st.SearchStrategy[str] = st.sampled_from([_plain, _plain, _plain, _plain, _commented]).flatmap(lambda kind: kind)
gaps = spaces.map(" {}".format)
locals_ = st.sampled_from(["x", "y1", "x.y", "x..z", "a-b", "x%20y", "x\\.", "x\\;y", "1", "x:y", "é", "\U0001f600", "_", "true", ""])
names = st.one_of(
    locals_.map("a:{}".format),
    locals_.map(":{}".format),
    st.sampled_from(["<http://e.org/#frag>", "<http://e.org/a.b;c,d>", "<rel>", "<>", "<#x>", "<../u?v>", "<http://e.org/a/../b>", "<\\u00e9>", "<x:é>"]),
)
blanks = st.sampled_from(["_:x", "_:y.z", "_:1", "_:é-", "[]", "[ ]", "[ # c\n]"])
texts = st.text(alphabet=NASTY, max_size=10)


_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\", '"': '\\"', "'": "\\'"}


def _writings(character: str, quotes: str) -> list[str]:
    """How a character may be written between quotes: escaped where it must be, else as it is or by its number."""
    if character in "\\" + quotes[0] or (character in "\r\n" and len(quotes) == 1):
        return [_SHORT[character]]
    return [character, f"\\u{ord(character):04x}" if ord(character) < 65536 else f"\\U{ord(character):08X}"]


def _between(quotes: str) -> st.SearchStrategy[str]:
    pieces = [writing for character in NASTY for writing in _writings(character, quotes)]
    return st.lists(st.sampled_from(pieces), max_size=10).map(lambda written: f"{quotes}{''.join(written)}{quotes}")


strings = st.one_of([_between(quotes) for quotes in ('"', "'", '"""', "'''")])
"""A string in one of the four styles, some of its characters escaped."""

literals = st.one_of(
    strings,
    st.tuples(strings, st.sampled_from(["@en", "@de-AT", " @EN-gb", "^^a:type", "^^<http://e.org/t>", " ^^ :t", "^^<t>"])).map("".join),
    st.sampled_from(["1", "-1.5", "+.5", "1.0e-3", "true", "false", "12E4", "1.e5", "0", "-0"]),
)


def _bracket(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    said = (draw(spaces) + ";" + draw(spaces)).join(_said(draw, inner) for _ in range(draw(st.integers(1, 2))))
    return f"[{draw(spaces)}{said}{draw(spaces)}{draw(st.sampled_from(['', ';', ';;', ' ; ']))}]"


def _said(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    objects = (draw(spaces) + "," + draw(spaces)).join(draw(st.lists(inner, min_size=1, max_size=3)))
    return draw(st.sampled_from(["a:p", "a", ":q.r", "<http://e.org/p>"])) + draw(gaps) + objects + " "


@st.composite
def brackets(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    """A blank node in brackets with something said of it, or a collection."""
    if draw(st.booleans()):
        return _bracket(draw, inner)
    return f"({draw(spaces)}{' '.join(draw(st.lists(inner, max_size=3)))}{draw(spaces)})"


values = st.recursive(st.one_of(names, literals, blanks), brackets, max_leaves=6)


@st.composite
def statements(draw: st.DrawFn, end: str = ".") -> str:
    """A statement, or a directive if it ends with a dot."""
    kind = draw(st.integers(0, 9))
    if kind == 0 and end == ".":
        return draw(st.sampled_from(["@prefix b: <http://e.org/b/> .", "prefix a:<http://e.org/other/>", "@base <http://e.org/d/> .", "BASE <sub/>"]))
    if kind == 1:
        return _bracket(draw, values) + draw(spaces) + end
    subject = draw(st.one_of(names, blanks, brackets(values)))
    said = [_said(draw, values) for _ in range(draw(st.integers(1, 3)))]
    return subject + draw(gaps) + (draw(spaces) + ";" + draw(spaces)).join(said) + draw(st.sampled_from(["", ";", ";;"])) + draw(spaces) + end


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Turtle."""
    return draw(spaces) + HEAD + "".join(draw(statements()) + draw(gaps) for _ in range(draw(st.integers(0, 4))))


@st.composite
def graphs(draw: st.DrawFn) -> str:
    """TriG."""
    parts = [draw(spaces), HEAD]
    for _ in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            parts.append(draw(statements()))
        else:
            label = draw(st.sampled_from(["", "a:g ", "<http://e.org/g>", "_:g", "[]", "GRAPH a:g", "graph <g> ", "GRAPH []"]))
            inside = [draw(statements(end="")) for _ in range(draw(st.integers(0, 3)))]
            parts.append(f"{label}{draw(spaces)}{{{(' .' + draw(gaps)).join(inside)}{draw(st.sampled_from(['', ' .'])) if inside else ''}{draw(spaces)}}}")
        parts.append(draw(gaps))
    return "".join(parts)


_iris = st.sampled_from(["<http://e.org/a>", "<http://e.org/é>", "<x:y>", "<http://e.org/\\u00e9>", "<http://e.org/a/../b>"])
_nodes = st.one_of(_iris, st.sampled_from(["_:a ", "_:b.c\t", "_:1 "]))
_strings = texts.map(lambda text: '"' + "".join({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}.get(c, c) for c in text) + '"')
_objects = st.one_of(_nodes, _strings, _strings.map("{}@en-GB".format), st.tuples(_strings, _iris).map("^^".join))
_blanks = st.sampled_from(["", " ", "\t", "  "])


@st.composite
def lines(draw: st.DrawFn, *, graphs: bool = False) -> str:
    """N-Triples, or N-Quads with ``graphs``."""
    parts = []
    for _ in range(draw(st.integers(0, 5))):
        terms = [draw(_nodes), draw(_iris), draw(_objects), *([draw(_nodes)] if graphs and draw(st.booleans()) else [])]
        line = draw(_blanks) + draw(_blanks).join(terms) + " ." + draw(_blanks) + draw(st.sampled_from(["", "# c", "#"]))
        parts.append(draw(st.sampled_from([line, line, line, "", "# only a comment"])) + draw(st.sampled_from(["\n", "\r\n", "\r", "\n\n"])))
    return "".join(parts)

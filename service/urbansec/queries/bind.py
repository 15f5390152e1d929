"""Put parameter values into a query as RDF terms.

A query file holds its parameters in blocks such as ``VALUES (?forum ?on) { (<…/efus> UNDEF) }``, so that it runs as
it is in any SPARQL tool. The blocks are found by the lexer, and their rows are replaced by rows of serialised terms;
nothing that a user typed is ever pasted into the text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from urbansec.engine.inspect import Token, tokens
from urbansec.errors import SavedQueryError
from urbansec.queries.parameters import Values


@dataclass(frozen=True)
class Block:
    """A ``VALUES`` block: its variables without question marks, whether rows stand in brackets, and where its rows begin and end (offsets).

    ``start`` is the offset of the word ``VALUES``.
    """

    variables: tuple[str, ...]
    bracketed: bool
    start: int
    opening: int
    closing: int


def bind(text: str, values: Values, *, file: str) -> str:
    """``text`` with the rows of its parameter blocks replaced by ``values``: none becomes ``UNDEF``, several one row each.

    Raises :class:`SavedQueryError` that names ``file`` if a parameter has no block.
    """
    if not values:
        return text
    places = parameter_blocks(text, tuple(values))
    missing = set(values).difference(*(block.variables for block in places))
    if missing:
        raise SavedQueryError(f"{file}: {lacking(name for name in values if name in missing)}", file=file)
    parts, at = [], 0
    for block in places:
        terms = ([str(term) for term in values[name]] or ["UNDEF"] for name in block.variables)
        rows = (f"({' '.join(row)})" if block.bracketed else row[0] for row in product(*terms))
        parts += [text[at : block.opening], f" {' '.join(rows)} "]
        at = block.closing
    return "".join([*parts, text[at:]])


def lacking(names: Iterable[str]) -> str:
    """In words, that these parameters have no place in the query."""
    variables = " ".join(f"?{name}" for name in names)
    return f"expected a block VALUES ({variables}) {{ … }}: a block all of whose variables are parameters is a place for them, and {variables} has none."


@lru_cache(maxsize=512)
def parameter_blocks(text: str, names: Sequence[str]) -> tuple[Block, ...]:
    """The places for parameters: the blocks all of whose variables are among ``names`` (a tuple), in the order of the text."""
    return tuple(block for block in values_blocks(text) if block.variables and set(block.variables) <= set(names))


def values_blocks(text: str) -> list[Block]:
    """Every ``VALUES ?x {…}`` and ``VALUES (?x …) {…}`` in the text."""
    found, blocks = list(tokens(text)), []
    for index, token in enumerate(found):
        if token.kind == "word" and token.text.upper() == "VALUES":
            block = _block(token, found[index + 1 :])
            blocks += [block] if block else []
    return blocks


def _block(word: Token, rest: Sequence[Token]) -> Block | None:
    bracketed = bool(rest) and rest[0].text == "("
    at = int(bracketed)
    variables: list[str] = []
    while at < len(rest) and rest[at].kind == "variable" and (bracketed or not variables):
        variables.append(rest[at].text[1:])
        at += 1
    head = [")", "{"] if bracketed else ["{"]
    closing = next((token for token in rest[at:] if token.kind == "mark" and token.text == "}"), None)
    if closing is None or [token.text for token in rest[at : at + len(head)]] != head:
        return None
    return Block(tuple(variables), bracketed, word.start, rest[at + len(head) - 1].end, closing.start)

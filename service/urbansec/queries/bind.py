"""Put parameter values into a query as RDF terms.

A query file holds its parameters in one block, ``VALUES (?forum ?on) { (<…/efus> UNDEF) }``, so that it runs as it
is in any SPARQL tool. The block is found by the lexer, and its rows are replaced by one row of serialised terms;
nothing that a user typed is ever pasted into the text.
"""

from collections.abc import Sequence
from itertools import product

from urbansec.engine.inspect import Token, tokens
from urbansec.errors import SavedQueryError
from urbansec.queries.parameters import Values


def bind(text: str, values: Values, *, file: str) -> str:
    """``text`` with the rows of its parameter block replaced by ``values`` (none becomes ``UNDEF``, several one row each).

    Raises :class:`SavedQueryError` that names ``file`` if there is not exactly one block whose variables are the
    parameters.
    """
    if not values:
        return text
    blocks = [block for block in _values_blocks(list(tokens(text))) if set(block[0]) == set(values)]
    if len(blocks) != 1:
        wanted = " ".join(f"?{name}" for name in values)
        raise SavedQueryError(f"{file}: expected exactly one block VALUES ({wanted}) {{ … }}, found {len(blocks)}.", file=file)
    variables, opening, closing = blocks[0]
    terms = ([str(term) for term in values[name]] or ["UNDEF"] for name in variables)
    rows = " ".join(f"({' '.join(row)})" for row in product(*terms))
    return f"{text[: opening.end]} {rows} {text[closing.start :]}"


def _values_blocks(found: Sequence[Token]) -> list[tuple[list[str], Token, Token]]:
    """The variables, the opening and the closing brace of every ``VALUES (…) {…}`` in the text."""
    blocks = []
    for index, token in enumerate(found):
        if token.kind != "word" or token.text.upper() != "VALUES" or index + 1 >= len(found) or found[index + 1].text != "(":
            continue
        variables, at = [], index + 2
        while at < len(found) and found[at].kind == "variable":
            variables.append(found[at].text[1:])
            at += 1
        closing = next((t for t in found[at:] if t.text == "}"), None)
        if closing is not None and [t.text for t in found[at : at + 2]] == [")", "{"]:
            blocks.append((variables, found[at + 1], closing))
    return blocks

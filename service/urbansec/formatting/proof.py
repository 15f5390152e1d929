"""Prove, before a file is written, that the new text says what the old one said."""

from collections import Counter

import pyoxigraph as ox

from urbansec.formatting.lexemes import FormattingError, comments

Canonical = tuple[frozenset[ox.Quad], frozenset[ox.Quad]]


def prove_same(before: Canonical, old: str, new: str, rdf_format: ox.RdfFormat, base_iri: str) -> None:
    """Do nothing if ``new`` has the comments of ``old`` and its canonical dataset, ``before``; else raise :class:`FormattingError`."""
    try:
        after = canonical(new, rdf_format, base_iri)
    except SyntaxError as error:
        raise FormattingError(f"The formatted text would not parse ({error}); please report this.") from error
    if before != after:
        raise FormattingError("Formatting would change the meaning of the file; please report this.")
    if Counter(comments(old)) != Counter(comments(new)):
        raise FormattingError("Formatting would lose or change a comment; please report this.")


def canonical(text: str, rdf_format: ox.RdfFormat, base_iri: str) -> Canonical:
    """The quads without blank nodes, and those with, the blank nodes named by RDFC-1.0: equal if and only if the datasets are isomorphic.

    Canonicalization renames blank nodes by the quads that hold them, so that only those quads need it.
    Raises :class:`SyntaxError` if ``text`` does not parse.
    """
    named: set[ox.Quad] = set()
    anonymous: set[ox.Quad] = set()
    for quad in ox.parse(text.encode(), format=rdf_format, base_iri=base_iri):
        nodes = (quad.subject, quad.object, quad.graph_name)
        (anonymous if any(isinstance(node, ox.BlankNode | ox.Triple) for node in nodes) else named).add(quad)
    dataset = ox.Dataset(anonymous)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(named), frozenset(dataset)

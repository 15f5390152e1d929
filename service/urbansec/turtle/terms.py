"""From the text of a token to the RDF term it stands for. pyoxigraph decides which IRIs and language tags are right."""

import re

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES

XSD = PREFIXES["xsd"]
RDF = PREFIXES["rdf"]
TYPE, FIRST, REST, NIL = (ox.NamedNode(f"{RDF}{name}") for name in ("type", "first", "rest", "nil"))
BOOLEAN, INTEGER, DECIMAL, DOUBLE = (ox.NamedNode(f"{XSD}{name}") for name in ("boolean", "integer", "decimal", "double"))
_TAGGED = frozenset((f"{RDF}langString", f"{RDF}dirLangString"))

_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
SCHEME = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")


class TermError(ValueError):
    """A token that has the right form but stands for no term. ``code`` is that of the mistake, ``detail`` says what is wrong with it."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Terms:
    """The terms of one document, with the base and the prefixes that hold where the reader is."""

    def __init__(self, base: str | None) -> None:
        self.base = base
        self.prefixes: dict[str, str] = {}
        self._known: dict[str, ox.NamedNode] = {}

    def declare(self, prefix: str, namespace: str) -> None:
        """From here on, ``prefix`` stands for ``namespace``."""
        if self.prefixes.get(prefix, namespace) != namespace:
            self._known.clear()
        self.prefixes[prefix] = namespace

    def rebase(self, base: str) -> None:
        """From here on, relative IRIs are relative to ``base``."""
        self._known.clear()
        self.base = base

    def iri(self, token: str) -> ox.NamedNode:
        """The IRI written ``<token>``, resolved; :class:`TermError` ``bad-iri``."""
        node = self._known.get(token)
        if node is None:
            node = self._known[token] = self._resolved(token)
        return node

    def name(self, token: str) -> ox.NamedNode:
        """The IRI of a prefixed name; ``KeyError`` if its prefix is not declared, :class:`TermError` ``bad-iri``."""
        node = self._known.get(token)
        if node is None:
            prefix, _, local = token.partition(":")
            namespace = self.prefixes[prefix]
            iri = namespace + (unescaped(local) if "\\" in local else local)
            try:
                node = ox.NamedNode(iri)
            except ValueError as error:
                # pyoxigraph's parser accepts a few names that its constructor of IRIs does not.
                try:
                    node = _as_parsed(f"p:{local}", self.base, f"@prefix p: <{namespace}> . ")
                except TermError:
                    raise TermError("bad-iri", f"It stands for {iri}, which is no IRI: {error}.") from error
            self._known[token] = node
        return node

    def _resolved(self, token: str) -> ox.NamedNode:
        if "\\" not in token and SCHEME.match(token):
            try:
                return ox.NamedNode(token[1:-1])
            except ValueError as error:
                raise TermError("bad-iri", f"{error}.") from error
        return _as_parsed(token, self.base)


def _as_parsed(token: str, base: str | None, head: str = "") -> ox.NamedNode:
    """What pyoxigraph reads a name behind ``head`` as; :class:`TermError` if it refuses it."""
    try:
        node = next(iter(ox.parse(f"{head}{token} <x:p> 0 .", format=ox.RdfFormat.TURTLE, base_iri=base))).subject
    except (SyntaxError, ValueError) as error:
        reason = str(error.args[0])
        raise TermError("bad-iri", f"{reason.partition(': ')[2] or reason}.") from error
    if not isinstance(node, ox.NamedNode):
        raise TermError("bad-iri", "It is not an IRI.")
    return node


def unescaped(text: str) -> str:
    """``text`` with its escapes replaced; :class:`TermError` ``bad-escape`` for a number that is no character."""
    return _ESCAPED.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2]
    if not digits:
        return _LETTERS.get(match[3], match[3])
    number = int(digits, 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise TermError("bad-escape", f"The escape {match[0]} stands for no character.")
    return chr(number)


def text_of(token: str) -> str:
    """What a quoted string says."""
    quotes = 3 if token.startswith(('"""', "'''")) else 1
    body = token[quotes:-quotes]
    return unescaped(body) if "\\" in body else body


def number(token: str) -> ox.Literal:
    """A number without quotes: integer, decimal with a point, double with an exponent."""
    datatype = DOUBLE if "e" in token or "E" in token else DECIMAL if "." in token else INTEGER
    return ox.Literal(token, datatype=datatype)


def tagged(text: str, tag: str) -> ox.Literal:
    """A string with a language (``@`` included); :class:`TermError` ``bad-language``."""
    try:
        if "--" not in tag:
            return ox.Literal(text, language=tag[1:])
        term = next(iter(ox.parse(f'<x:s> <x:p> ""{tag} .', format=ox.RdfFormat.TURTLE))).object
    except (ValueError, SyntaxError) as error:
        raise TermError("bad-language", str(error)) from error
    if not isinstance(term, ox.Literal):
        raise TermError("bad-language", "It is no language tag.")
    return ox.Literal(text, language=term.language, direction=term.direction)


def typed(text: str, datatype: ox.NamedNode) -> ox.Literal:
    """A string with a datatype; :class:`TermError` ``bad-datatype`` for the datatypes of texts that have a language tag."""
    if datatype.value in _TAGGED:
        raise TermError("bad-datatype", "This datatype is that of texts with a language tag.")
    return ox.Literal(text, datatype=datatype)

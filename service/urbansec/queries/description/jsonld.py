"""A description as JSON-LD that reads well: the resource is the root, what it mentions stands inside, with the terms of a context.

pyoxigraph writes expanded JSON-LD, and a processor of the standard's own algorithms takes a hundred times longer than all the rest, so
the tree is built here. The tests hold it to such a processor. The document carries those terms of the context that it uses:
whoever reads it needs to fetch nothing.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.description.asking import Fact, Subject, Value

TYPE = f"{PREFIXES['rdf']}type"
_NAMING = (f"{PREFIXES['rdfs']}label", f"{PREFIXES['skos']}prefLabel", f"{PREFIXES['dcterms']}title")
_XSD = PREFIXES["xsd"]
_INTEGER = re.compile(r"(0|-?[1-9][0-9]{0,14})\Z")
_SCHEME = re.compile(r"([A-Za-z_][\w+.-]*):")
_DEEPEST = 12
"""So many nodes may stand inside of one another; a list can be longer than readers of JSON bear."""
Node = dict[str, Any]


def write_json(root: ox.NamedNode, triples: Iterable[Fact], context: Mapping[str, Any]) -> bytes:
    """The document; ``context`` is what stands under ``@context`` in the file of the context."""
    terms, tree = _Tree(triples, context).document(root)
    # The terms on one line, so that the reader's eye falls on the resource.
    beginning = f'{{\n "@context": {json.dumps(terms)},'
    return (beginning + json.dumps(tree, ensure_ascii=False, indent=1).removeprefix("{")).encode()


class _Tree:
    """The nodes of a graph, each written where it is first met and named elsewhere."""

    def __init__(self, triples: Iterable[Fact], context: Mapping[str, Any]) -> None:
        self._forward: dict[Subject, list[Fact]] = defaultdict(list)
        self._backward: dict[Value, list[Fact]] = defaultdict(list)
        ordered = sorted(triples, key=_reading_order)
        for triple in ordered:
            self._forward[triple.subject].append(triple)
            self._backward[triple.object].append(triple)
        iris = {term.value for t in ordered for term in (t.subject, t.predicate, t.object) if isinstance(term, ox.NamedNode)}
        iris |= {t.object.datatype.value for t in ordered if isinstance(t.object, ox.Literal)}
        self._terms = _Terms(context, iris)
        self._written: set[Value] = set()

    def document(self, root: ox.NamedNode) -> tuple[Node, Node]:
        """The context, and the tree below ``root``; what no property leads to, such as the names of classes, is included behind it."""
        tree = self._node(root, 0)
        rest = [self._node(subject, 0) for subject in sorted(self._forward, key=str) if subject not in self._written and self._forward[subject]]
        return self._terms.used(), {**tree, **({"@included": rest} if rest else {})}

    def _node(self, subject: Subject, depth: int) -> Node:
        """A node with all that is said of it, and with what leads to it from nodes that are not written yet."""
        self._written.add(subject)
        node: Node = {"id": _name(subject)}
        # Nodes met here stand here, not deeper inside of one of them: so a thing's label comes with the thing that names it.
        deeper = depth < _DEEPEST
        inside = [t.object for t in self._forward[subject] if deeper and t.predicate.value != TYPE and self._is_new(t.object)]
        before = [t for t in self._backward[subject] if deeper and t.subject not in self._written and t.predicate.value != TYPE]
        claimed: set[Value] = {*inside, *(t.subject for t in before)}
        self._written |= claimed
        for triple in self._forward[subject]:
            self._add(node, triple, claimed, depth)
        reverse: dict[str, list[Any]] = defaultdict(list)
        for triple in before:
            self._forward[triple.subject].remove(triple)
        for triple in before:
            reverse[self._terms.key(triple.predicate.value)].append(self._inner(triple.subject, claimed, depth))
        if reverse:
            node["@reverse"] = dict(sorted(reverse.items()))
        return node

    def _is_new(self, term: Value) -> bool:
        return not isinstance(term, ox.Literal) and term not in self._written and bool(self._forward.get(term))

    def _inner(self, term: Subject, claimed: set[Value], depth: int) -> Node:
        if term in claimed:
            claimed.discard(term)
            return self._node(term, depth + 1)
        return {"id": _name(term)}

    def _add(self, node: Node, triple: Fact, claimed: set[Value], depth: int) -> None:
        predicate, value = triple.predicate.value, triple.object
        written: Any
        if predicate == TYPE and not isinstance(value, ox.Literal):
            key = "type"
            written = self._terms.kind(value.value) if isinstance(value, ox.NamedNode) else _name(value)
        elif isinstance(value, ox.Literal):
            key, written = self._terms.literal(predicate, value)
            if key and self._terms.is_map(key):
                languages = node.setdefault(key, {})
                languages[value.language] = _several(languages.get(value.language), written)
                return
        else:
            key = self._terms.link(predicate)
            inner = self._inner(value, claimed, depth)
            written = inner["id"] if len(inner) == 1 and self._terms.is_link(key) else inner
        node[key] = _several(node.get(key), written)


class _Terms:
    """The terms of a context, and which of them a document uses."""

    def __init__(self, context: Mapping[str, Any], iris: Iterable[str]) -> None:
        # An IRI whose scheme is a prefix of the context (geo:51,7) would be read as a prefixed name.
        schemes = {match[1] for iri in iris if (match := _SCHEME.match(iri))}
        given = {name: namespace for name, namespace in PREFIXES.items() if name != "id"} | {
            name: value for name, value in context.items() if isinstance(value, str) and value.endswith(("#", "/"))
        }
        self._prefixes = {name: namespace for name, namespace in given.items() if name not in schemes}
        self._defined: dict[str, dict[str, str]] = {}
        self._by_iri: dict[str, list[str]] = defaultdict(list)
        self._kinds: dict[str, str] = {}
        for term, definition in context.items():
            if isinstance(definition, dict) and "@reverse" not in definition:
                iri = _expanded(definition["@id"], given)
                self._defined[term] = {**definition, "@id": iri, "@type": _expanded(definition.get("@type", ""), given)}
                self._by_iri[iri].append(term)
            elif isinstance(definition, str) and not definition.startswith("@") and term not in given:
                self._kinds[_expanded(definition, given)] = term
        self._used: set[str] = set()

    def used(self) -> Node:
        """The context that the document needs."""
        found: Node = {"id": "@id", "type": "@type"}
        shown = {iri: term for iri, term in self._kinds.items() if term in self._used}
        written: Node = {term: self.short(iri) for iri, term in shown.items()}
        for term in self._used & self._defined.keys():
            definition = self._defined[term]
            kind = definition["@type"]
            written[term] = {
                "@id": self.short(definition["@id"]),
                **({"@type": kind if kind.startswith("@") else self.short(kind)} if kind else {}),
                **({"@container": definition["@container"]} if "@container" in definition else {}),
            }
        return found | {name: self._prefixes[name] for name in sorted(self._used & self._prefixes.keys())} | dict(sorted(written.items()))

    def key(self, predicate: str) -> str:
        """How to call a property where its values say themselves what they are."""
        for term in self._by_iri.get(predicate, ()):
            if "@container" not in self._defined[term]:
                self._used.add(term)
                return term
        return self.short(predicate)

    link = key

    def is_link(self, term: str) -> bool:
        """Whether plain texts under ``term`` are IRIs."""
        return self._defined.get(term, {}).get("@type") == "@id"

    def is_map(self, term: str) -> bool:
        """Whether values stand under their languages."""
        return self._defined.get(term, {}).get("@container") == "@language"

    def kind(self, iri: str) -> str:
        """How to call a class."""
        term = self._kinds.get(iri)
        if term is None:
            return self.short(iri)
        self._used.add(term)
        return term

    def literal(self, predicate: str, value: ox.Literal) -> tuple[str, Any]:
        """The key for a literal, and the value to write there."""
        text, language, datatype = value.value, value.language, value.datatype.value
        if language and not value.direction:
            for term in self._by_iri.get(predicate, ()):
                if self.is_map(term):
                    self._used.add(term)
                    return term, text
        key = self.key(predicate)
        coerced = self._defined.get(key, {}).get("@type", "")
        if language:
            return key, {"@value": text, "@language": language, **({"@direction": value.direction.value} if value.direction else {})}
        if datatype == f"{_XSD}integer" and coerced in ("", datatype) and _INTEGER.match(text):
            return key, int(text)
        if datatype == f"{_XSD}boolean" and coerced in ("", datatype) and text in ("true", "false"):
            return key, text == "true"
        if datatype == coerced or (not coerced and datatype == f"{_XSD}string"):
            return key, text
        return key, {"@value": text} if datatype == f"{_XSD}string" else {"@type": self.short(datatype), "@value": text}

    def short(self, iri: str) -> str:
        """An IRI as a prefixed name, if there is a prefix; notes that it is used."""
        best = max((name for name, namespace in self._prefixes.items() if iri.startswith(namespace)), key=lambda name: len(self._prefixes[name]), default=None)
        local = "" if best is None else iri[len(self._prefixes[best]) :]
        if best is None or local.startswith("//") or not local:
            return iri
        self._used.add(best)
        return f"{best}:{local}"


def _reading_order(fact: Fact) -> tuple[bool, bool, str, str, str, str]:
    """Kind and names first, texts by their languages."""
    value = fact.object
    language = (value.language or "") if isinstance(value, ox.Literal) else ""
    predicate = fact.predicate.value
    return (predicate != TYPE, predicate not in _NAMING, predicate, language, str(value), str(fact.subject))


def _name(term: Subject) -> str:
    return term.value if isinstance(term, ox.NamedNode) else f"_:{term.value}"


def _several(before: Any, value: Any) -> Any:
    if before is None:
        return value
    return [*before, value] if isinstance(before, list) else [before, value]


def _expanded(short: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = short.partition(":")
    return f"{prefixes[prefix]}{local}" if colon and prefix in prefixes else short

"""What a shape wants of a single value, as phrases that complete “which is …”; and what it wants of all values, as sentences."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from markupsafe import Markup

from urbansec.namespaces import PREFIXES, shorten
from urbansec.pages.catalogues import marked
from urbansec.pages.dates import number
from urbansec.pages.shapes.words import Words
from urbansec.queries.shapes.index import SH
from urbansec.queries.shapes.path import Term
from urbansec.queries.shapes.reading import ShapesGraph

_NODE_KINDS: Mapping[str, str] = {
    "BlankNode": marked("a resource without an IRI"),
    "BlankNodeOrIRI": marked("a resource"),
    "BlankNodeOrLiteral": marked("a value or a resource without an IRI"),
    "IRI": marked("a resource with an IRI"),
    "IRIOrLiteral": marked("a value or a resource with an IRI"),
    "Literal": marked("a text, number or date, not a resource"),
}
_LANGUAGES = marked("a text in one of these languages: %(listed)s")
_LANGUAGE = marked("a text in this language: %(language)s")
_IN = marked("one of these: %(listed)s")
_ONLY = marked("none other than %(value)s")
_NOTHING = marked("nothing, for no value is allowed")
_ANY = marked("a value")
_RANGES: Mapping[tuple[str, str], str] = {
    ("minInclusive", "maxInclusive"): marked("%(kind)s from %(low)s to %(high)s"),
    ("minInclusive", ""): marked("%(kind)s of at least %(low)s"),
    ("", "maxInclusive"): marked("%(kind)s of at most %(high)s"),
}
_ABOVE, _BELOW = marked("%(kind)s of more than %(low)s"), marked("%(kind)s of less than %(high)s")
_PATTERN = marked("Each value matches the pattern %(pattern)s.")
_PATTERN_ANYCASE = marked("Each value matches the pattern %(pattern)s, in small or capital letters.")
_WELL_KNOWN: Mapping[str, str] = {
    r"^\S(.*\S)?$": marked("No value begins or ends with a space."),
    "^https?://[^/]+": marked("Each value begins with http:// or https:// and a host."),
    "^[a-z]{2,3}$": marked("Each value is a code of two or three small letters."),
}
_SENTENCES: Mapping[str, str] = {
    "disjoint": marked("No value is also a value of “%(other)s”."),
    "equals": marked("The values are the same as those of “%(other)s”."),
    "lessThan": marked("Each value comes before every value of “%(other)s”."),
    "lessThanOrEquals": marked("No value comes after a value of “%(other)s”."),
    "hasValue": marked("One of the values is %(other)s."),
    "not": marked("No value fulfils this: %(other)s."),
    "node": marked("Each value fulfils this: %(other)s."),
}
_LOGIC: Mapping[str, str] = {
    "and": marked("Each value fulfils all of these: %(listed)s."),
    "or": marked("Each value fulfils at least one of these: %(listed)s."),
    "xone": marked("Each value fulfils exactly one of these: %(listed)s."),
}
_LENGTHS: Mapping[str, str] = {
    "minLength": marked("Each value has at least %(count)s characters."),
    "maxLength": marked("Each value has at most %(count)s characters."),
}
_UNIQUE = marked("There is at most one value in each language.")
_QUALIFIED: Mapping[str, str] = {
    "qualifiedMinCount": marked("At least %(count)s of the values fulfil this: %(other)s."),
    "qualifiedMaxCount": marked("At most %(count)s of the values fulfil this: %(other)s."),
}
_ONE_OF_THEM = marked("At least one of the values fulfils this: %(other)s.")
_QUERY = marked("A query of its own finds nothing wrong: %(other)s.")
_UNKNOWN = marked("A further condition, %(component)s, has to hold with: %(other)s.")
_UNNAMED = marked("a condition without a name")

_DEEPEST = 5

SILENT = frozenset(
    {
        *("path", "message", "name", "description", "severity", "order", "group", "defaultValue", "deactivated", "ignoredProperties", "flags"),
        *("qualifiedValueShape", "qualifiedValueShapesDisjoint", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target"),
        *("rule", "codeIdentifier", "intent", "agentInstruction", "property", "minCount", "maxCount", "closed"),
    }
)
"""Terms of SHACL that say nothing of a value: they are told elsewhere, or are no conditions."""
_PHRASED = frozenset({"class", "datatype", "nodeKind", "in", "languageIn", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"})
WORDED = _PHRASED | _SENTENCES.keys() | _LOGIC.keys() | _LENGTHS.keys() | _QUALIFIED.keys() | {"pattern", "uniqueLang", "sparql"}
"""Conditions that have words of their own; all others are told by their names."""


@dataclass(frozen=True)
class Values:
    """Tells what the shape ``node`` wants of values."""

    graph: ShapesGraph
    words: Words
    node: Term
    above: tuple[Term, ...] = ()
    """The nameless shapes within which this one stands."""

    def phrases(self) -> list[Markup]:
        """What a value is: “a forum”, “a whole number from 1 to 9”."""
        index, words = self.graph.index, self.words
        found = [words.instance(cls.value) for cls in index.iris(self.node, "class")]
        kinds = [words.datatype(datatype.value) for datatype in index.iris(self.node, "datatype")]
        if any(index.values(self.node, name) for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")):
            kinds = [self._range(kinds[0] if kinds else words.say(_ANY))]
        found += kinds
        found += [words.say(text) for kind in index.iris(self.node, "nodeKind") if (text := _NODE_KINDS.get(kind.value.removeprefix(SH)))]
        if index.values(self.node, "languageIn"):
            found.append(self._languages())
        if index.values(self.node, "in"):
            found.append(self._members())
        # Shapes of which each is named like a value (“a year”) read as phrases too.
        if index.values(self.node, "or") and not found and self._named_as_values():
            found.append(words.listed(self._shapes(index.members(self.node, "or")), "or"))
        return found

    def sentences(self, told: Collection[str] = ()) -> list[Markup]:
        """What holds of the values besides, each a sentence, but for the conditions that have been ``told``."""
        index = self.graph.index
        as_phrase = bool(index.values(self.node, "or")) and not (_PHRASED & self._asked()) and self._named_as_values()
        found: dict[Markup, None] = {}
        for predicate in index.of(self.node):
            local = predicate.removeprefix(SH)
            if local in told:
                continue
            if predicate in index.parameters or (predicate.startswith(SH) and local not in SILENT | WORDED):
                found |= dict.fromkeys([self._unknown(predicate)])
            elif predicate.startswith(SH) and local not in SILENT | _PHRASED and not (local == "or" and as_phrase):
                found |= dict.fromkeys(self._sentences(local))
        return list(found)

    def condition(self, node: Term) -> Markup:
        """A shape as a condition: by its name, linked to where it is told; one without a name by what it asks for."""
        if isinstance(node, ox.NamedNode):
            label = self.graph.label(node.value)
            return self.words.called(label, node.value) if label else Markup("<code>{}</code>").format(shorten(node.value))
        if node in self.above or len(self.above) >= _DEEPEST:
            return self.words.say(_UNNAMED)
        inner = Values(self.graph, self.words, node, (*self.above, node))
        said = [*inner.phrases(), *(sentence.removesuffix(".") for sentence in inner.sentences())]
        return Markup("; ").join(said) if said else self.words.say(_UNNAMED)

    def _sentences(self, local: str) -> Iterator[Markup]:
        index, words = self.graph.index, self.words
        values = index.values(self.node, local)
        if local in ("node", "not"):
            yield from (words.say(_SENTENCES[local], other=self.condition(value)) for value in values)
        elif local in _SENTENCES:
            yield from (words.say(_SENTENCES[local], other=words.term(value)) for value in values)
        elif local in _LOGIC:
            yield words.say(_LOGIC[local], listed=Markup("; ").join(self._shapes(index.members(self.node, local))))
        elif local in _LENGTHS:
            yield words.say(_LENGTHS[local], count=number(index.number(self.node, local) or 0, words.language))
        elif local in _QUALIFIED:
            yield from self._qualified(local)
        elif local == "pattern":
            yield from (self.pattern(value.value) for value in index.literals(self.node, local))
        elif local == "uniqueLang" and index.flag(self.node, local):
            yield words.say(_UNIQUE)
        elif local == "sparql":
            yield from (words.say(_QUERY, other=words.called(self._texts(value))) for value in values)

    def _asked(self) -> set[str]:
        return {predicate.removeprefix(SH) for predicate in self.graph.index.of(self.node)}

    def _texts(self, node: Term) -> dict[str, str]:
        """What a node without a name of its own says in words."""
        texts = (
            text for name in ("name", f"{PREFIXES['rdfs']}label", "message", f"{PREFIXES['rdfs']}comment") for text in self.graph.index.literals(node, name)
        )
        found: dict[str, str] = {}
        for text in texts:
            found.setdefault(text.language or "en", text.value.rstrip("."))
        return found or {"": "sh:sparql"}

    def _named_as_values(self) -> bool:
        """Whether the alternatives are all named shapes that a value meets, not ones with properties."""
        members = self.graph.index.members(self.node, "or")
        return bool(members) and all(isinstance(m, ox.NamedNode) and not self.graph.index.values(m, "property") for m in members)

    def _shapes(self, nodes: list[Term]) -> list[Markup]:
        return [self.condition(node) for node in nodes]

    def _range(self, kind: Markup) -> Markup:
        index, words = self.graph.index, self.words
        bounds = {
            name: words.term(value) for name in ("minInclusive", "maxInclusive", "minExclusive", "maxExclusive") for value in index.values(self.node, name)
        }
        low, high = "minInclusive" if "minInclusive" in bounds else "", "maxInclusive" if "maxInclusive" in bounds else ""
        if low or high:
            kind = words.say(_RANGES[low, high], kind=kind, low=bounds.get(low, ""), high=bounds.get(high, ""))
        if "minExclusive" in bounds:
            kind = words.say(_ABOVE, kind=kind, low=bounds["minExclusive"])
        return words.say(_BELOW, kind=kind, high=bounds["maxExclusive"]) if "maxExclusive" in bounds else kind

    def _languages(self) -> Markup:
        tags = [tag.value for tag in self.graph.index.members(self.node, "languageIn") if isinstance(tag, ox.Literal)]
        tongues = [self.words.tongue(tag) for tag in tags]
        return self.words.say(_LANGUAGE, language=tongues[0]) if len(tongues) == 1 else self.words.say(_LANGUAGES, listed=self.words.some(tongues, "or"))

    def _members(self) -> Markup:
        members = [self.words.term(member) for member in self.graph.index.members(self.node, "in")]
        if len(members) < 2:
            return self.words.say(_ONLY, value=members[0]) if members else self.words.say(_NOTHING)
        return self.words.say(_IN, listed=self.words.some(members, "or"))

    def pattern(self, pattern: str) -> Markup:
        """What a regular expression asks of each value; the usual ones in plain words."""
        if pattern in _WELL_KNOWN:
            return self.words.say(_WELL_KNOWN[pattern])
        anycase = any("i" in flags.value for flags in self.graph.index.literals(self.node, "flags"))
        return self.words.say(_PATTERN_ANYCASE if anycase else _PATTERN, pattern=Markup("<code>{}</code>").format(pattern))

    def _qualified(self, local: str) -> Iterator[Markup]:
        count = self.graph.index.number(self.node, local) or 0
        text = _ONE_OF_THEM if local == "qualifiedMinCount" and count == 1 else _QUALIFIED[local]
        for value in self.graph.index.values(self.node, "qualifiedValueShape"):
            places: dict[str, object] = {"other": self.condition(value), "count": number(count, self.words.language)}
            yield self.words.say(text, **places)

    def _unknown(self, predicate: str) -> Markup:
        given = self.graph.index.of(self.node)[predicate]
        values = [self.condition(value) if isinstance(value, ox.BlankNode) else self.words.term(value) for value in given]
        return self.words.say(_UNKNOWN, component=Markup("<code>{}</code>").format(shorten(predicate)), other=self.words.some(values))


_SLUG = "[a-z0-9]+(-[a-z0-9]+)*$"
_ESCAPED = re.compile(r"\\(.)")


def beginning(pattern: str) -> str:
    """The text with which all that matches ``pattern`` begins, if a slug follows it and nothing else; empty for any other pattern."""
    if not (pattern.startswith("^") and pattern.endswith(_SLUG)):
        return ""
    plain = _ESCAPED.sub(r"\1", pattern[1 : -len(_SLUG)])
    return plain if re.escape(plain).replace(r"\-", "-") == pattern[1 : -len(_SLUG)].replace(r"\-", "-") else ""

"""What a constraint asks, as a phrase, from its parameters in the shapes graph."""

from dataclasses import dataclass, field

import pyoxigraph as ox

from urbansec.queries.shapes.index import RDFS, SH, TYPE, Index
from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.wording import Words
from urbansec.validation.shown import XSD, Shown

_LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
DEEPEST = 3
"""Shapes within shapes beyond this are told by their names alone."""

# Parameters that say nothing of a value by themselves; all others of the namespace, and all of custom components, are constraints.
_SILENT = frozenset(
    (
        "path",
        "message",
        "name",
        "description",
        "severity",
        "order",
        "group",
        "defaultValue",
        "deactivated",
        "ignoredProperties",
        "flags",
        "qualifiedValueShape",
        "qualifiedValueShapesDisjoint",
        "targetClass",
        "targetNode",
        "targetSubjectsOf",
        "targetObjectsOf",
        "target",
        "rule",
        "codeIdentifier",
        "intent",
        "agentInstruction",
    )
)


@dataclass(frozen=True)
class Phrases:
    """Turns shapes into words of one language."""

    shapes: Index
    shown: Shown
    words: Words
    above: tuple[Term, ...] = field(default=())

    def of_component(self, component: str, shape: Term, constraint: Term | None = None) -> str:
        """What the constraint of this component asks at the shape; never empty."""
        name = component.removeprefix(SH).removesuffix("ConstraintComponent")
        if name in ("SPARQL", "JS"):
            return self._sparql(constraint, shape, name.lower())
        return (self._phrase(name, shape) if component.startswith(SH) else "") or self._custom(component, shape)

    def of_shape(self, shape: Term) -> str:
        """All that a shape asks: its name and its constraints, as far as it is not one within itself."""
        label = self.label(shape)
        if shape in self.above or len(self.above) >= DEEPEST:
            return label or (self.words.say("shape", x=self.shown.term(shape)) if isinstance(shape, ox.NamedNode) else self.words.say("anything"))
        inner = Phrases(self.shapes, self.shown, self.words, (*self.above, shape))
        asked = "; ".join(inner.constraints(shape))
        path = self.shapes.path(shape)
        if path is not None:
            return self.words.say("property", path=path.text(self.shown.iri), x=asked or self.words.say("anything"))
        return f"{label} ({asked})" if label and asked else label or asked or self.words.say("anything")

    def constraints(self, shape: Term) -> list[str]:
        """A phrase for each constraint of a shape."""
        found: dict[str, None] = {}
        for predicate in self.shapes.of(shape):
            local = predicate.removeprefix(SH)
            if predicate in self.shapes.parameters:
                found[f"{self.shown.iri(predicate)} {self._several(shape, predicate)}"] = None
            if not predicate.startswith(SH) or local in _SILENT:
                continue
            if local == "property":
                found |= dict.fromkeys(self.of_shape(inner) for inner in self.shapes.values(shape, local))
            elif local in ("sparql", "js"):
                found |= {self._sparql(constraint, shape, local): None for constraint in self.shapes.values(shape, local)}
            else:
                phrase = self._phrase(local, shape)
                found |= {phrase: None} if phrase else {}
        return list(found)

    def label(self, node: Term) -> str:
        """The node's name in this language, else in English or in any, else nothing."""
        for predicate in ("name", f"{RDFS}label"):
            texts = [value for value in self.shapes.values(node, predicate) if isinstance(value, ox.Literal)]
            for wanted in (self.words.lang, "en", None, ""):
                for text in texts:
                    if wanted == "" or (text.language and text.language.partition("-")[0]) == wanted:
                        return text.value
        return ""

    def comment(self, node: Term | None) -> str:
        """What the node says of itself at length, in the same order of languages."""
        texts = [v for p in ("description", f"{RDFS}comment") for v in self.shapes.values(node, p) if isinstance(v, ox.Literal)]
        texts.sort(key=lambda text: (self.words.lang, "en", None).index(text.language) if text.language in (self.words.lang, "en", None) else 3)
        return texts[0].value.strip().rstrip(".") if texts else ""

    def _phrase(self, name: str, shape: Term) -> str:
        """The phrase for a component of SHACL Core by its name; empty for any other, and where the shape lacks the parameter."""
        local = f"{name[:1].lower()}{name[1:]}"
        if local in ("disjoint", "equals", "hasValue", "lessThan", "lessThanOrEquals"):
            return self.words.say(local, x=self._several(shape, local)) if self.shapes.values(shape, local) else ""
        if local in ("and", "or", "xone"):
            return self.words.say(local, x=" / ".join(self.of_shape(member) for member in self.shapes.members(shape, local)))
        if local in ("node", "not"):
            return self.words.say(local, x="; ".join(self.of_shape(value) for value in self.shapes.values(shape, local)))
        method = {
            "class": self._class,
            "closed": self._closed,
            "datatype": self._datatype,
            "in": self._in,
            "languageIn": self._language_in,
            "maxCount": self._count,
            "maxExclusive": self._range,
            "maxInclusive": self._range,
            "maxLength": self._length,
            "minCount": self._count,
            "minExclusive": self._range,
            "minInclusive": self._range,
            "minLength": self._length,
            "nodeKind": self._node_kind,
            "pattern": self._pattern,
            "property": self._property,
            "qualifiedMaxCount": self._qualified,
            "qualifiedMinCount": self._qualified,
            "uniqueLang": self._unique_lang,
        }.get(local)
        return method(shape) if method else ""

    def _class(self, shape: Term) -> str:
        return self.words.say("class", x=" + ".join(self._each(shape, "class")))

    def _datatype(self, shape: Term) -> str:
        value = self.shapes.value(shape, "datatype")
        iri = value.value if isinstance(value, ox.NamedNode) else ""
        key = {_LANG_STRING: "datatype.lang", f"{XSD}string": "datatype.string"}.get(iri, "datatype")
        return self.words.say(key, x=self._several(shape, "datatype"))

    def _node_kind(self, shape: Term) -> str:
        kind = self.shapes.value(shape, "nodeKind")
        name = kind.value.removeprefix(SH) if isinstance(kind, ox.NamedNode) else ""
        return self.words.say(f"kind.{name}") if name in KINDS else ""

    def _count(self, shape: Term) -> str:
        return self._bounds("count", self.shapes.number(shape, "minCount"), self.shapes.number(shape, "maxCount"))

    def _qualified(self, shape: Term) -> str:
        bounds = self._bounds("count", self.shapes.number(shape, "qualifiedMinCount"), self.shapes.number(shape, "qualifiedMaxCount"))
        inner = "; ".join(self.of_shape(value) for value in self.shapes.values(shape, "qualifiedValueShape"))
        return self.words.say("count.with", n=bounds, x=inner) if bounds else ""

    def _length(self, shape: Term) -> str:
        return self._bounds("length", self.shapes.number(shape, "minLength"), self.shapes.number(shape, "maxLength"))

    def _bounds(self, key: str, low: int | None, high: int | None) -> str:
        """Two bounds in one phrase; one that says nothing (at least 0) is left out unless it stands alone."""
        if low == 0 and high is not None:
            low = None
        if low is not None and low == high:
            return self.words.count(f"{key}.exactly", low) if key == "count" else self.words.say(f"{key}.exactly", n=low)
        if low is not None and high is not None:
            return self.words.say(f"{key}.range", low=low, high=high)
        for name, bound in (("min", low), ("max", high)):
            if bound is not None:
                return self.words.count(f"{key}.{name}", bound) if key == "count" else self.words.say(f"{key}.{name}", n=bound)
        return ""

    def _range(self, shape: Term) -> str:
        low, high = self._several(shape, "minInclusive"), self._several(shape, "maxInclusive")
        if low and high:
            return self.words.say("range", low=low, high=high)
        names = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
        return ", ".join(self.words.say(name, x=x) for name in names if (x := self._several(shape, name)))

    def _pattern(self, shape: Term) -> str:
        flags = self.shapes.value(shape, "flags")
        shown = [f"“{value.value}”" for value in self.shapes.values(shape, "pattern") if isinstance(value, ox.Literal)]
        if isinstance(flags, ox.Literal) and flags.value:
            shown = [self.words.say("pattern.flags", x=x, flags=flags.value) for x in shown]
        return self.words.say("pattern", x=", ".join(shown)) if shown else ""

    def _language_in(self, shape: Term) -> str:
        tags = [f"@{tag.value}" for tag in self.shapes.members(shape, "languageIn") if isinstance(tag, ox.Literal)]
        return self.words.say("languageIn", x=self.words.either(tags) if 0 < len(tags) <= 4 else self.words.some(tags))

    def _in(self, shape: Term) -> str:
        members = [self.shown.term(member) for member in self.shapes.members(shape, "in")]
        if len(members) < 2:
            return self.words.say("in.single", x=members[0]) if members else self.words.say("in.none")
        return self.words.say("in", x=self.words.some(members))

    def _closed(self, shape: Term) -> str:
        if not self.shapes.flag(shape, "closed"):
            return ""
        names = [self.shown.name(prop) for prop in allowed(self.shapes, shape)]
        return self.words.say("closed", x=self.words.some(names)) if names else self.words.say("closed.none")

    def _unique_lang(self, shape: Term) -> str:
        return self.words.say("uniqueLang") if self.shapes.flag(shape, "uniqueLang") else ""

    def _property(self, shape: Term) -> str:
        return "; ".join(self.of_shape(value) for value in self.shapes.values(shape, "property"))

    def _sparql(self, constraint: Term | None, shape: Term, parameter: str) -> str:
        nodes = [constraint] if constraint is not None else self.shapes.values(shape, parameter)
        said = [text for node in nodes if (text := self.label(node) or self.comment(node))]
        return "; ".join(said) or self.words.say("sparql")

    def _custom(self, component: str, shape: Term) -> str:
        """Of a component that is not of SHACL itself: its name and the parameters that the shape gives it."""
        node = ox.NamedNode(component)
        given = [path for parameter in self.shapes.values(node, "parameter") if isinstance(path := self.shapes.value(parameter, "path"), ox.NamedNode)]
        if not given:  # its declaration is not at hand: by convention the parameter bears the component's name
            name = component.removesuffix("ConstraintComponent")
            given = [ox.NamedNode(iri) for iri in self.shapes.of(shape) if iri.casefold() == name.casefold()]
        pairs = [f"{self.shown.name(path)} {self._several(shape, path.value)}" for path in given if self.shapes.values(shape, path.value)]
        label = self.label(node) or self.shown.iri(component)
        return self.words.say("custom", x=f"{label} ({', '.join(pairs)})" if pairs else label)

    def _each(self, shape: Term, parameter: str) -> list[str]:
        return [self.of_shape(v) if isinstance(v, ox.BlankNode) else self.shown.term(v) for v in self.shapes.values(shape, parameter)]

    def _several(self, shape: Term, parameter: str) -> str:
        return self.words.some(self._each(shape, parameter))


def allowed(shapes: Index, shape: Term) -> list[ox.NamedNode]:
    """The properties that a closed shape admits: those of its property shapes, then those it ignores."""
    own = [path for prop in shapes.values(shape, "property") for path in shapes.iris(prop, "path")]
    ignored = shapes.members(shape, "ignoredProperties")
    return list(dict.fromkeys(path for path in (*own, *ignored) if isinstance(path, ox.NamedNode) and path != TYPE))


KINDS = ("BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRI", "IRIOrLiteral", "Literal")

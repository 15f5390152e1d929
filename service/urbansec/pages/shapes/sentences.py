"""What each shape asks for, in sentences such as: Each membership has exactly one “forum”, which is a forum."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox
from markupsafe import Markup, escape

from urbansec.namespaces import PREFIXES, shorten
from urbansec.pages.catalogues import marked
from urbansec.pages.dates import number
from urbansec.pages.shapes.values import Values, beginning
from urbansec.pages.shapes.words import Words
from urbansec.queries.shapes.index import SH
from urbansec.queries.shapes.path import Path
from urbansec.queries.shapes.reading import Shape, ShapesGraph

_THING = marked("resource")
_VALUE = marked("value")
_QUOTED = marked("“%(name)s”")
_WITH = marked("resource with %(listed)s")
_OBJECT = marked("value of “%(name)s”")
_IS_LAST = marked(", which is %(value)s")
_ARE_LAST = marked(", each of which is %(value)s")
_HAS: Mapping[str, str] = {
    "exactly one": marked("Each %(thing)s has exactly one “%(name)s”%(rest)s."),
    "at most one": marked("Each %(thing)s has at most one “%(name)s”%(rest)s."),
    "at least one": marked("Each %(thing)s has at least one “%(name)s”%(rest)s."),
    "exactly": marked("Each %(thing)s has exactly %(low)s values of “%(name)s”%(rest)s."),
    "at most": marked("Each %(thing)s has at most %(high)s values of “%(name)s”%(rest)s."),
    "at least": marked("Each %(thing)s has at least %(low)s values of “%(name)s”%(rest)s."),
    "between": marked("Each %(thing)s has %(low)s to %(high)s values of “%(name)s”%(rest)s."),
}
_NONE = marked("No %(thing)s has a value of “%(name)s”.")
_EVERY = marked("For each %(thing)s, every “%(name)s” is %(value)s.")
_ABOUT = marked("About “%(name)s” of each %(thing)s:")
_FROM_SCHEME = marked("For each %(thing)s, every “%(name)s” comes from the vocabulary %(listed)s.")
_MEANS = marked("(That means: %(path)s.)")
_ITSELF = marked("Each %(thing)s is %(value)s.")
_ABOUT_ITSELF = marked("About each %(thing)s itself:")
_IRI = marked("The IRI of each %(thing)s is %(beginning)s and a name of small letters, digits and single hyphens.")
_IRI_PATTERN = marked("The IRI of each %(thing)s matches the pattern %(pattern)s.")
_CLOSED = marked("Each %(thing)s has no properties but these: %(listed)s.")
_LOGIC: Mapping[str, str] = {
    "and": marked("Each %(thing)s fulfils all of these: %(listed)s."),
    "or": marked("Each %(thing)s fulfils at least one of these: %(listed)s."),
    "xone": marked("Each %(thing)s fulfils exactly one of these: %(listed)s."),
}
_NOTHING = marked("Everything conforms to this shape; it asks for nothing.")
_INVERSE = marked("what has it as “%(name)s”")
_THEN = marked("then its “%(name)s”")
_SCHEME = f"{PREFIXES['skos']}inScheme"
_SEVERITIES = ("Violation", "Warning", "Info")


@dataclass(frozen=True)
class Told:
    """A shape in words. ``message`` is what the check says, in the language ``tongue``.

    ``aims`` are the classes and properties by which it finds what it is about, ``terms`` what else of the ontology it names.
    """

    iri: str
    label: Markup
    sentences: tuple[Markup, ...]
    severity: str
    message: str
    tongue: str
    aims: tuple[str, ...]
    terms: tuple[str, ...]
    active: bool


class Teller:
    """Tells shapes in the language of ``words``."""

    def __init__(self, graph: ShapesGraph, words: Words) -> None:
        self.graph = graph
        self.words = words

    @cached_property
    def told(self) -> dict[str, Told]:
        """Every shape by its IRI; that of a property as the first shape says it that holds it."""
        return {iri: self.tell(iri, self._holder(iri)) for iri in self.graph.shapes}

    def tell(self, iri: str, holder: str = "") -> Told:
        """One shape; ``holder`` is the shape by which that of a property finds the resources it is about."""
        shape, index, node = self.graph.shapes[iri], self.graph.index, ox.NamedNode(iri)
        messages = self.graph.texts(iri, "message")
        tongue = next((language for language in (self.words.language, "en", *messages) if language in messages), "")
        severities = [kind.value.removeprefix(SH) for kind in index.iris(node, "severity")]
        sentences = self._of_property(shape, self.graph.shapes.get(holder)) if shape.path is not None else self._of_node(shape)
        return Told(
            iri,
            self.words.called(self.graph.label(iri) or {"": shorten(iri)}),
            tuple(sentences),
            next((severity for severity in severities if severity in _SEVERITIES), "Violation"),
            messages.get(tongue, ""),
            tongue,
            tuple(aim for each in (shape, self.graph.shapes.get(holder)) if each is not None for aims in each.targets.values() for aim in aims),
            self._terms(shape),
            not index.flag(node, "deactivated"),
        )

    def _holder(self, iri: str) -> str:
        return next(iter(self.graph.holders.get(iri, ())), "")

    def _of_property(self, shape: Shape, holder: Shape | None) -> list[Markup]:
        words, node = self.words, ox.NamedNode(shape.iri)
        low, high = self.graph.index.number(node, "minCount") or 0, self.graph.index.number(node, "maxCount")
        thing, name = self._thing(shape, holder, needed=low > 0), self._name(shape)
        values = Values(self.graph, words, node)
        phrases, further = values.phrases(), values.sentences()
        path = shape.path
        if path is not None and _in_scheme(path) and self.graph.index.values(node, "in") and not low and high is None:
            schemes = words.listed([words.term(member) for member in self.graph.index.members(node, "in")], "or")
            return [words.say(_FROM_SCHEME, thing=thing, name=words.name(_first(path)), listed=schemes), *further]
        value = words.listed(phrases) if phrases else Markup()
        said: list[Markup] = []
        if high == 0:
            said.append(words.say(_NONE, thing=thing, name=name))
        elif low or high is not None:
            kind = _count(low, high)
            rest = words.say(_IS_LAST if high == 1 else _ARE_LAST, value=value) if value else ""
            bounds = {"low": number(low, words.language), "high": number(high or 0, words.language)}
            said.append(words.say(_HAS[kind], thing=thing, name=name, rest=rest, **bounds))
        elif value:
            said.append(words.say(_EVERY, thing=thing, name=name, value=value))
        elif further:
            said.append(words.say(_ABOUT, thing=thing, name=name))
        said += further
        if path is not None and path.predicate is None and said:
            said.append(words.say(_MEANS, path=self._path(path)))
        return said or [words.say(_NOTHING)]

    def _of_node(self, shape: Shape) -> list[Markup]:
        words, index, node = self.words, self.graph.index, ox.NamedNode(shape.iri)
        thing = self._thing(shape, None, needed=True)
        values = Values(self.graph, words, node)
        phrases = values.phrases()
        logic = {local: text for local, text in _LOGIC.items() if shape.aims and index.values(node, local)}
        said = [words.say(text, thing=thing, listed=Markup("; ").join(map(values.condition, index.members(node, local)))) for local, text in logic.items()]
        said += [words.say(_ITSELF, thing=thing, value=words.listed(phrases))] if phrases else []
        patterns = [text.value for text in index.literals(node, "pattern")] if shape.aims else []
        for pattern in patterns:
            start = beginning(pattern)
            code = Markup("<code>{}</code>").format(start or pattern)
            said.append(words.say(_IRI, thing=thing, beginning=code) if start else words.say(_IRI_PATTERN, thing=thing, pattern=code))
        told = {values.pattern(pattern) for pattern in patterns}
        further = [sentence for sentence in values.sentences(logic) if sentence not in told]
        if further:
            said += [*([] if phrases or not shape.aims else [words.say(_ABOUT_ITSELF, thing=thing)]), *further]
        if index.flag(node, "closed"):
            said.append(words.say(_CLOSED, thing=thing, listed=Markup("; ").join(words.name(iri) for iri in self._allowed(shape))))
        return said or ([] if shape.properties else [words.say(_NOTHING)])

    def _thing(self, shape: Shape, holder: Shape | None, *, needed: bool) -> Markup:
        """What the shape is about, in the singular and without article: “city”, “resource with “since””.

        A property that itself is the target need not be named, unless it is the point (``needed``) that it be there.
        """
        words, aiming = self.words, holder if holder is not None and holder.aims else shape
        classes = aiming.targets.get("targetClass", ())
        subjects = aiming.targets.get("targetSubjectsOf", ())
        objects = aiming.targets.get("targetObjectsOf", ())
        if classes:
            return words.listed([words.name(iri) for iri in classes], "or")
        if subjects:
            if not needed and shape.path is not None and shape.path.predicate is not None and shape.path.predicate.value in subjects:
                return words.say(_THING)
            return words.say(_WITH, listed=words.listed([words.say(_QUOTED, name=words.name(iri)) for iri in subjects], "or"))
        if objects:
            return words.say(_OBJECT, name=words.listed([words.name(iri) for iri in objects], "or"))
        nodes = [words.name(iri) for iri in aiming.targets.get("targetNode", ())]
        if nodes:
            return words.listed(nodes, "or")
        return words.say(_VALUE) if holder is None else words.called(self.graph.label(holder.iri), holder.iri)

    def _name(self, shape: Shape) -> Markup:
        """What the property is called: the project's own by its name, what is not a single property by the name that the shape gives it."""
        predicate = shape.path.predicate if shape.path is not None else None
        if predicate is not None:
            return self.words.name(predicate.value)
        label = self.graph.label(shape.iri)
        return self.words.called(label) if label or shape.path is None else self._path(shape.path)

    def _path(self, path: Path) -> Markup:
        """A path in words."""
        words = self.words
        if path.predicate is not None:
            return words.name(path.predicate.value)
        parts = [self._path(part) for part in path.parts]
        match path.kind:
            case "inverse":
                return words.say(_INVERSE, name=parts[0])
            case "alternative":
                return words.listed(parts, "or")
            case "sequence":
                return Markup(", ").join([parts[0], *(words.say(_THEN, name=part) for part in parts[1:])])
        return parts[0] + escape(path.kind)

    def _allowed(self, shape: Shape) -> list[str]:
        """The properties of a closed shape: those of its properties' shapes, and those it lets pass."""
        held = [self.graph.shapes[iri].path for iri in shape.properties if iri in self.graph.shapes]
        own = [path.predicate.value for path in held if path is not None and path.predicate is not None]
        passed = [node.value for node in self.graph.index.members(ox.NamedNode(shape.iri), "ignoredProperties") if isinstance(node, ox.NamedNode)]
        return sorted(dict.fromkeys((*own, *passed)), key=lambda iri: shorten(iri).casefold())

    def _terms(self, shape: Shape) -> tuple[str, ...]:
        node = ox.NamedNode(shape.iri)
        path = [] if shape.path is None else [predicate.value for predicate in shape.path.predicates]
        named = [iri.value for name in ("class", "equals", "disjoint", "lessThan", "lessThanOrEquals") for iri in self.graph.index.iris(node, name)]
        return tuple(dict.fromkeys((*path, *named)))


def _count(low: int, high: int | None) -> str:
    """Which sentence tells these bounds."""
    if low == high:
        return "exactly one" if low == 1 else "exactly"
    if high is None:
        return "at least one" if low == 1 else "at least"
    if low == 0:
        return "at most one" if high == 1 else "at most"
    return "between"


def _in_scheme(path: Path) -> bool:
    """Whether the path leads over one property to the vocabulary of its value."""
    return path.kind == "sequence" and len(path.parts) == 2 and path.parts[0].predicate is not None and path.parts[1].predicate == ox.NamedNode(_SCHEME)


def _first(path: Path) -> str:
    predicate = path.parts[0].predicate
    return predicate.value if predicate is not None else ""

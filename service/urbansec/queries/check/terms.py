"""Prefixes, and terms that do not exist: what the ontology neither declares nor the data use, with what was probably meant."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from urbansec.engine import Engine, Request
from urbansec.engine.inspect import Token
from urbansec.letters import spelled_like
from urbansec.namespaces import ID, PREFIXES, URB, shorten
from urbansec.queries.check.finding import Finding
from urbansec.queries.check.pattern import Group, Nested, Path, Triple, expressions_within, groups_within
from urbansec.queries.check.source import Source
from urbansec.queries.table import JSON, Cell, read_table

_TYPE = f"{PREFIXES['rdf']}type"
_DATATYPES = (PREFIXES["xsd"], f"{PREFIXES['geo']}wktLiteral", f"{PREFIXES['rdf']}langString")
_BEFORE_GRAPHS = frozenset(["GRAPH", "FROM", "NAMED", "SERVICE", "SILENT", "BASE", "^^"])


@dataclass(frozen=True)
class Terms:
    """What there is: ``properties``, ``classes`` and ``deprecated`` terms (with their replacement, or an empty text) by IRI.

    ``vocabularies`` are the beginnings of the IRIs of concepts. ``whole`` says that these come from all of the data, not from an example:
    then also an IRI that names a resource must be there, and a property of another vocabulary must be used.
    """

    engine: Engine
    properties: frozenset[str]
    classes: frozenset[str]
    deprecated: Mapping[str, str]
    vocabularies: tuple[str, ...]
    whole: bool

    @classmethod
    def of(cls, engine: Engine, *, whole: bool) -> "Terms":
        """Those that the data of ``engine`` declare or use."""
        deprecated = {row["term"]["value"]: row.get("by", {"value": ""})["value"] for row in _ask(engine, _DEPRECATED)}
        kinds = {iri[: iri.rfind("/") + 1] for iri in _column(engine, _CONCEPTS) if iri.startswith(ID)}
        return cls(engine, frozenset(_column(engine, _PROPERTIES)), frozenset(_column(engine, _CLASSES)), deprecated, tuple(sorted(kinds)), whole)

    def covers(self, iri: str) -> bool:
        """Whether the data would have to know ``iri`` if there were such a term."""
        return self.whole or iri.startswith((URB, *self.vocabularies))

    def known(self, iris: Iterable[str]) -> set[str]:
        """Which of ``iris`` stand anywhere in the data."""
        listed = " ".join(f"<{iri}>" for iri in sorted(iris))
        return set(_column(self.engine, _KNOWN.replace("IRIS", listed))) if listed else set()

    def near(self, iri: str, kind: str) -> str | None:
        """What was probably meant, as people write it."""
        if kind == "resource":
            space = iri[: iri.rfind("/") + 1]
            candidates: Iterable[str] = _column(self.engine, _BESIDE.replace("SPACE", space))
        else:
            candidates = self.properties if kind == "property" else self.classes
        local = {shorten(other): other for other in candidates}
        found = spelled_like(shorten(iri), sorted(local), most=1, close=0.8)
        return found[0] if found else None


def check_prefixes(source: Source) -> Iterator[Finding]:
    """Prefixes that are declared and not used, or that stand for something else than everywhere."""
    used = {token.text.partition(":")[0] for token in _names(source)}
    for before, name, iri in zip(source.tokens, source.tokens[1:], source.tokens[2:], strict=False):
        if before.kind != "word" or before.text.upper() != "PREFIX" or iri.kind != "iri":
            continue
        prefix, namespace = name.text[:-1], iri.text[1:-1]
        if prefix not in used:
            yield source.at(name.start, "prefix-not-used", f"The prefix {prefix}: is not used.", "Take the line out.")
        if PREFIXES.get(prefix, namespace) != namespace:
            yield source.at(iri.start, "prefix-differs", f"{prefix}: stands for {PREFIXES[prefix]} elsewhere.", f"PREFIX {prefix}: <{PREFIXES[prefix]}>")
        elif not namespace.startswith(tuple(PREFIXES.values())) and (near := _near_namespace(namespace)):
            yield source.at(iri.start, "prefix-differs", f"Nothing here uses the namespace {namespace}.", f"Did you mean {near}?")


def check_terms(source: Source, terms: Terms) -> Iterator[Finding]:
    """Properties and classes that do not exist, and resources that the data do not name."""
    roles = dict(_roles(source))
    places = {token.start: iri for token in _mentions(source) if (iri := _iri(source, token)) is not None and not iri.startswith(_DATATYPES)}
    other = {iri for start, iri in places.items() if start not in roles}
    unknown = {iri for iri in other - terms.known(other) if terms.covers(iri)}
    for start, iri in sorted(places.items()):
        role = roles.get(start, "resource")
        if iri in terms.deprecated:
            instead = terms.deprecated[iri]
            yield source.at(start, "deprecated-term", f"{shorten(iri)} has been given up.", f"Use {shorten(instead)}." if instead else "")
        elif role == "resource":
            if iri in unknown:
                yield _unknown(source, start, iri, f"The data do not name {shorten(iri)}.", terms.near(iri, "resource"))
        elif iri not in (terms.properties if role == "property" else terms.classes) and terms.covers(iri):
            is_other = iri in (terms.classes if role == "property" else terms.properties)
            kinds = ("class", "property") if role == "property" else ("property", "class")
            message = f"{shorten(iri)} is a {kinds[0]}, and stands where a {kinds[1]} belongs." if is_other else f"There is no {role} {shorten(iri)}."
            yield _unknown(source, start, iri, message, terms.near(iri, role))


def _unknown(source: Source, start: int, iri: str, message: str, near: str | None) -> Finding:
    return source.at(start, "unknown-term", message, f"Did you mean {near}?" if near and near != shorten(iri) else "")


def _roles(source: Source) -> Iterator[tuple[int, str]]:
    """Where terms stand that must be properties or classes."""
    for group in groups_within(source.select):
        for element in group.elements:
            if isinstance(element, Triple) and isinstance(element.verb, Path):
                steps = list(element.verb.steps())
                yield from ((node.start, "property") for node in steps)
                path = element.verb
                first = path.parts[0] if path.op == "/" else path
                if (
                    element.value.kind == "iri"
                    and first.op == "step"
                    and first.nodes
                    and _is_type(source, first.nodes[0].text)
                    and all(part.op in ("*", "+", "?") for part in path.parts[1:])
                ):
                    yield element.value.start, "class"


def _is_type(source: Source, text: str) -> bool:
    return text == "a" or _expand(source, text) == _TYPE


def _names(source: Source) -> Iterator[Token]:
    """Prefixed names apart from the declarations of prefixes."""
    for before, token in zip((None, *source.tokens), source.tokens, strict=False):
        if token.kind == "name" and (before is None or before.text.upper() != "PREFIX"):
            yield token


def _mentions(source: Source) -> Iterator[Token]:
    """IRIs and prefixed names that stand for something in the data: no datatypes, no functions, no graphs, nothing that another server answers."""
    elsewhere = list(_services(source.select.where))
    called = {start for expression in expressions_within(source.select) for start in expression.functions}
    before_before = None
    for before, token in zip((None, *source.tokens), source.tokens, strict=False):
        declared = before_before is not None and before_before.text.upper() == "PREFIX"
        before_before = before
        if token.kind not in ("iri", "name") or declared or (before is not None and before.text.upper() in {*_BEFORE_GRAPHS, "PREFIX"}):
            continue
        if token.start not in called and not any(token.start in inside for inside in elsewhere):
            yield token


def _services(group: Group) -> Iterator[range]:
    for element in group.elements:
        if isinstance(element, Nested):
            if element.how == "SERVICE":
                yield range(element.start, max(_last(inner) for inner in element.groups) + 1)
            else:
                for inner in element.groups:
                    yield from _services(inner)


def _last(group: Group) -> int:
    """The offset of the last term in the group, roughly: that of the last thing it says."""
    found = group.start
    for element in group.elements:
        match element:
            case Triple():
                found = max(found, element.value.start, element.start)
            case Nested():
                found = max(found, *(_last(inner) for inner in element.groups))
            case _:
                found = max(found, element.start)
    return found


def _iri(source: Source, token: Token) -> str | None:
    return token.text[1:-1] if token.kind == "iri" else _expand(source, token.text)


def _expand(source: Source, text: str) -> str | None:
    if text.startswith("<"):
        return text[1:-1]
    prefix, colon, local = text.partition(":")
    namespace = source.inspection.prefixes.get(prefix)
    return f"{namespace}{local.replace(chr(92), '')}" if colon and namespace is not None else None


def _near_namespace(namespace: str) -> str | None:
    return next(iter(spelled_like(namespace, PREFIXES.values(), most=1, close=0.9)), None)


def _ask(engine: Engine, text: str) -> tuple[Mapping[str, Cell], ...]:
    prologue = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("owl", "rdf", "rdfs", "skos", "dcterms"))
    return read_table(engine.execute(Request(f"{prologue}{text}"), JSON).content).rows


def _column(engine: Engine, text: str) -> list[str]:
    return [row["it"]["value"] for row in _ask(engine, text) if row["it"]["type"] == "uri"]


_PROPERTIES = """SELECT DISTINCT ?it WHERE {
  { ?s ?it ?o } UNION { ?it a ?kind
    VALUES ?kind { rdf:Property owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:OntologyProperty } }
}"""
_CLASSES = "SELECT DISTINCT ?it WHERE { { ?s a ?it } UNION { ?it a ?kind VALUES ?kind { rdfs:Class owl:Class } } UNION { ?it rdfs:subClassOf ?above } }"
_DEPRECATED = "SELECT DISTINCT ?term ?by WHERE { ?term owl:deprecated true OPTIONAL { ?term dcterms:isReplacedBy ?by } }"
_CONCEPTS = "SELECT DISTINCT ?it WHERE { ?it skos:inScheme ?scheme }"
_KNOWN = (
    "SELECT ?it WHERE { VALUES ?it { IRIS } FILTER(EXISTS { ?it ?p ?o } || EXISTS { ?s ?p ?it } || EXISTS { ?s ?it ?o } || EXISTS { GRAPH ?it { ?s ?p ?o } }) }"
)
_BESIDE = 'SELECT DISTINCT ?it WHERE { ?it ?p ?o FILTER(STRSTARTS(STR(?it), "SPACE")) }'

"""A resource described for an assistant: facts with who says so, and what refers to it."""

from collections.abc import Iterable, Iterator, Mapping

from urbansec.errors import NotFoundError
from urbansec.mcp.answers import Backing, Cut, Description, Fact, Reference
from urbansec.mcp.parts import Parts
from urbansec.mcp.rows import too_large, within
from urbansec.namespaces import BASE, GRAPH, ID, expand, shorten
from urbansec.queries import describe
from urbansec.queries.describe import Evidence, Outline, Statement
from urbansec.search import index_of

SHOWN = 10
"""So many of the things that refer to a resource by one property are named."""
_REST = "Ask with a greater limit, or for one property with sparql."
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def iri_of(text: str) -> str:
    """The IRI that ``text`` means: in full, with a prefix (``id:city/essen``, ``urb:City``), or as ``city/essen``."""
    given = text.strip().removeprefix("<").removesuffix(">")
    found = expand(given) or given
    return found if ":" in found else f"{ID}{found}"


def described(parts: Parts, text: str) -> str:
    """The IRI that ``text`` means, if the data describe it; else :class:`~urbansec.errors.NotFoundError` with near matches."""
    iri = iri_of(text)
    try:
        describe.require(parts.engine, iri)
    except NotFoundError as error:
        # The service names addresses (id/city/essen); the tools take prefixed names. First what has the same name under another kind.
        slug = f"/{iri.rpartition('/')[2]}"
        same = [shorten(thing) for thing in index_of(parts.engine).things if thing.startswith(ID) and thing.endswith(slug)]
        near = list(dict.fromkeys([*same, *(f"id:{path.removeprefix('id/')}" for path in error.near)]))[:3]
        raise NotFoundError(f"The data do not describe {shorten(iri)[:200]}.", near=near) from None
    return iri


def describe_resource(parts: Parts, text: str, limit: int) -> Description:
    """What is known of the resource that ``text`` names, with at most ``limit`` facts; blocks.

    Raises :class:`~urbansec.errors.NotFoundError` with near matches.
    """
    iri = described(parts, text)
    outline = describe.outline(parts.engine, iri)
    statements = [*_all(outline.stated), *_all(outline.derived)]
    facts = [_fact(statement) for statement in statements]
    kept, cut = facts[:limit], None
    if len(facts) > limit:
        cut = Cut(limit="rows", value=limit, advice=_REST)
    room = within((fact.model_dump() for fact in kept), parts.limits.bytes // 2)
    if room < len(kept):
        kept = kept[:room]
        cut = too_large(parts.limits.bytes // 2, kept, _REST)
    return Description(
        iri=iri,
        label=outline.label,
        kinds=list(dict.fromkeys(s.value_label or s.value["value"] for s in statements if s.predicate == _TYPE)),
        facts=kept,
        referred_to_by=_references(outline, parts.limits.bytes // 2),
        facts_in_all=len(facts),
        cut=cut,
        source=parts.source(f"{outline.label}, {iri}"),
    )


def _all(statements: Mapping[str, Iterable[Statement]]) -> Iterator[Statement]:
    for each in statements.values():
        yield from each


def _fact(statement: Statement) -> Fact:
    value = statement.value
    return Fact(
        property=statement.predicate,
        property_label=statement.predicate_label or shorten(statement.predicate),
        value=value["value"],
        value_label=statement.value_label,
        language=value.get("xml:lang", ""),
        derived_by=statement.rule.removeprefix(GRAPH) if statement.rule else "",
        evidence=[_backing(evidence) for evidence in statement.evidence],
    )


def _backing(evidence: Evidence) -> Backing:
    return Backing(source=evidence.source, title=evidence.title, locator=evidence.locator, certainty=evidence.certainty.removeprefix(f"{BASE}id/certainty/"))


def _references(outline: Outline, size: int) -> list[Reference]:
    found = [
        Reference(
            property=predicate,
            property_label=statements[0].predicate_label or shorten(predicate),
            count=outline.cut[predicate].count if predicate in outline.cut else len(statements),
            first=[f"{s.value['value']} ({s.value_label})" if s.value_label else s.value["value"] for s in statements[:SHOWN]],
        )
        for predicate, statements in outline.inverse.items()
    ]
    return found[: within((reference.model_dump() for reference in found), size)]

"""What the tools answer. The models are their output schemas, so assistants know each field before they ask."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = str | int | float | bool | None
"""A term as JSON: an IRI in full, a day as 2020-05-01, a number if JSON holds it exactly; null where nothing is bound."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cut(_Model):
    """The answer is longer than what is here."""

    limit: Annotated[Literal["rows", "bytes"], Field(description="Which limit was reached")]
    value: Annotated[int, Field(description="How much that limit allows")]
    advice: Annotated[str, Field(description="How to get the rest, or less")]


class Source(_Model):
    """What an answer comes from, to be named with it."""

    data_version: Annotated[str, Field(description="The version of the data: equal versions give equal answers")]
    answered: Annotated[str, Field(description="When, in UTC")]
    software: str
    license: Annotated[str, Field(description="Under which the data may be used")]
    reference: Annotated[str, Field(description="A reference to put under the answer")]
    permalink: Annotated[str | None, Field(description="The address at which a service repeats the call")] = None
    document: Annotated[dict[str, Any] | None, Field(description="The citation that `urbansec query verify` repeats")] = None


class Hit(_Model):
    """A resource whose name fits."""

    iri: str
    label: str
    kind: Annotated[str, Field(description="The IRI of its class")]
    matched: Annotated[str, Field(description="The name of it that fits")]
    language: str
    score: Annotated[float, Field(description="How well, 0 to 100")]
    exact: Annotated[bool, Field(description="Whether only the way of writing differs")]
    description: Annotated[str, Field(description="What tells it from others of its name")]
    label_language: Annotated[str, Field(description="The language of the label, empty if it has none")]


class Hits(_Model):
    """The resources found, the likeliest first."""

    hits: list[Hit]
    source: Source


class QuerySummary(_Model):
    """A saved query in a list."""

    name: str
    summary: str
    tags: list[str]
    parameters: list[str]


class QueryList(_Model):
    """Saved queries, the best first if words were asked for."""

    queries: list[QuerySummary]
    tags: Annotated[dict[str, int], Field(description="All tags, with the number of queries that have each")]
    source: Source


class ParameterInfo(_Model):
    """What a parameter takes."""

    name: str
    type: str
    description: str
    required: bool
    several: Annotated[bool, Field(description="Whether a list may be given")]
    default: list[str]
    values: Annotated[list[str], Field(description="All values allowed, if they are listed")]
    resource_class: Annotated[str | None, Field(description="The class that the resource must have")]
    choices: Annotated[dict[str, str], Field(description="Resources that it takes, with their labels: all, or the first of them")]
    choices_in_all: int
    examples: list[str]
    deprecated: str | None


class ExampleInfo(_Model):
    """A call worth trying."""

    description: str
    parameters: dict[str, str | list[str]]


class QueryInfo(_Model):
    """All about a saved query."""

    name: str
    summary: str
    description: str
    tags: list[str]
    version: str
    versions: Annotated[list[str], Field(description="Versions that can be run as name@version")]
    gives: Annotated[Literal["table", "graph"], Field(description="What run_query answers; a graph is a table of its triples")]
    parameters: list[ParameterInfo]
    examples: list[ExampleInfo]
    analysis: Annotated[str | None, Field(description="What is computed from the rows of the query")]
    deprecated: str | None
    text: Annotated[str, Field(description="The query in SPARQL")]
    source: Source


class TableAnswer(_Model):
    """Rows, or as many of them as the limits allow."""

    columns: list[str]
    rows: list[list[Value]]
    first: Annotated[int, Field(description="The number of the first row here, counted from 0")] = 0
    rows_in_all: Annotated[int | None, Field(description="Rows of the whole answer; null if it was cut before they were counted")]
    cut: Cut | None
    notices: list[str] = []
    source: Source


class SparqlAnswer(_Model):
    """What a query answers: rows (SELECT), one truth value (ASK), or Turtle (CONSTRUCT, DESCRIBE)."""

    form: str
    columns: list[str] | None = None
    rows: list[list[Value]] | None = None
    turtle: str | None = None
    rows_in_all: Annotated[int | None, Field(description="Rows or triples of the whole answer; null if it was cut")]
    cut: Cut | None
    seconds: Annotated[float, Field(description="How long it took")]
    source: Source


class Backing(_Model):
    """Who says so."""

    source: str
    title: str
    locator: Annotated[str, Field(description="The place in the source")]
    certainty: str


class Fact(_Model):
    """A property and its value."""

    property: str
    property_label: str
    value: Value
    value_label: str
    language: str = ""
    derived_by: Annotated[str, Field(description="The rule that derives it; empty if people state it")] = ""
    evidence: list[Backing] = []


class Reference(_Model):
    """What refers to the resource by one property."""

    property: str
    property_label: str
    count: int
    first: Annotated[list[str], Field(description="Some of them, with their labels")]


class Description(_Model):
    """What is known of a resource."""

    iri: str
    label: str
    kinds: list[str]
    facts: list[Fact]
    referred_to_by: list[Reference]
    facts_in_all: int
    cut: Cut | None
    source: Source


class TermInfo(_Model):
    """A class or property of the ontology."""

    name: Annotated[str, Field(description="Write it as urb:NAME")]
    kind: str
    label: str
    definition: str = ""
    domain: list[str] = []
    range: list[str] = []
    uses: Annotated[int, Field(description="Instances of a class, statements with a property")]


class ModuleInfo(_Model):
    """A part of the ontology."""

    name: str
    title: str
    terms: list[TermInfo]


class TermDetails(TermInfo):
    """All about one term."""

    labels: dict[str, str]
    definitions: dict[str, str]
    broader: list[str]
    narrower: list[str]
    used_with: Annotated[dict[str, int], Field(description="Of a class its properties, of a property the classes; with numbers of statements")]
    vocabularies: Annotated[dict[str, str], Field(description="Concept schemes from which the data take its values")]
    further: dict[str, list[str]]


class OntologyAnswer(_Model):
    """The ontology, one module of it, or one term."""

    version: str
    prefixes: Annotated[str, Field(description="PREFIX lines to begin a SPARQL query with")] = ""
    modules: list[ModuleInfo] = []
    term: TermDetails | None = None
    vocabularies: Annotated[dict[str, str], Field(description="Concept schemes by IRI")] = {}
    source: Source

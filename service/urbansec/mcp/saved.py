"""The tools for saved queries: list them, read one, run one."""

from functools import partial
from typing import Annotated

from mcp.server.mcpserver.tools import Tool
from pydantic import Field

from urbansec.citation import cite
from urbansec.mcp.answers import ExampleInfo, ParameterInfo, QueryInfo, QueryList, QuerySummary, TableAnswer
from urbansec.mcp.ending import in_thread
from urbansec.mcp.parts import Parts
from urbansec.mcp.refusals import make_tool
from urbansec.mcp.rows import fit, json_rows
from urbansec.namespaces import expand, shorten
from urbansec.queries import Parameter, SavedQuery
from urbansec.queries.find import find, tags_of
from urbansec.queries.members import class_members
from urbansec.queries.parameters import Given

CHOICES = 60
"""So many resources that a parameter takes are named."""
_REST = "Go on with offset (the rows given so far), ask for more with limit, or narrow the question with the parameters."
Typed = str | int | float | bool | list[str | int | float | bool] | None
Name = Annotated[str, Field(max_length=300, description="The name of a saved query, as list_queries gives it; name@version for an old version")]


def saved_query_tools(parts: Parts) -> list[Tool]:
    """The tools for the queries of ``parts.catalogue``."""

    async def list_queries(
        search: Annotated[str, Field(max_length=300, description="Words that name, summary or description hold; empty lists all")] = "",
        tag: Annotated[str, Field(max_length=100, description="Only queries with this tag")] = "",
    ) -> QueryList:
        """List the saved queries: tested questions with typed parameters, the surest way to an answer. Look here before you write SPARQL."""
        found = await in_thread(lambda: find(parts.catalogue, search, [tag] if tag else []))
        queries = [QuerySummary(name=q.name, summary=q.summary, tags=list(q.header.tags), parameters=list(q.header.params)) for q in found]
        return QueryList(queries=queries, tags=tags_of(parts.catalogue), source=parts.source("the saved queries"))

    async def describe_query(name: Name) -> QueryInfo:
        """Tell all about a saved query: what it answers, what each parameter takes (with the resources to choose from), examples, its SPARQL text."""
        return await in_thread(partial(_describe, parts, name))

    async def run_query(
        name: Name,
        parameters: Annotated[
            dict[str, Typed] | None,
            Field(
                description="Values by parameter. A resource as id:forum/efus or as full IRI; a date as 2020, 2020-09, 2020-09-28 or today; several in a list. "
                "What is left out takes its default."
            ),
        ] = None,
        limit: Annotated[int, Field(ge=1, le=parts.limits.rows, description="Rows to give at most")] = min(100, parts.limits.rows),
        offset: Annotated[int, Field(ge=0, description="Rows to leave out first, to go on where an answer was cut")] = 0,
    ) -> TableAnswer:
        """Run a saved query and get its rows, with a citation that anybody can verify. Values are checked; mistakes are told with what was meant."""
        return await in_thread(partial(_run, parts, name, _given(parameters or {}), limit, offset))

    return [
        make_tool(list_queries, "List saved queries"),
        make_tool(describe_query, "Describe a saved query"),
        make_tool(run_query, "Run a saved query"),
    ]


def _given(parameters: dict[str, Typed]) -> Given:
    """The values as people type them; ``None`` is not given."""
    return {
        name: [_text(each) for each in value] if isinstance(value, list) else _text(value)
        for name, value in parameters.items()
        if value is not None
    }  # fmt: skip


def _text(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _run(parts: Parts, name: str, given: Given, limit: int, offset: int) -> TableAnswer:
    call = parts.catalogue.get(name).call(parts.engine, given)
    table = call.table(parts.engine)
    citation = cite(call, table, data_version=parts.engine.version, issued=parts.now(), service=parts.base, keep=False)
    rows, cut = fit(json_rows(table)[offset:], most=limit, size=parts.limits.bytes, advice=_REST)
    return TableAnswer(
        columns=list(table.variables),
        rows=rows,
        first=offset,
        rows_in_all=len(table.rows),
        cut=cut,
        notices=list(call.notices),
        source=parts.cited(citation),
    )


def _describe(parts: Parts, name: str) -> QueryInfo:
    query = parts.catalogue.get(name)
    header = query.header
    return QueryInfo(
        name=query.name,
        summary=query.summary,
        description=header.description,
        tags=list(header.tags),
        version=query.version,
        versions=list(parts.catalogue.versions_of(query.name)),
        gives="graph" if query.form.gives_graph else "table",
        parameters=[_parameter(parts, each, parameter) for each, parameter in header.params.items()],
        examples=[
            ExampleInfo(description=e.description, parameters={n: v if isinstance(v, str) else list(v) for n, v in e.params.items()}) for e in header.examples
        ],
        analysis=header.analysis,
        deprecated=header.deprecated,
        text=_sparql(query),
        source=parts.source(f"the saved query {query.name}, version {query.version}"),
    )


def _sparql(query: SavedQuery) -> str:
    return "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()


def _parameter(parts: Parts, name: str, parameter: Parameter) -> ParameterInfo:
    wanted = parameter.resource_class
    members = class_members(parts.engine, expand(wanted) or wanted) if wanted else {}
    return ParameterInfo(
        name=name,
        type=parameter.type,
        description=parameter.description,
        required=parameter.required,
        several=parameter.list,
        default=list(parameter.defaults),
        values=list(parameter.values),
        resource_class=wanted,
        choices={shorten(iri): label for iri, label in list(members.items())[:CHOICES]},
        choices_in_all=len(members),
        examples=list(parameter.examples),
        deprecated=parameter.deprecated,
    )

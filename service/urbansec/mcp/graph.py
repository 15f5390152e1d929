"""The tools for the graph itself: search for names, describe a resource, ask in SPARQL."""

from dataclasses import asdict, replace
from functools import partial
from typing import Annotated

from mcp.server.mcpserver.tools import Tool
from pydantic import Field

from urbansec.mcp.answers import Description, Hit, Hits, SparqlAnswer
from urbansec.mcp.asking import ask
from urbansec.mcp.descriptions import describe_resource
from urbansec.mcp.ending import in_thread
from urbansec.mcp.parts import Parts
from urbansec.mcp.refusals import make_tool
from urbansec.search import index_of

USUAL_ROWS = 100
USUAL_SECONDS = 10.0


def graph_tools(parts: Parts) -> list[Tool]:
    """The tools that look into the graph of ``parts.engine``."""
    limits = parts.limits

    async def search(
        text: Annotated[str, Field(max_length=10_000, description="A name or its beginning, in any language or script, misspelt too")],
        kinds: Annotated[
            list[str] | None, Field(max_length=20, description="Only these kinds, such as city, forum, event, organisation, project, source")
        ] = None,
        languages: Annotated[list[str] | None, Field(max_length=20, description="Only names in these languages, such as de or fr")] = None,
        limit: Annotated[int, Field(ge=1, le=100, description="Resources to give at most")] = 10,
    ) -> Hits:
        """Find resources (cities, forums, organisations, events, projects, sources …) by name, to get the IRIs that the other tools take."""

        def find() -> list[Hit]:
            found = index_of(parts.engine).search(text, kinds=kinds or (), languages=languages or (), limit=limit)
            return [Hit(**asdict(hit)) for hit in found]

        return Hits(hits=await in_thread(find), source=parts.source("resources found by their names"))

    async def describe(
        resource: Annotated[str, Field(max_length=2_000, description="An IRI, in full or as id:city/essen")],
        limit: Annotated[int, Field(ge=1, le=limits.rows, description="Facts to give at most")] = min(USUAL_ROWS, limits.rows),
    ) -> Description:
        """Tell what is known of a resource: its facts, each with the sources that back it, what the rules derive, and what refers to it."""
        return await in_thread(partial(describe_resource, parts, resource, limit))

    async def sparql(
        query: Annotated[str, Field(min_length=1, max_length=limits.text, description="SELECT, ASK, CONSTRUCT or DESCRIBE, with all its PREFIX lines")],
        limit: Annotated[int, Field(ge=1, le=limits.rows, description="Rows or triples to give at most")] = min(USUAL_ROWS, limits.rows),
        seconds: Annotated[float, Field(gt=0, le=limits.seconds, description="When to end the query")] = min(USUAL_SECONDS, limits.seconds),
    ) -> SparqlAnswer:
        """Ask your own SPARQL 1.1 query, read-only. See ontology for the terms and prefixes; write IRIs of things in full, <https://w3id.org/urbansec/id/city/essen>.

        Updates and SERVICE are refused. A query past its time is ended; what is longer than the limits is cut and says so.
        """
        asked = await ask(parts.engine, query, replace(limits, rows=limit, seconds=seconds))
        return SparqlAnswer(
            form=asked.form,
            columns=None if asked.form.gives_graph else list(asked.columns),
            rows=None if asked.form.gives_graph else asked.rows,
            turtle=asked.turtle,
            rows_in_all=asked.in_all,
            cut=asked.cut,
            seconds=asked.seconds,
            source=parts.source("answer to a SPARQL query"),
        )

    seen = "Outside GRAPH a query sees all graphs at once." if parts.engine.union else "Outside GRAPH a query sees the default graph alone."
    return [
        make_tool(search, "Search by name"),
        make_tool(describe, "Describe a resource"),
        make_tool(sparql, "Ask in SPARQL", more=seen),
    ]

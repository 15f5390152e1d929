"""Resources, which a person may add to a conversation, and prompts to begin one with."""

from functools import partial

from mcp.server.mcpserver import MCPServer
from mcp_types import Completion, CompletionArgument, CompletionContext, PromptReference, ResourceTemplateReference

from urbansec.engine import GRAPH_FORMATS
from urbansec.mcp.descriptions import described
from urbansec.mcp.ending import in_thread
from urbansec.mcp.parts import Parts
from urbansec.mcp.refusals import check_texts, resource_errors
from urbansec.queries import describe

_TURTLE = GRAPH_FORMATS[0]
_QUERY, _THING = "urbansec://queries/{name}", "urbansec://id/{+path}"
_MOST = 100


def add_resources(server: "MCPServer[None]", parts: Parts) -> None:
    """Add the description of the dataset, the ontology, the saved queries and every resource of the graph, all as text."""

    @server.resource(
        "urbansec://dataset", title="The dataset", description="Licence, coverage, figures, releases (DCAT, VoID), as Turtle", mime_type="text/turtle"
    )
    async def dataset() -> str:
        with resource_errors():
            return (await in_thread(partial(describe.dataset, parts.engine, _TURTLE))).content.decode()

    @server.resource("urbansec://ontology", title="The ontology", description="All its modules, as Turtle", mime_type="text/turtle")
    async def ontology() -> str:
        with resource_errors():
            return (await in_thread(partial(describe.ontology, parts.engine, _TURTLE))).content.decode()

    @server.resource(_QUERY, title="A saved query", description="Its file: header and SPARQL text", mime_type="application/sparql-query")
    async def saved_query(name: str) -> str:
        check_texts(name)
        with resource_errors():
            return (await in_thread(partial(parts.catalogue.get, name))).text

    @server.resource(_THING, title="A resource", description="What is known of id/PATH, such as city/essen, as Turtle", mime_type="text/turtle")
    async def thing(path: str) -> str:
        check_texts(path)

        def read() -> str:
            return describe.describe(parts.engine, described(parts, f"id:{path}"), _TURTLE).content.decode()

        with resource_errors():
            return await in_thread(read)

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # the SDK types all but this one
    async def complete(ref: PromptReference | ResourceTemplateReference, argument: CompletionArgument, _context: CompletionContext | None) -> Completion | None:
        if isinstance(ref, ResourceTemplateReference) and ref.uri == _QUERY and argument.name == "name":
            found = [query.name for query in parts.catalogue if query.name.startswith(argument.value)]
            return Completion(values=found[:_MOST], total=len(found), has_more=len(found) > _MOST)
        return None


def add_prompts(server: "MCPServer[None]") -> None:
    """Add ways to begin."""

    @server.prompt(title="Answer with evidence", description="Answer a question from the graph, with sources, dates and what is not known")
    def answer(question: str) -> str:
        return (
            f"Answer this question from the knowledge graph of the European urban-security network: {question}\n\n"
            "1. Look for a saved query that answers it (list_queries, describe_query) and run it with the right parameters; search gives the IRIs of names.\n"
            "2. Only if there is none, read the ontology and ask in SPARQL.\n"
            "3. Say what is stated, what is inferred or derived by a rule, and what the graph leaves open. A membership without an end is not known to last.\n"
            "4. Where sources disagree, give each of them. If an answer was cut, say so or get the rest.\n"
            "5. End with the reference of every answer that you used."
        )

    @server.prompt(title="Portrait of a member", description="Who a city, region or organisation is in the network")
    def portrait(name: str) -> str:
        return (
            f"Write a portrait of {name} as a member of the European urban-security network. Find it with search, read it with describe, and run the saved "
            "queries about members, events and projects that take it as a parameter. Give dates as exactly as the sources do, name a source for each "
            "statement, and end with the references of the answers."
        )

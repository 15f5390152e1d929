"""``/graph-store``: the reading part of the SPARQL 1.1 Graph Store HTTP Protocol, with graphs named by a parameter."""

from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import Receive, Send

from urbansec.api.context import Context
from urbansec.api.delivery import Watch, send_whole
from urbansec.api.errors import BadRequestError, MethodRefusedError, Problems
from urbansec.api.negotiation import accepted, choose
from urbansec.api.operation import Chosen, Parameters, by_name, decode, not_acceptable, require_iri
from urbansec.api.sparql import Answering
from urbansec.engine import BOOLEAN_AND_TABLE, GRAPH_FORMATS, Formats
from urbansec.engine import Request as Query
from urbansec.errors import NotFoundError

ALLOWED = ("GET", "HEAD", "OPTIONS")
_DEFAULT = Query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


class GraphStore(Answering):
    """The graph store. The data are read-only, so the methods that write are not allowed."""

    async def answer(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """See :class:`~urbansec.api.sparql.Answering`."""
        method = request.scope["method"]
        if method == "OPTIONS":
            await send_whole(send, 204, [(b"allow", ", ".join(ALLOWED).encode())])
            return
        if method not in ALLOWED:
            raise MethodRefusedError(ALLOWED)
        parameters = decode(request.scope["query_string"])
        graph = _graph(parameters)
        formats = [value for name, value in parameters if name == "format" and value]
        chosen = by_name(formats[-1]) if formats else _by_accept(accepted(request))
        query = _DEFAULT
        if graph is not None:
            await self._require(request, receive, graph)
            query = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
        await self.run(request, receive, send, query, chosen.for_graphs())

    async def _require(self, request: HTTPConnection, receive: Receive, graph: str) -> None:
        async with Watch(request.scope, receive):
            stream = await self.context.engine.stream(Query(f"ASK {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"), Formats(BOOLEAN_AND_TABLE[2]))
            try:
                answer = b"".join([chunk async for chunk in stream])
            finally:
                await stream.aclose()
            if b"true" not in answer:
                raise NotFoundError(f"There is no graph {graph}.")


def routes(context: Context, problems: Problems) -> list[Route]:
    """The route of the graph store."""
    return [Route("/graph-store", GraphStore(context, problems), include_in_schema=False)]


def _graph(parameters: Parameters) -> str | None:
    """The IRI of the graph that is asked for; ``None`` is the default graph."""
    named = [value for name, value in parameters if name == "graph"]
    default = [value for name, value in parameters if name == "default"]
    if len(named) + len(default) != 1 or any(default):
        raise BadRequestError("Expected either the parameter graph, once, with the IRI of a graph, or the parameter default, once, without a value.")
    return require_iri("graph", named[0]) if named else None


def _by_accept(accept: str | None) -> Chosen:
    found = choose(accept, GRAPH_FORMATS)
    if found is None:
        raise not_acceptable(GRAPH_FORMATS)
    return Chosen(Formats(None, next(f for f in GRAPH_FORMATS if f == found[0])), graph_type=found[1])

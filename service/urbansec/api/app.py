"""Put the service together from its parts. Nothing is made at import: tests and the command call :func:`create_app`."""

from collections.abc import Callable

from fastapi import FastAPI
from starlette.types import ASGIApp

from urbansec import __version__
from urbansec.api import (
    changes,
    dataset,
    editor,
    errors,
    graph_store,
    health,
    home,
    languages,
    lists,
    metrics,
    ontology,
    overview,
    quality,
    queries,
    reconciliation,
    resources,
    search,
    sitemap,
    sparql,
    static,
)
from urbansec.api.addresses import Addresses
from urbansec.api.answers import Answers
from urbansec.api.budget import Budget
from urbansec.api.cache import Cache
from urbansec.api.calls import Calls
from urbansec.api.compression import Compression
from urbansec.api.context import Context
from urbansec.api.interface import describe_raw
from urbansec.api.judged import Judge
from urbansec.api.limits import Limits
from urbansec.api.logs import Observed
from urbansec.api.metrics import Metrics
from urbansec.api.observed import ObservedEngine
from urbansec.api.proxies import Proxies
from urbansec.api.repeats import Remembering, Repeats
from urbansec.api.security import Security
from urbansec.api.tracing import Tracing
from urbansec.assets import Assets
from urbansec.engine import Engine
from urbansec.engine.protocol import state_of
from urbansec.pages import STATIC, Pages
from urbansec.queries import Catalogue
from urbansec.settings import Settings

_PROBLEM = {
    "description": "A problem (RFC 9457), as a page for browsers",
    "content": {"application/problem+json": {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}},
}


class Service(FastAPI):
    """FastAPI, with layers around even its handler of unexpected errors."""

    outermost: Callable[[ASGIApp], ASGIApp] | None = None

    def build_middleware_stack(self) -> ASGIApp:
        """All layers, the outermost too."""
        inner = super().build_middleware_stack()
        return inner if self.outermost is None else self.outermost(inner)


def create_app(  # noqa: PLR0913 - the parts that it puts together
    settings: Settings,
    engine: Engine,
    catalogue: Catalogue,
    assets: Assets,
    dump: Callable[[str], bytes] | None = None,
    *,
    judge: Judge | None = None,
    tracing: Tracing | None = None,
) -> Service:
    """The service on one engine. ``catalogue`` holds the saved queries, ``assets`` the ontology to publish.

    ``dump`` writes all data in a format of :data:`urbansec.dataset.dump.DUMP_FORMATS`. ``judge`` tells whether they are valid.
    With ``tracing``, requests and queries become spans.
    """
    counted = Metrics(lambda: engine.version)
    counted.engine = engine
    watched = ObservedEngine(engine, counted, slow_seconds=settings.slow_seconds, tracing=tracing)
    pages = Pages(lambda: watched.version)
    context = Context(settings=settings, engine=watched, catalogue=catalogue, assets=assets, pages=pages, dump=dump, judge=judge)
    app = Service(
        title="urbansec",
        version=__version__,
        summary="The knowledge graph of the European urban-security network",
        docs_url=None,  # FastAPI's pages load scripts from a third party
        redoc_url=None,
        responses={"4XX": _PROBLEM, "5XX": _PROBLEM},
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the service has its own; asking costs every request
    )
    counted.cache = answers = Answers(settings.cache_mb)
    app.state.metrics = counted
    # What is answered before it is parsed is neither logged nor traced, and who sent it is not looked at; so there is none where that matters.
    unseen = answers.largest and not settings.log_requests and tracing is None and not settings.trusted_proxies
    repeats = Repeats(settings.cache_mb / 4, lambda: state_of(engine), counted) if unseen else None
    app.state.repeats = repeats

    def outermost(inner: ASGIApp) -> ASGIApp:
        seen = Observed(Security(inner), counted, log_requests=settings.log_requests, tracing=tracing)
        return seen if repeats is None else Remembering(seen, repeats)

    app.outermost = outermost
    problems = errors.install(app, pages)
    endpoint = sparql.Endpoint(context, problems)
    app.router.routes.extend([*sparql.routes(endpoint), *graph_store.routes(context, problems)])
    describe_raw(app, catalogue)
    for module in (home, overview, editor, queries, resources, ontology, dataset, quality, changes, health, search, reconciliation, sitemap, languages, lists):
        app.include_router(module.router(context))
    if settings.metrics:
        app.include_router(metrics.router(counted))
    app.include_router(static.router())
    app.mount("/static", static.Files(directory=STATIC), name="static")

    # From the inside out.
    app.add_middleware(sparql.Direct, endpoint=endpoint)
    app.add_middleware(Addresses, problems=problems, limit=settings.max_url_bytes)
    if settings.client_seconds:
        app.add_middleware(Limits, budget=Budget(settings.client_seconds, settings.burst_seconds), problems=problems)
    app.add_middleware(Compression, problems=problems)
    app.add_middleware(Cache, engine=engine, answers=answers, settings=settings)
    app.add_middleware(Proxies, trusted=settings.trusted_proxies, header=settings.proxy_header)
    app.add_middleware(Calls)
    return app

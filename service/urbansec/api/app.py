"""Put the service together from its parts. Nothing is made at import: tests and the command call :func:`create_app`."""

from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from urbansec import __version__
from urbansec.api import dataset, errors, health, home, ontology, queries, resources, sparql
from urbansec.api.context import Context
from urbansec.assets import Assets
from urbansec.engine import Engine
from urbansec.pages import STATIC, Pages
from urbansec.queries import Catalogue
from urbansec.settings import Settings

# The pages need nothing from other hosts and run no script: whatever a label in the data holds stays text.
_CONTENT_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def create_app(settings: Settings, engine: Engine, catalogue: Catalogue, assets: Assets, dump: Callable[[str], bytes] | None = None) -> FastAPI:
    """The service on one engine. ``catalogue`` holds the saved queries, ``assets`` the ontology to publish.

    ``dump`` writes all data in a format of :data:`urbansec.dataset.dump.DUMP_FORMATS`.
    """
    pages = Pages()
    context = Context(settings=settings, engine=engine, catalogue=catalogue, assets=assets, pages=pages, dump=dump)
    app = FastAPI(
        title="urbansec",
        version=__version__,
        summary="The knowledge graph of the European urban-security network",
        docs_url=None,  # FastAPI's pages load scripts from a third party
        redoc_url=None,
    )
    errors.install(app, pages)
    for module in (home, sparql, queries, resources, ontology, dataset, health):
        app.include_router(module.router(context))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")

    @app.middleware("http")
    async def secure(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", _CONTENT_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    # Public, read-only and without credentials: any page may ask.
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "HEAD", "POST", "OPTIONS"], allow_headers=["*"])
    return app

"""``/health``: is the process alive, and can it answer queries?"""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from urbansec import __version__
from urbansec.api.context import Context, get
from urbansec.engine import BOOLEAN_AND_TABLE, Request


def router(context: Context) -> APIRouter:
    """The routes that operations watch."""
    routes = APIRouter(tags=["operations"])

    @get(routes, "/health/live", summary="The process is alive", operation_id="health_live")
    def live() -> Response:
        return JSONResponse({"status": "alive", "version": __version__}, headers={"Cache-Control": "no-store"})

    @get(routes, "/health/ready", summary="The engine answers queries", operation_id="health_ready")
    def ready() -> Response:
        context.engine.execute(Request("ASK {}"), BOOLEAN_AND_TABLE[0])
        return JSONResponse({"status": "ready", "data_version": context.engine.version}, headers={"Cache-Control": "no-store"})

    return routes

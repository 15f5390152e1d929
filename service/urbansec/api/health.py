"""``/health``: is the process alive, and does the engine answer?"""

import asyncio
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from urbansec import __version__
from urbansec.api.context import Context, get
from urbansec.engine import BOOLEAN_AND_TABLE, Engine
from urbansec.engine import Request as Query
from urbansec.engine.caller import Caller, current
from urbansec.engine.protocol import Formats
from urbansec.errors import UrbansecError

READY_SECONDS = 2.0
RETRY_SECONDS = 5
_NOW = {"Cache-Control": "no-store"}


def router(context: Context) -> APIRouter:
    """The routes that operations watch."""
    routes = APIRouter(tags=["operations"])

    @get(routes, "/health/live", summary="The process is alive", operation_id="health_live")
    async def live() -> Response:
        return JSONResponse({"status": "alive", "version": __version__}, headers=_NOW)

    @get(routes, "/health/ready", summary="The engine answers queries", operation_id="health_ready")
    async def ready(request: Request) -> Response:
        """`503` while the service is stopping, or if the engine does not answer an empty query within two seconds."""
        if getattr(request.app.state, "draining", False):
            return _not_ready("stopping", "The service is stopping; running requests are finished.")
        try:
            version = await _ask(context.engine)
        except TimeoutError:
            return _not_ready("not answering", f"The engine did not answer within {READY_SECONDS:g} seconds.")
        except UrbansecError as error:
            return _not_ready("failing", error.title)
        return JSONResponse({"status": "ready", "data_version": version}, headers=_NOW)

    return routes


async def _ask(engine: Engine) -> str:
    """Put a query that costs nothing, and tell the version of the data that answered it.

    It has a place in the queue of its own, so that no client's queries stand before it.
    """
    caller = Caller(client="health")
    token = current.set(caller)
    try:
        async with asyncio.timeout(READY_SECONDS):
            stream = await engine.stream(Query("ASK {}"), Formats(table=BOOLEAN_AND_TABLE[0]))
            await stream.aclose()
            return engine.version
    finally:
        caller.release()
        current.reset(token)


def _not_ready(status: str, detail: str) -> Response:
    return JSONResponse({"status": status, "detail": detail}, HTTPStatus.SERVICE_UNAVAILABLE, headers={**_NOW, "Retry-After": str(RETRY_SECONDS)})

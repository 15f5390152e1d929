"""Styles, images and what was built of the browser's modules. What has its content in its name is kept for good."""

from os import PathLike, stat_result

from fastapi import APIRouter
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from urbansec.api.context import get
from urbansec.pages import STATIC

_NAMED_BY_CONTENT = "built/assets/"


class Files(StaticFiles):
    """Starlette's, with the lifetime of files whose names change with their content."""

    def file_response(self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The file, or 304 for it."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if _NAMED_BY_CONTENT in str(full_path).replace("\\", "/"):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def router() -> APIRouter:
    """The icon, where browsers look for it when what they show is no page of ours that names it, such as Turtle."""
    routes = APIRouter(tags=["pages"])

    @get(routes, "/favicon.ico", summary="The icon", operation_id="icon")
    def icon() -> Response:
        """An image in SVG, which browsers take under this name too."""
        return FileResponse(STATIC / "urbansec.svg", media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})

    return routes

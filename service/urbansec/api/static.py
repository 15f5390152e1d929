"""Styles, images and what was built of the browser's modules. What has its content in its name is kept for good."""

from os import PathLike, stat_result

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_NAMED_BY_CONTENT = "built/assets/"


class Files(StaticFiles):
    """Starlette's, with the lifetime of files whose names change with their content."""

    def file_response(self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200) -> Response:
        """The file, or 304 for it."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if _NAMED_BY_CONTENT in str(full_path).replace("\\", "/"):
            answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

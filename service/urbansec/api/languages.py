"""The switch of languages: a choice is kept in a cookie, and the reader goes on where they were."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from urbansec.api.context import Context, get
from urbansec.errors import ParameterError
from urbansec.pages.language import COOKIE, LANGUAGES

_YEAR = 31_536_000


def router(context: Context) -> APIRouter:  # noqa: ARG001 - every module has a router of the same form
    """The route."""
    routes = APIRouter(tags=["pages"])

    @get(routes, "/language", summary="Choose the language of the pages", operation_id="language", status_code=303)
    def language(request: Request, to: str = "", back: str = "") -> Response:
        """Sets a cookie with the language and nothing else, and leads to the page `back` on this host. Without `to` the choice stays."""
        if to and to not in LANGUAGES:
            raise ParameterError(f"There is no language {to[:100]!r}; there are: {', '.join(LANGUAGES)}.", parameter="to")
        root = request.scope.get("root_path", "")
        answer = RedirectResponse(_here(back, f"{root}/"), 303, headers={"Cache-Control": "no-store"})
        if not to:
            return answer
        path = root or "/"
        answer.set_cookie(COOKIE, to, max_age=_YEAR, path=path, secure=request.url.scheme == "https", httponly=True, samesite="lax")
        return answer

    return routes


def _here(back: str, start: str) -> str:
    """``back`` if it is a path of this host, else the page ``start``: the switch leads nobody elsewhere."""
    # Browsers read a backslash as a slash and pass over white space and control characters, so two slashes may hide in them.
    plain = back.isprintable() and " " not in back and "\\" not in back
    parts = urlsplit(back) if plain and back.startswith("/") and not back.startswith("//") else None
    return back if parts is not None and not parts.scheme and not parts.netloc else start

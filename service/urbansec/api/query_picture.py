"""The picture of an answer as a file: what the page of the query draws, to put into a report."""

from base64 import b64encode
from hashlib import sha256

from fastapi import Request, Response

from urbansec.api.asking import VIEW, Asked, answer, base_of
from urbansec.api.context import Context
from urbansec.api.query_page import in_language
from urbansec.api.query_result import disposition
from urbansec.api.query_views import check_view, names_of, viewed
from urbansec.errors import NotFoundError
from urbansec.pages.language import language_of, spoken_in
from urbansec.pages.render import local_address
from urbansec.pages.views import standalone
from urbansec.pages.views.standalone import style
from urbansec.queries import SavedQuery
from urbansec.results import in_order

PICTURE = "svg"
# A file that somebody opens by itself has its own style and does nothing else.
_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def picture(context: Context, request: Request, query: SavedQuery) -> Response:
    """The view that the address names, or the first that is none of text; :class:`NotFoundError` if the answer has none."""
    language = language_of(request)
    asked = in_language(query, Asked.read(request), language)
    wanted = asked.reserved.get(VIEW, "")
    check_view(wanted)
    found = answer(request, query, context.engine, asked)
    whole = in_order(query, found.table)
    labels = names_of(whole, query, context.engine, language)
    shown = viewed(whole, wanted, str, query=query, labels=labels, link=local_address, language=language)
    if shown.drawn is None:
        raise NotFoundError(f"There is no picture of this answer{' as ' + wanted if wanted else ''}; the page of the query says what it can be shown as.")
    content = standalone(shown.drawn.graphic, language=language, base=base_of(request), source=found.permalink)
    headers = {
        **found.headers(),
        "Content-Disposition": disposition(query, PICTURE, download=True),
        "Content-Security-Policy": _POLICY.format(b64encode(sha256(style().encode()).digest()).decode()),
    }
    return Response(content, media_type="image/svg+xml", headers={**headers, **spoken_in(language)})

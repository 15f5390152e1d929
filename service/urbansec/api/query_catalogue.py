"""The catalogue of saved queries as a page: in the language of the reader, by subject, searched in both languages."""

from collections.abc import Iterable, Sequence

from fastapi import Request, Response

from urbansec.api.context import Context
from urbansec.letters import bare
from urbansec.pages.catalogues import translation
from urbansec.pages.language import language_of
from urbansec.pages.saved import SENTENCE, TAG, spoken
from urbansec.queries import SavedQuery
from urbansec.queries.find import find, tags_of


def catalogue_page(context: Context, request: Request, text: str, tags: Sequence[str]) -> Response:
    """The queries that have the words of ``text`` and all ``tags``; all of them by subject if nothing is asked."""
    language = language_of(request)

    def say(each: str) -> str:
        return translation(each, language=language, context=SENTENCE) or spoken(each, TAG, language=language)

    found = find(context.catalogue, text, tags, say)
    known = sorted(tags_of(context.catalogue).items(), key=lambda item: bare(spoken(item[0], TAG, language=language)))
    return context.pages.render(
        request,
        "queries.html",
        headers={"Vary": "Accept"},
        queries=found,
        groups={} if text or tags else by_subject(found, language),
        q=text,
        chosen=tags,
        tags=dict(known),
        total=len(context.catalogue),
    )


def by_subject(queries: Iterable[SavedQuery], language: str) -> dict[str, list[SavedQuery]]:
    """The queries under the first of their tags, those without one last; each subject has a query once, in the order of what it is called."""
    found: dict[str, list[SavedQuery]] = {}
    for query in sorted(queries, key=lambda query: bare(spoken(query.summary, language=language))):
        found.setdefault(next(iter(query.header.tags), ""), []).append(query)
    return dict(sorted(found.items(), key=lambda item: (not item[0], bare(spoken(item[0], TAG, language=language)))))

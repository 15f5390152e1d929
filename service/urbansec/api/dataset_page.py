"""The page of the dataset for people: what it is, what it covers, how to take and to cite it."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import Request, Response

from urbansec.api.context import Context
from urbansec.api.dumps import FILES, Dumps
from urbansec.api.feeds import anchor
from urbansec.api.lists_kept import kinds
from urbansec.api.lists_titles import titled
from urbansec.citation.record import AUTHOR
from urbansec.citation.whole import Whole
from urbansec.engine import Format
from urbansec.pages import language_of
from urbansec.pages.catalogues import marked
from urbansec.pages.sizes import size
from urbansec.queries.coverage import read_coverage
from urbansec.queries.lists import OF_PEOPLE
from urbansec.queries.releases import read_releases
from urbansec.search.fold import fold

_FOR: Mapping[str, str] = {
    "ttl": marked("for reading and for most tools"),
    "nt": marked("one statement on a line"),
    "rdf": marked("for tools that know only XML"),
    "nq": marked("one statement on a line, each with the file or rule that it comes from"),
    "trig": marked("for reading, with the file or rule that each statement comes from"),
    "jsonld": marked("for programs that read JSON, with the file or rule that each statement comes from"),
}
_LATEST = 3
_LICENCES = {"https://creativecommons.org/licenses/by/4.0/": "Creative Commons Attribution 4.0 International (CC BY 4.0)"}


def render(context: Context, request: Request, dumps: Dumps, formats: Sequence[Format]) -> Response:
    """The page."""
    language, version = language_of(request), context.engine.version
    coverage, releases = read_coverage(context.engine), read_releases(context.engine)
    sizes = dumps.sizes(version, coverage.triples)
    counted = kinds(context.engine)
    listed = releases.releases if releases else ()
    title = _chosen(coverage.titles, language)
    headers = {"Vary": "Accept"}
    if None in sizes.values() and coverage.triples:
        headers["Cache-Control"] = "no-store"  # the next who asks is told how large the files are
    whole = Whole(title[0] or "urbansec", coverage.publisher or AUTHOR, listed[0].version if listed else "", version, date.today())
    return context.pages.render(
        request,
        "dataset.html",
        headers=headers,
        coverage=coverage,
        licence=_LICENCES.get(coverage.licence, coverage.licence),
        title=title,
        description=_chosen(coverage.descriptions, language),
        rights=_chosen(coverage.rights, language),
        countries=sorted(((iri, *_chosen(names, language)) for iri, names in coverage.countries.items()), key=lambda country: fold(country[1])),
        numbers=[(kind, titled(context.engine, kind, language)[0], counted[kind]) for kind in OF_PEOPLE if kind in counted],
        files=[
            {"name": name, "format": FILES[name].name, "purpose": _FOR[FILES[name].suffix], "size": "" if octets is None else size(octets, language)}
            for name, octets in sizes.items()
        ],
        formats=formats,
        releases=listed[:_LATEST],
        note=lambda release: _chosen(release.notes, language),
        anchor=anchor,
        whole=whole,
    )


def _chosen(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The text in the language, in English, or in any; and its language, "" if it is the one that was wanted or none."""
    for wanted in (language, "en", "", *texts):
        if wanted in texts:
            return texts[wanted], "" if wanted == language else wanted
    return "", ""

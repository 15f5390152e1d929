"""``/things``: lists of all things of a kind, narrowed by facets, as a page, as JSON and as CSV."""

from collections.abc import Sequence
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from urbansec.api.asking import base_of
from urbansec.api.charging import charged
from urbansec.api.context import Context, get, negotiate
from urbansec.api.lists_asked import SIZES, SORT, WORDS, Asked
from urbansec.api.lists_files import csv_text, facet_document, row_document
from urbansec.api.lists_kept import kinds, listing
from urbansec.api.lists_shown import Shown, pages
from urbansec.api.lists_titles import titled
from urbansec.api.negotiation import Offer, Page, accepted
from urbansec.api.paging import NUMBER, SIZE, address
from urbansec.errors import NotFoundError
from urbansec.letters import spelled_like
from urbansec.namespaces import ID, shorten
from urbansec.pages import language_of
from urbansec.pages.language import spoken_in
from urbansec.queries.lists import OF_PEOPLE, RECORDS, Name, written

_PARAMETERS = [
    {"name": WORDS, "in": "query", "description": "Words that names begin with, without regard to case and accents", "schema": {"type": "string"}},
    {"name": SORT, "in": "query", "description": "A column to sort by; with `-` before it from the end", "schema": {"type": "string"}},
    {"name": SIZE, "in": "query", "description": "Entries on a page", "schema": {"type": "integer", "minimum": 1, "default": 50}},
    {"name": NUMBER, "in": "query", "description": "Which page, counted from 1", "schema": {"type": "integer", "minimum": 1, "default": 1}},
    {
        "name": "facets",
        "in": "query",
        "description": "Values of facets, such as `country=de` and `forum=id:forum/defus`; repeated, one of them must fit. The answer without any lists them",
        "schema": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "style": "form",
        "explode": True,
    },
]


class _Json:
    media_type = "application/json"
    aliases = ()


class _Csv:
    media_type = "text/csv"
    aliases = ()


_SUFFIXES: dict[str, Offer] = {"json": _Json(), "csv": _Csv(), "html": Page()}


def things_address(kind: str, **facets: str | Sequence[str]) -> str:
    """The address of the list of ``kind``, narrowed: ``things_address("city", country="id:country/de")``. ``_`` stands for ``-``."""
    pairs = [(name.replace("_", "-"), shorten(value)) for name, values in facets.items() for value in ([values] if isinstance(values, str) else values)]
    return address(f"/things/{quote(kind)}", pairs)


def collection_of(iri: str) -> str:
    """The address of the list that a thing is in; that of all lists for what is in none."""
    kind, slash, _ = iri.removeprefix(ID).partition("/")
    return things_address(kind) if iri.startswith(ID) and slash else "/things"


def router(context: Context) -> APIRouter:
    """The routes of the lists."""
    routes = APIRouter(tags=["linked data"])

    @get(routes, "/things", summary="The kinds of things, and how many there are of each", operation_id="things")
    def things(request: Request) -> Response:
        """As JSON or as a page, by `Accept`."""
        chosen, _ = negotiate(accepted(request), (_Json(), Page()))
        language, root = language_of(request), request.scope.get("root_path", "")
        groups = _groups(context, language)
        if isinstance(chosen, Page):
            return context.pages.render(request, "lists/things.html", headers={"Vary": "Accept"}, groups=groups)
        base = base_of(request).removesuffix(root)
        listed = [
            {"kind": kind, "label": label.text, "description": text.text, "count": count, "address": f"{base}{root}{things_address(kind)}"}
            for _, of in groups
            for kind, label, text, count in of
        ]
        return JSONResponse({"data_version": context.engine.version, "kinds": listed}, headers=spoken_in(language, "Accept"))

    @get(
        routes,
        "/things/{kind}.{suffix}",
        summary="The same in the format of the suffix: `csv` (all entries), `json`",
        operation_id="things_of_kind_suffix",
        openapi_extra={"parameters": _PARAMETERS},
    )
    def things_suffix(request: Request, kind: str, suffix: str) -> Response:
        if suffix in _SUFFIXES:
            return answer(request, kind, _SUFFIXES[suffix], "")
        return things_of_kind(request, f"{kind}.{suffix}")

    @get(routes, "/things/{kind}", summary="All things of a kind", operation_id="things_of_kind", openapi_extra={"parameters": _PARAMETERS})
    def things_of_kind(request: Request, kind: str) -> Response:
        """Narrowed by facets, sorted, page by page: JSON, CSV (all entries) or a page, by `Accept`."""
        chosen, _ = negotiate(accepted(request), (_Json(), Page(), _Csv()))
        return answer(request, kind, chosen, "Accept")

    def answer(request: Request, kind: str, offer: Offer, vary: str) -> Response:
        known = kinds(context.engine)
        if kind not in known:
            near = spelled_like(kind, known, close=0.5)
            listed = ", ".join(sorted(known)) or "none"
            raise NotFoundError(f"There is no list {kind[:100]!r}; there are: {listed}.", near=[f"things/{name}" for name in near])
        root, language = request.scope.get("root_path", ""), language_of(request)
        path = f"{root}/things/{quote(kind)}"
        asked = Asked.read(request, listing(context.engine, kind), path)
        with charged():
            shown = Shown(asked, language)
            if isinstance(offer, _Csv):
                return _csv(shown, kind, language, vary)
            part = asked.paging.part(shown.found)
            rows = shown.rows(shown.items[part])
        base = base_of(request).removesuffix(root)
        others = pages(shown, path)
        headers = {**_links(shown, others, base), "X-Total-Count": str(shown.found)}
        title, text = titled(context.engine, kind, language)
        query = written(asked.listing.kind, asked.chosen, asked.day, language, found=shown.items if asked.q else None)
        if not isinstance(offer, Page):
            document = {
                "data_version": context.engine.version,
                "kind": kind,
                "label": title.text,
                "description": text.text,
                "total": shown.total,
                "found": shown.found,
                "sort": asked.order,
                "columns": [{"name": heading.name, "label": heading.title} for heading in shown.headings()],
                "facets": [facet_document(choices, base) for choices in shown.facets()],
                "things": [{**row_document(row), "address": f"{base}{root}/id/{quote(row.iri.removeprefix(ID))}"} for row in rows],
                "pages": {relation: f"{base}{page}" for relation, page in others.items()},
                "query": query,
            }
            return JSONResponse(document, headers={**headers, **spoken_in(language, vary)})
        return context.pages.render(
            request,
            "lists/things_list.html",
            headers={**headers, **({"Vary": vary} if vary else {})},
            shown=shown,
            asked=asked,
            title=title,
            text=text,
            rows=rows,
            part=part,
            others=others,
            facets=shown.facets(),
            query=query,
            sizes=SIZES,
            hidden=[pair for pair in asked.pairs() if pair[0] not in (WORDS, SIZE)],
        )

    return routes


def _csv(shown: Shown, kind: str, language: str, vary: str) -> Response:
    name = "".join(sign if sign.isalnum() and sign.isascii() else "-" for sign in kind)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Content-Type": "text/csv; charset=utf-8; header=present"}
    return Response(csv_text(shown, shown.rows(shown.items)), headers={**headers, "X-Total-Count": str(shown.found), **spoken_in(language, vary)})


def _links(shown: Shown, others: dict[str, str], base: str) -> dict[str, str]:
    """Where the other pages and formats are (RFC 8288)."""
    found = [f'<{base}{page}>; rel="{relation}"' for relation, page in others.items()]
    files = ((shown.asked.address(suffix=f".{suffix}"), _SUFFIXES[suffix].media_type) for suffix in ("csv", "json"))
    found += [f'<{base}{file}>; rel="alternate"; type="{media_type}"' for file, media_type in files]
    return {"Link": ", ".join(found)}


def _groups(context: Context, language: str) -> list[tuple[str, list[tuple[str, Name, Name, int]]]]:
    """The kinds that there are in three groups: what people look for, records behind it, and words by which things are sorted."""
    counted = kinds(context.engine)
    others = sorted(set(counted) - {*OF_PEOPLE, *RECORDS})
    groups = []
    for name, of in (("people", OF_PEOPLE), ("records", RECORDS), ("others", others)):
        entries: list[tuple[str, Name, Name, int]] = [(kind, *titled(context.engine, kind, language), counted[kind]) for kind in of if kind in counted]
        if entries:
            groups.append((name, entries))
    return groups

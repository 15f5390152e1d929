"""Render templates; links in pages go to the copy of an IRI on this host."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from urbansec import __version__
from urbansec.namespaces import BASE, ID, ONTOLOGY, SHAPES, shorten

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
# Plain words for terms of other vocabularies; the ontology labels the project's own.
_PLAIN_NAMES = {
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "skos:note": "note",
    "skos:definition": "definition",
    "skos:notation": "code",
    "skos:inScheme": "vocabulary",
    "skos:topConceptOf": "top concept of",
    "skos:broader": "broader",
    "rdf:type": "kind",
    "rdfs:label": "label",
    "wgs:lat": "latitude",
    "wgs:long": "longitude",
    "dcterms:title": "title",
    "dcterms:description": "description",
    "dcterms:publisher": "publisher",
    "dcterms:issued": "published",
    "dcterms:license": "licence",
    "schema:inLanguage": "language",
    "schema:url": "web page",
    "schema:areaServed": "area served",
    "schema:honorificPrefix": "title",
    "foaf:homepage": "home page",
    "geo:hasGeometry": "geometry",
    "geo:asWKT": "well-known text",
    "org:memberOf": "member of",
}
_WEB = re.compile(r"https?://", re.IGNORECASE)


class Pages:
    """The templates, loaded once."""

    def __init__(self, data_version: Callable[[], str] = str) -> None:
        """``data_version`` tells the version of the data that a page is made from."""
        self._data_version = data_version
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._templates.filters["shorten"] = shorten
        self._templates.filters["plain"] = plain_name
        self._templates.filters["humanise"] = humanise
        self._templates.filters["iris"] = iris

    def render(self, request: Request, template: str, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
        """The page made from ``template``; the template sees ``values``, ``root``, ``link``, ``data_version`` and the page's ``permanent`` address."""
        root = request.scope.get("root_path", "")

        def link(iri: str) -> str:
            return local_address(iri, root)

        asked = f"?{request.url.query}" if request.url.query else ""
        html = self._templates.get_template(template).render(
            root=root,
            link=link,
            path=request.url.path,
            permanent=f"{BASE}{request.url.path.removeprefix(root).lstrip('/')}{asked}",
            version=__version__,
            data_version=self._data_version,
            **values,
        )
        return HTMLResponse(html, status, headers=dict(headers or {}))


def local_address(iri: str, root: str = "") -> str:
    """The address at which this host answers for ``iri``; foreign web addresses stay, anything else leads nowhere.

    A ``javascript:`` IRI in the data must not become a link, so only http and https addresses do.
    """
    if iri.startswith(ID):
        return f"{root}/id/{quote(iri[len(ID) :])}"
    if iri.startswith((f"{ONTOLOGY}#", f"{SHAPES}#")) or iri in (ONTOLOGY, SHAPES):
        return f"{root}/{iri[len(BASE) :]}"
    if iri.startswith(f"{BASE}/"):
        return ""  # two slashes would name another host
    if iri.startswith(BASE):
        return f"{root}/{quote(iri[len(BASE) :], safe='/#')}"
    return iri if _WEB.match(iri) else ""


def humanise(name: str) -> str:
    """A variable name as a heading: ``forum_a`` becomes ``Forum A``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").split()
    lowered = [word.upper() if len(word) == 1 else word.lower() for word in words]
    return " ".join([lowered[0].capitalize(), *lowered[1:]]) if lowered else name


def plain_name(iri: str) -> str:
    """What people call a property of another vocabulary; its short form if they have no word for it."""
    short = shorten(iri)
    return _PLAIN_NAMES.get(short, short)


def iris(value: str) -> list[str]:
    """The IRIs in a text that holds nothing but IRIs set apart by spaces (how queries list sources); else empty."""
    parts = value.split(" ")
    return parts if parts and all(_WEB.match(part) for part in parts) else []

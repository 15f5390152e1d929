"""Render templates in the language of the reader; links in pages go to the copy of an IRI on this host."""

import hashlib
import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from urbansec import __version__
from urbansec.namespaces import BASE, ID, ONTOLOGY, SHAPES, shorten
from urbansec.pages.built import STATIC, modules
from urbansec.pages.catalogues import marked, translated, translations
from urbansec.pages.dates import day, number
from urbansec.pages.language import LANGUAGES, language_of, spoken_in
from urbansec.pages.saved import SPELLED
from urbansec.pages.tables import SHOWN, sorts

_HERE = Path(__file__).parent
# Plain words for terms of other vocabularies, translated where they are shown; the ontology labels the project's own.
_PLAIN_NAMES = {
    "skos:prefLabel": marked("name"),
    "skos:altLabel": marked("other name"),
    "skos:note": marked("note"),
    "skos:definition": marked("definition"),
    "skos:notation": marked("code"),
    "skos:inScheme": marked("vocabulary"),
    "skos:topConceptOf": marked("top concept of"),
    "skos:broader": marked("broader"),
    "rdf:type": marked("kind"),
    "rdfs:label": marked("label"),
    "wgs:lat": marked("latitude"),
    "wgs:long": marked("longitude"),
    "dcterms:title": marked("title"),
    "dcterms:description": marked("description"),
    "dcterms:publisher": marked("publisher"),
    "dcterms:issued": marked("published"),
    "dcterms:license": marked("licence"),
    "schema:inLanguage": marked("language"),
    "schema:url": marked("web page"),
    "schema:areaServed": marked("area served"),
    "schema:honorificPrefix": marked("title"),
    "foaf:homepage": marked("home page"),
    "geo:hasGeometry": marked("geometry"),
    "geo:asWKT": marked("well-known text"),
    "org:memberOf": marked("member of"),
}
_WEB = re.compile(r"https?://", re.IGNORECASE)


class Pages:
    """The templates, loaded once for each language."""

    def __init__(self, data_version: Callable[[], str] = str) -> None:
        """``data_version`` tells the version of the data that a page is made from."""
        self._data_version = data_version

    def render(self, request: Request, template: str, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
        """The page made from ``template`` in the language that the request asks for.

        The template sees ``values``, ``root``, ``link``, ``data_version``, the page's ``permanent`` address, its ``language``, and
        ``style`` and ``module``, which load a file of styles and a module of script.
        """
        root = request.scope.get("root_path", "")
        language = language_of(request)

        def link(iri: str) -> str:
            return local_address(iri, root)

        asked = f"?{request.url.query}" if request.url.query else ""
        html = (
            _templates(language)
            .get_template(template)
            .render(
                root=root,
                link=link,
                path=request.url.path,
                own_query=asked,
                permanent=f"{BASE}{request.url.path.removeprefix(root).lstrip('/')}{asked}",
                version=__version__,
                data_version=self._data_version,
                language=language,
                languages=LANGUAGES,
                style=partial(_style, root),
                module=partial(_module, root),
                **values,
            )
        )
        told = dict(headers or {})
        return HTMLResponse(html, status, headers={**told, **spoken_in(language, told.get("Vary", ""))})


@lru_cache
def _templates(language: str) -> Environment:
    found = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.policies["ext.i18n.trimmed"] = True
    # The extension adds this method.
    found.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    found.filters |= {
        "shorten": shorten,
        "plain": plain_name,
        "humanise": humanise,
        "iris": iris,
        "day": partial(day, language=language),
        "number": partial(number, language=language),
        "sorts": sorts,
        # For texts that are not written in the template: what _() gives counts as HTML, and what stands in a variable may hold anything.
        "translated": partial(translated, language=language),
        **{name: partial(spell, language=language) for name, spell in (*SPELLED.items(), *SHOWN.items())},
    }
    return found


@lru_cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _style(root: str, name: str) -> Markup:
    """The element that loads ``static/NAME.css``; its address changes with its content."""
    file = f"{name}.css"
    return Markup('<link rel="stylesheet" href="{}/static/{}?v={}">').format(root, file, _digest(file))


def _module(root: str, name: str) -> Markup:
    """The elements that load the module ``service/web/src/NAME.ts``; none if nothing has been built."""
    found = modules().get(name)
    if found is None:
        return Markup()
    preloads = Markup().join(Markup('<link rel="modulepreload" href="{}/static/{}">').format(root, file) for file in found.imports)
    return preloads + Markup('<script type="module" src="{}/static/{}"></script>').format(root, found.file)


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

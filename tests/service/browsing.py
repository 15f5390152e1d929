"""What the tests of the ontology's pages share: the service without a socket, HTML read as the standard says, the files."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as ET

import html5rdf  # type: ignore[import-untyped]
import httpx
from fastapi import FastAPI
from rdflib import Graph
from rdflib.namespace import OWL, RDF

from urbansec.api import create_app
from urbansec.assets import Assets, find_assets
from urbansec.dataset import load_shipped
from urbansec.engine import EmbeddedEngine
from urbansec.queries import Catalogue
from urbansec.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
URB = "https://w3id.org/urbansec/ontology#"
BASE = "https://w3id.org/urbansec/"
HTML = {"Accept": "text/html"}
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def parsed(folder: str) -> Graph:
    """All Turtle files of a folder as one graph."""
    graph = Graph()
    for path in sorted((ROOT / "ontology" / folder).glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


MODULES = sorted(path.stem for path in (ROOT / "ontology" / "modules").glob("*.ttl"))
ONTOLOGY = parsed("modules")
TERMS = sorted({str(term) for kind in KINDS for term in ONTOLOGY.subjects(RDF.type, kind) if str(term).startswith(URB)})


@dataclass(frozen=True)
class Browser:
    """Asks the service without a socket; follows no redirect."""

    app: FastAPI
    root_path: str = ""

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """The response to a GET request."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, root_path=self.root_path)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.get(address, headers=headers)

        return asyncio.run(ask())


def app_on(assets: Assets, engine: EmbeddedEngine) -> FastAPI:
    return create_app(Settings(), engine, Catalogue(), assets)


@lru_cache(maxsize=1)
def shipped() -> Browser:
    """The service on the shipped data."""
    assets = find_assets(ROOT)
    return Browser(app_on(assets, EmbeddedEngine(load_shipped(assets))))


@lru_cache(maxsize=1)
def shipped_page() -> ET.Element:
    """The page of the ontology; nobody changes it."""
    response = shipped().get("/ontology", HTML)
    assert response.status_code == 200
    return tree(response.text)


def tree(text: str) -> ET.Element:
    """The page, parsed as the HTML standard says; any error of the parser fails."""
    parser = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False)
    found = parser.parse(text)
    assert isinstance(found, ET.Element)
    return found


def words(element: ET.Element) -> str:
    """The text of an element, white space put right."""
    return " ".join("".join(element.itertext()).split())


def by_id(page: ET.Element) -> dict[str, ET.Element]:
    return {element.get("id", ""): element for element in page.iter() if element.get("id")}


def links(page: ET.Element) -> set[str]:
    return {address for element in page.iter() for name in ("href", "src") if (address := element.get(name))}

"""IRIs that data and users depend on, and the prefixes people may type for them."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

BASE = "https://w3id.org/urbansec/"
ONTOLOGY = f"{BASE}ontology"
URB = f"{ONTOLOGY}#"
SHAPES = f"{BASE}shapes"
ID = f"{BASE}id/"
GRAPH = f"{BASE}graph/"

PREFIXES: Mapping[str, str] = MappingProxyType(
    {
        "urb": URB,
        "urbsh": f"{SHAPES}#",
        "id": ID,
        "dcat": "http://www.w3.org/ns/dcat#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "geo": "http://www.opengis.net/ont/geosparql#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sd": "http://www.w3.org/ns/sparql-service-description#",
        "sh": "http://www.w3.org/ns/shacl#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "void": "http://rdfs.org/ns/void#",
        "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\Z")


def expand(text: str) -> str | None:
    """The IRI that ``text`` abbreviates (``urb:City``, ``id:forum/efus``), or ``None`` if its prefix is unknown."""
    prefix, colon, local = text.partition(":")
    namespace = PREFIXES.get(prefix)
    return f"{namespace}{local}" if colon and namespace is not None and not local.startswith("//") else None


def shorten(iri: str) -> str:
    """``iri`` in the shortest form that :func:`expand` reads back, for people to read; itself if there is none."""
    best = max((p for p in PREFIXES if iri.startswith(PREFIXES[p])), key=lambda p: len(PREFIXES[p]), default=None)
    local = "" if best is None else iri[len(PREFIXES[best]) :]
    return iri if best is None or local.startswith("//") else f"{best}:{local}"


def prefixes_for(iris: Iterable[str]) -> dict[str, str]:
    """The prefixes worth declaring in a Turtle document that holds ``iris``.

    Things get one prefix per kind (``city:essen``), as in the curated files, because ``id:city/essen`` is no
    prefixed name in Turtle.
    """
    found: dict[str, str] = {}
    for iri in iris:
        if iri.startswith(ID):
            kind, slash, slug = iri[len(ID) :].partition("/")
            if slash and _LOCAL_NAME.match(slug):
                found[kind.replace("-", "")] = f"{ID}{kind}/"
        else:
            found.update({p: n for p, n in PREFIXES.items() if iri.startswith(n) and _LOCAL_NAME.match(iri[len(n) :])})
    return dict(sorted(found.items()))

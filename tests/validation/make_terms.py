"""Write ``service/urbansec/validation/terms.json``, the terms of well-known vocabularies, from rdflib's lists: ``python -m tests.validation.make_terms``.

Loading rdflib's namespaces takes a tenth of a second and rdflib with it; the file takes some milliseconds.
"""

import json
from typing import Any

import rdflib.namespace

from tests.running import SERVICE

TARGET = SERVICE / "urbansec" / "validation" / "terms.json"

# Vocabularies that are finished: a term that is not listed does not exist.
CLOSED = ("DC", "DCMITYPE", "DCTERMS", "FOAF", "ORG", "OWL", "PROV", "QB", "RDF", "RDFS", "SH", "SKOS", "VANN", "VOID", "XSD")
# Vocabularies that grow, or whose list is known to have gaps: only what looks like a slip of a listed term is one.
OPEN = ("DCAT", "DOAP", "GEO", "SDO", "SOSA", "TIME")

# What rdflib does not list yet.
MORE = {
    "DCAT": """DatasetSeries bbox catalog centroid endDate first hasCurrentVersion hasVersion inCatalog inSeries isVersionOf last next prev
    previousVersion resource seriesMember startDate version""",
    "RDF": "dirLangString reifies version",
    "SH": """ByTypes Debug Trace ShapeClass agentInstruction codeIdentifier intent maxListLength memberShape minListLength nodeByExpression
    reificationRequired reifierShape rootClass shape singleLine someValue subsetOf targetWhere uniqueMembers""",
}
PREFIX = {"SDO": "schema"}
WGS = ("http://www.w3.org/2003/01/geo/wgs84_pos#", "Point SpatialThing alt lat lat_long location long")  # rdflib has https, which nobody uses

# Terms that their vocabulary has given up, and what it has in their place.
REPLACED = {
    "FOAF": {"family_name": "familyName", "givenname": "givenName", "holdsAccount": "account"},
    "OWL": {"DataRange": "http://www.w3.org/2000/01/rdf-schema#Datatype"},
    "SDO": {
        "actors": "actor",
        "albums": "album",
        "attendees": "attendee",
        "awards": "award",
        "blogPosts": "blogPost",
        "colleagues": "colleague",
        "contactPoints": "contactPoint",
        "directors": "director",
        "employees": "employee",
        "encodings": "encoding",
        "episodes": "episode",
        "events": "event",
        "founders": "founder",
        "isBasedOnUrl": "isBasedOn",
        "members": "member",
        "menu": "hasMenu",
        "parents": "parent",
        "performers": "performer",
        "photos": "photo",
        "reviews": "review",
        "siblings": "sibling",
        "subEvents": "subEvent",
        "tracks": "track",
        "vendor": "seller",
    },
}


def document() -> dict[str, Any]:
    """The content of the file: namespace to prefix, terms and whether the list is complete."""
    found: dict[str, Any] = {}
    for name in sorted((*CLOSED, *OPEN)):
        space = getattr(rdflib.namespace, name)
        terms = {*space.__annotations__, *space._extras, *MORE.get(name, "").split()}
        replaced = REPLACED.get(name, {})
        # SHACL's parameters as rdflib lists them besides ("AndConstraintComponent-and") are IRIs of the vocabulary too.
        entry = {"prefix": PREFIX.get(name, name.lower()), "closed": name in CLOSED, "terms": " ".join(sorted(terms))}
        found[str(space._NS)] = entry | ({"replaced": replaced} if replaced else {})
    found[WGS[0]] = {"prefix": "wgs", "closed": True, "terms": WGS[1]}
    return found


def text() -> str:
    """The file: one line for each vocabulary, so that a change is seen."""
    lines = [f"{json.dumps(space)}: {json.dumps(entry, sort_keys=True)}" for space, entry in sorted(document().items())]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text(), "utf-8")

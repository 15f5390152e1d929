"""A description in the words of schema.org, for search engines: what kind of thing it is, its names, place, time and parts."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES, URB
from urbansec.queries.description.asking import Value
from urbansec.queries.description.found import Description

_SKOS, _DCTERMS, _RDF = PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["rdf"]
_AREA, _GOVERNMENT = "AdministrativeArea", "GovernmentOrganization"
# An authority is one resource here: the place, and who acts for it.
_OWN_KINDS: Mapping[str, tuple[str, ...]] = {
    "City": ("City", _GOVERNMENT),
    "Region": (_AREA, _GOVERNMENT),
    "County": (_AREA, _GOVERNMENT),
    "IntermunicipalAuthority": (_AREA, _GOVERNMENT),
    "Organisation": ("Organization",),
    "Body": ("Organization",),
    "Forum": ("Organization",),
    "NationalForum": ("Organization",),
    "Person": ("Person",),
    "Event": ("Event",),
    "Project": ("Project",),
    "Publication": ("CreativeWork",),
    "Source": ("CreativeWork",),
    "Membership": ("ProgramMembership",),
    "ImpliedMembership": ("ProgramMembership",),
    "OfficeHolding": ("OrganizationRole",),
    "ReportedCount": ("Observation",),
    "Claim": ("Claim",),
    "LocalMeasure": ("GovernmentService",),
}
_KINDS: Mapping[str, tuple[str, ...]] = {
    **{f"{URB}{name}": kinds for name, kinds in _OWN_KINDS.items()},
    f"{_SKOS}Concept": ("DefinedTerm",),
    f"{_SKOS}ConceptScheme": ("DefinedTermSet",),
}
_OTHER = "Thing"
# Properties of schema.org and what they are taken from; texts, addresses and dates as they are.
_VALUES: Mapping[str, tuple[str, ...]] = {
    "alternateName": (f"{_SKOS}altLabel", f"{URB}abbreviation", f"{URB}formerName"),
    "description": (f"{_SKOS}definition", f"{_DCTERMS}description"),
    "url": (f"{PREFIXES['foaf']}homepage", f"{PREFIXES['schema']}url"),
    "sameAs": (f"{_SKOS}exactMatch", f"{URB}geonames", f"{PREFIXES['owl']}sameAs"),
    "startDate": (f"{URB}start", f"{URB}since"),
    "endDate": (f"{URB}end", f"{URB}until"),
    "datePublished": (f"{_DCTERMS}issued",),
    "inLanguage": (f"{PREFIXES['schema']}inLanguage",),
    "isbn": (f"{URB}isbn",),
    "slogan": (f"{URB}motto",),
    "termCode": (f"{_SKOS}notation",),
}
_THINGS: Mapping[str, tuple[str, ...]] = {
    "containedInPlace": (f"{URB}country", f"{URB}locatedIn"),
    "location": (f"{URB}place", f"{URB}seat"),
    "organizer": (f"{URB}organiser",),
    "memberOf": (f"{PREFIXES['org']}memberOf",),
    "hostingOrganization": (f"{URB}forum",),
    "member": (f"{URB}member",),
    "publisher": (f"{_DCTERMS}publisher",),
    "areaServed": (f"{PREFIXES['schema']}areaServed",),
    "inDefinedTermSet": (f"{_SKOS}inScheme",),
    "about": (f"{URB}addressesTopic", f"{URB}concerns"),
    "provider": (f"{URB}implementedBy",),
}
# What schema.org knows of places only.
_PLACES = frozenset({"City", _AREA})


def in_schema_org(found: Description, address: str) -> dict[str, Any]:
    """The description as a JSON-LD object; ``address`` is that of the page which it stands in."""
    values: dict[str, list[Value]] = defaultdict(list)
    for fact in sorted(found.own, key=lambda fact: (fact.predicate.value, str(fact.object))):
        values[fact.predicate.value].append(fact.object)
    kinds = list(dict.fromkeys(name for kind in values[f"{_RDF}type"] for name in _KINDS.get(kind.value, ()))) or [_OTHER]
    node: dict[str, Any] = {"@context": "https://schema.org", "@type": _one(kinds), "@id": found.iri, "mainEntityOfPage": address}
    names = next((values[name] for name in (f"{_SKOS}prefLabel", f"{_DCTERMS}title", f"{PREFIXES['rdfs']}label") if name in values), [])
    _put(node, "name", _texts(names))
    for name, properties in _VALUES.items():
        _put(node, name, _texts(value for each in properties for value in values.get(each, ())))
    for name, properties in _THINGS.items():
        if name != "containedInPlace" or _PLACES.intersection(kinds):
            _put(node, name, [_thing(found, value.value) for each in properties for value in values.get(each, ()) if isinstance(value, ox.NamedNode)])
    latitude, longitude = values.get(f"{PREFIXES['wgs']}lat"), values.get(f"{PREFIXES['wgs']}long")
    if latitude and longitude and _PLACES.intersection(kinds):
        node["geo"] = {"@type": "GeoCoordinates", "latitude": latitude[0].value, "longitude": longitude[0].value}
    return node


def script(node: Mapping[str, Any]) -> str:
    """``node`` as the content of a script element: nothing in it can end the element or begin a comment, whatever the texts hold."""
    text = json.dumps(node, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _texts(values: Iterable[Value]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if isinstance(value, ox.Literal):
            found.append({"@language": value.language, "@value": value.value} if value.language else value.value)
        elif isinstance(value, ox.NamedNode) and value.value.startswith(("https://", "http://")):
            found.append(value.value)
    return found


def _thing(found: Description, iri: str) -> dict[str, Any]:
    names = _texts(found.names[iri][1]) if iri in found.names else []
    return {"@id": iri, **({"name": _one(names)} if names else {})}


def _put(node: dict[str, Any], name: str, values: list[Any]) -> None:
    if values:
        node[name] = _one(values)


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values

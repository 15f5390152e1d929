"""Releases as feeds: Atom (RFC 4287) and an ActivityStreams 2.0 collection. Pure functions, from releases to bytes.

Releases are named by their IRIs, the same on every host; links lead to this host. Days become the first moment of
the day in UTC, because both formats want a time.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from urbansec import __version__
from urbansec.namespaces import BASE
from urbansec.queries.releases import DATASET, Release, Releases

ATOM = "application/atom+xml"
ACTIVITIES = "application/activity+json"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_CONTEXT = "https://www.w3.org/ns/activitystreams"
# What XML 1.0 cannot hold, not even escaped (production 2).
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z")


def anchor(release: Release) -> str:
    """The place of a release on the page of changes."""
    return f"release-{release.version}"


def atom(found: Releases, here: str) -> bytes:
    """The Atom document for the releases, in English. ``here`` is the address of the service without the last slash.

    It is complete (RFC 5005, section 2): a release that it does not name is none.
    """
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xmlns:fh": _HISTORY, "xml:lang": "en"})
    _add(feed, "id", DATASET)
    _add(feed, "title", f"{found.title or DATASET}: changes")
    _add(feed, "updated", _moment(found.updated))
    _add(ET.SubElement(feed, "author"), "name", found.publisher or "unknown")
    for rel, kind, path in (("self", ATOM, "changes.atom"), ("alternate", "text/html", "changes"), ("alternate", ACTIVITIES, "changes.json")):
        ET.SubElement(feed, "link", {"rel": rel, "type": kind, "href": f"{here}/{path}"})
    if found.license:
        ET.SubElement(feed, "link", {"rel": "license", "href": _clean(found.license)})
    _add(feed, "generator", "urbansec", uri=BASE, version=__version__)
    ET.SubElement(feed, "fh:complete")
    for release in found.releases:
        _entry(feed, release, here)
    ET.indent(feed)
    content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(feed: ET.Element, release: Release, here: str) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", release.iri)
    _add(entry, "title", _title(release, release.title))
    _add(entry, "updated", _moment(release.updated))
    if release.issued:
        _add(entry, "published", _moment(release.issued))
    ET.SubElement(entry, "category", {"term": "issued" if release.issued else "in-preparation"})
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{here}/changes#{anchor(release)}"})
    ET.SubElement(entry, "link", {"rel": "related", "type": "text/turtle", "href": f"{here}/dataset.ttl", "title": "The dataset, described in RDF"})
    _add(entry, "content", release.note, type="text")


def activities(found: Releases, here: str) -> bytes:
    """The ActivityStreams 2.0 collection for the releases, the newest first, texts in every language that they have.

    The first release creates the dataset, each later one updates it, one in preparation is announced.
    """
    document = {
        "@context": [_CONTEXT, {"@language": "en", "dcat": "http://www.w3.org/ns/dcat#", "version": "dcat:version", "previousVersion": _LINK}],
        "id": f"{here}/changes.json",
        "type": "OrderedCollection",
        **_said("name", found.titles),
        "updated": _moment(found.updated),
        "generator": {"type": "Application", "name": "urbansec", "url": BASE},
        "attributedTo": {"id": f"{DATASET}#publisher", "type": "Organization", "name": found.publisher or "unknown"},
        "url": [{"type": "Link", "href": f"{here}/{path}", "mediaType": kind} for path, kind in (("changes", "text/html"), ("changes.atom", ATOM))],
        "totalItems": len(found.releases),
        "orderedItems": [_activity(release, here, first=release is found.releases[-1]) for release in found.releases],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _activity(release: Release, here: str, *, first: bool) -> dict[str, Any]:
    page = f"{here}/changes#{anchor(release)}"
    return {
        "id": page,
        "type": "Announce" if not release.issued else "Create" if first else "Update",
        **_said("summary", {language: _title(release, text, language) for language, text in _titles(release).items()}),
        "actor": f"{DATASET}#publisher",
        **({"published": _moment(release.issued)} if release.issued else {}),
        "updated": _moment(release.updated),
        "target": DATASET,
        "object": {
            "id": release.iri,
            "type": ["Document", "dcat:Dataset"],
            "version": release.version,
            **_said("name", _titles(release)),
            **_said("content", release.notes),
            "mediaType": "text/plain",
            **({"previousVersion": release.previous} if release.previous else {}),
            "url": [
                {"type": "Link", "href": page, "mediaType": "text/html"},
                {"type": "Link", "href": f"{here}/dataset.ttl", "mediaType": "text/turtle", "rel": "describedby"},
            ],
        },
    }


_LINK = {"@id": "dcat:previousVersion", "@type": "@id"}
_PREPARATION = {"de": "in Vorbereitung", "en": "in preparation", "fr": "en préparation"}


def _titles(release: Release) -> Mapping[str, str]:
    return release.titles or {"en": release.version}


def _title(release: Release, text: str, language: str = "en") -> str:
    """The title of a release; of one that is not issued it says so."""
    return text if release.issued else f"{text} ({_PREPARATION.get(language, _PREPARATION['en'])})"


def _said(name: str, texts: Mapping[str, str]) -> dict[str, object]:
    """A text as ActivityStreams wants it: one value, or a map by language (section 4.7); nothing if there is none."""
    known = {tag: text for tag, text in texts.items() if _LANGUAGE.match(tag)}
    if not known:
        return {}
    return {name: known["en"]} if set(known) == {"en"} else {f"{name}Map": known}


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _clean(text)


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)

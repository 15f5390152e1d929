"""The releases of the data, as the data themselves describe them (``data/dataset.ttl``)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from urbansec.engine import Engine
from urbansec.namespaces import BASE
from urbansec.queries.describe import select
from urbansec.queries.table import Cell

DATASET = f"{BASE}dataset"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_NUMBER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\Z")


@dataclass(frozen=True)
class Release:
    """One state of the data that has a number. ``titles`` and ``notes`` (what changed) are texts by language.

    A release without ``issued`` is in preparation. ``previous`` is the IRI of the release before, empty for the first.
    """

    iri: str
    version: str
    issued: date | None
    modified: date | None
    titles: Mapping[str, str]
    notes: Mapping[str, str]
    previous: str = ""

    @property
    def updated(self) -> date:
        """The day of the last change that it tells of."""
        return max(day for day in (self.issued, self.modified) if day is not None)

    @property
    def title(self) -> str:
        """Its English title, else any, else its number."""
        return _english(self.titles) or self.version

    @property
    def note(self) -> str:
        """What changed, in English if there is a choice."""
        return _english(self.notes)


@dataclass(frozen=True)
class Releases:
    """The releases of the dataset, the newest first, with the dataset's own titles, publisher and licence."""

    titles: Mapping[str, str]
    publisher: str
    license: str
    releases: tuple[Release, ...]

    @property
    def title(self) -> str:
        """The dataset's English title, else any."""
        return _english(self.titles)

    @property
    def updated(self) -> date:
        """The day of the last change of any release."""
        return max(release.updated for release in self.releases)


def read_releases(engine: Engine) -> Releases | None:
    """The releases that the data of ``engine`` describe; ``None`` if they describe none.

    What has no number of three parts or no day is left out: the shapes tell who writes it.
    """
    facts: dict[str, dict[str, list[Cell]]] = {}
    for row in select(engine, _RELEASES).rows:
        facts.setdefault(row["release"]["value"], {}).setdefault(row["property"]["value"], []).append(row["value"])
    found = [release for iri, said in facts.items() if iri != DATASET and (release := _release(iri, said)) is not None]
    if not found:
        return None
    about = facts.get(DATASET, {})
    return Releases(
        titles=_texts(about, f"{_DCTERMS}title"),
        publisher=next((cell["value"] for cell in about.get(_NAME, ())), ""),
        license=next((cell["value"] for cell in about.get(f"{_DCTERMS}license", ())), ""),
        releases=tuple(sorted(found, key=_order, reverse=True)),
    )


def _release(iri: str, said: Mapping[str, list[Cell]]) -> Release | None:
    version = next((cell["value"] for cell in said.get(f"{_DCAT}version", ()) if _NUMBER.match(cell["value"])), None)
    issued, modified = _day(said, f"{_DCTERMS}issued"), _day(said, f"{_DCTERMS}modified")
    if version is None or (issued or modified) is None:
        return None
    previous = next((cell["value"] for cell in said.get(f"{_DCAT}previousVersion", ())), "")
    return Release(iri, version, issued, modified, _texts(said, f"{_DCTERMS}title"), _texts(said, f"{_ADMS}versionNotes"), previous)


def _order(release: Release) -> tuple[int, ...]:
    return tuple(int(part) for part in release.version.split("."))


def _day(said: Mapping[str, list[Cell]], name: str) -> date | None:
    for cell in said.get(name, ()):
        if _DAY.match(cell["value"]):
            try:
                return date.fromisoformat(cell["value"])
            except ValueError:  # no such day
                continue
    return None


def _texts(said: Mapping[str, list[Cell]], name: str) -> dict[str, str]:
    """The text in each language, English first, then in the order of the tags; plain text counts as English."""
    found: dict[str, str] = {}
    for cell in said.get(name, ()):
        found.setdefault(cell.get("xml:lang", "en").lower(), cell["value"])
    return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en") or next(iter(texts.values()), "")


_ADMS, _DCAT, _DCTERMS = "http://www.w3.org/ns/adms#", "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
_NAME = "http://xmlns.com/foaf/0.1/name"
_RELEASES = f"""
SELECT DISTINCT ?release ?property ?value WHERE {{
  {{ ?release dcat:isVersionOf <{DATASET}> ; ?property ?value FILTER(ISIRI(?release)) }}
  UNION {{
    VALUES ?property {{ dcterms:title dcterms:license }}
    BIND(<{DATASET}> AS ?release) ?release ?property ?value
  }}
  UNION {{ BIND(<{DATASET}> AS ?release) BIND(foaf:name AS ?property) ?release dcterms:publisher/foaf:name ?value }}
}} ORDER BY ?release ?property ?value"""

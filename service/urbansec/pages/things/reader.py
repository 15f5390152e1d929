"""What a page knows, in the language of its reader: names with the language they are in, and texts of the catalogue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import attrgetter

import pyoxigraph as ox
from babel import Locale

from urbansec.namespaces import ID, PREFIXES, URB, shorten
from urbansec.pages.catalogues import marked, translations
from urbansec.pages.dates import day
from urbansec.queries.description import Description
from urbansec.queries.description.around import Around
from urbansec.queries.description.gather import NAMING
from urbansec.queries.preferred import preferred

# Classes of other vocabularies in words.
_CLASSES = {f"{PREFIXES['skos']}Concept": marked("concept"), f"{PREFIXES['skos']}ConceptScheme": marked("vocabulary")}


@dataclass(frozen=True, order=True)
class Name:
    """What something is called; ``language`` is told only where it is not that of the page."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Thing:
    """Something that a page names and links."""

    iri: str
    name: Name


class Reader:
    """A description and what stands around it, for a reader of ``language`` on a day."""

    def __init__(self, found: Description, near: Around, language: str, today: date | None = None) -> None:
        self.found, self.near, self.language = found, near, language
        self.today = (today or date.today()).isoformat()
        self.say = translations(language).gettext
        self.day = partial(day, language=language)

    @property
    def iri(self) -> str:
        """What the page is about."""
        return self.found.iri

    def own(self, *names: str) -> list[str]:
        """The values of the thing for properties of the project's own."""
        return self.near.values(self.iri, *(f"{URB}{name}" for name in names))

    def linking(self, *names: str, kind: str = "") -> list[str]:
        """What links to the thing by properties of the project's own, of the class ``kind`` if one is named; each once."""
        found = dict.fromkeys(iri for name in names for iri in self.near.links.get(f"{URB}{name}", ()))
        return [iri for iri in found if not kind or self.near.is_a(iri, f"{URB}{kind}")]

    def of(self, iri: str, *names: str) -> str:
        """The first value of a neighbour for properties of the project's own; "" without one."""
        return self.near.one(iri, *(f"{URB}{name}" for name in names))

    def each(self, iri: str, *names: str) -> list[str]:
        """All values of a neighbour for properties of the project's own."""
        return self.near.values(iri, *(f"{URB}{name}" for name in names))

    def title(self) -> Name:
        """What the thing itself is called."""
        for naming in NAMING:
            names = [value for value in self.near.facts.get(self.iri, {}).get(naming, ()) if isinstance(value, ox.Literal)]
            if names:
                return self.note(sorted(names, key=lambda name: (name.language or "", name.value)))
        return Name(self.iri.rpartition("/")[2] or self.iri)

    def name(self, iri: str) -> Name:
        """What something is called; without a name the end of its IRI."""
        if iri == self.iri:
            return self.title()
        if iri in self.near.names:
            return self.note(self.near.names[iri][1])
        if iri in _CLASSES:
            return Name(self.say(_CLASSES[iri]))
        return Name(iri.removeprefix(ID).partition("/")[2] or iri if iri.startswith(ID) else shorten(iri))

    def named(self, iri: str) -> bool:
        """Whether the data name it."""
        return iri in self.near.names or iri in _CLASSES or iri == self.iri

    def thing(self, iri: str) -> Thing:
        """Something with its name."""
        return Thing(iri, self.name(iri))

    def things(self, iris: Iterable[str]) -> tuple[Thing, ...]:
        """Several, in the order of their names."""
        return tuple(sorted(map(self.thing, dict.fromkeys(iris)), key=lambda thing: (thing.name.text.casefold(), thing.iri)))

    def note(self, names: Sequence[ox.Literal]) -> Name:
        """The text in the language that serves the reader best."""
        name = preferred(names, (self.language,), attrgetter("language")) or names[0]
        tag = name.language or ""
        return Name(name.value, "" if tag.partition("-")[0].lower() == self.language else tag)

    def language_name(self, tag: str) -> str:
        """What the reader calls the language ``tag``; the tag itself if nobody does."""
        found = Locale(self.language).languages.get(tag.partition("-")[0].lower())
        return str(found) if found else tag

"""What a list says of a thing, in one language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from urbansec.api.lists_words import choice
from urbansec.namespaces import ID, shorten
from urbansec.pages.catalogues import translations
from urbansec.pages.tongues import tongue
from urbansec.queries.lists import Field, Item, Listing, Name, Shows, Status
from urbansec.queries.lists.model import called
from urbansec.search.fold import fold


@dataclass(frozen=True)
class Said:
    """A value of a cell. ``language`` is that of the text if it is another than the page's, ``iri`` what it names."""

    text: str
    language: str = ""
    iri: str = ""
    title: str = ""
    status: str = ""
    """The code of what is known of a membership; ``note`` is its word."""
    note: str = ""


class Cells:
    """The values of the things of a list, as they are shown on a ``day``."""

    def __init__(self, listing: Listing, language: str, day: str) -> None:
        self._listing = listing
        self._language = language
        self._day = day
        self._text = translations(language).gettext

    def name(self, item: Item) -> Said:
        """What the thing is called; the end of its IRI if it has no name."""
        return self._said(item.names, item.iri) if item.names else Said(item.iri.removeprefix(ID).partition("/")[2], "", item.iri)

    def named(self, iri: str) -> Said:
        """What something is called that a value mentions."""
        return self._said(self._listing.labels.get(iri, ()), iri)

    def cell(self, item: Item, field: Field) -> tuple[Said, ...]:
        """The values of a field, things in the order of their names."""
        if field.shows in (Shows.FORUMS, Shows.STATUS):
            return self._memberships(item, field)
        values = item.values[field.name]
        if field.shows is Shows.COUNT:
            return (Said(str(len({value.text for value in values}))),)
        if field.shows is Shows.THING:
            return tuple(sorted((self._shortened(self.named(value.text)) for value in values), key=lambda said: fold(said.text)))
        if field.shows is Shows.TEXT and any(value.language for value in values):
            name = called(values, self._language)
            return (Said(name.text, self._other(name)),)
        return tuple(self._plain(field, value.text) for value in values)

    def key(self, item: Item, field: Field) -> tuple[float, str] | None:
        """By what the thing is sorted; ``None`` if it has no value."""
        if field.shows is Shows.STATUS:
            states = item.standings(self._day).values()
            return (float(min(map(list(Status).index, states))), "") if states else None
        cell = self.cell(item, field)
        if not cell:
            return None
        if field.shows in (Shows.NUMBER, Shows.COUNT):
            try:
                return float(cell[0].text), ""
            except ValueError:
                return 0.0, cell[0].text
        return 0.0, cell[0].text if field.shows is Shows.DATE else fold(cell[0].text)

    def _said(self, names: Iterable[Name], iri: str) -> Said:
        name = called(names, self._language)
        return Said(name.text or shorten(iri), self._other(name), iri)

    def _other(self, name: Name) -> str:
        return name.language if name.language.partition("-")[0] != self._language else ""

    def _plain(self, field: Field, text: str) -> Said:
        if field.shows is Shows.CHOICE:
            return Said(self._text(choice(field.name, text)), status=text)
        return Said(tongue(text, self._language), status=text) if field.shows is Shows.TONGUE else Said(text)

    def _memberships(self, item: Item, field: Field) -> tuple[Said, ...]:
        standings = item.standings(self._day)
        if field.shows is Shows.FORUMS:
            return tuple(sorted((self._forum(forum, status) for forum, status in standings.items()), key=lambda said: said.text))
        states = sorted(set(standings.values()), key=list(Status).index)
        return tuple(Said(self._text(choice(field.name, status)), status=status) for status in states)

    def _forum(self, forum: str, status: Status) -> Said:
        return replace(self._shortened(self.named(forum)), status=status, note=self._text(choice("status", status)))

    def _shortened(self, said: Said) -> Said:
        """By its abbreviation, if it has one; the whole name stays as the title."""
        short = self._listing.short.get(said.iri)
        return replace(said, text=short, language="", title=said.text) if short else said

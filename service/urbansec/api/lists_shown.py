"""A list as people and programs get it: sorted rows in the language of the reader, facets with their numbers, and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass

from urbansec.api.lists_asked import Asked, values_of
from urbansec.api.lists_cells import Cells, Said
from urbansec.api.lists_words import FIELDS, RANGE, choice
from urbansec.api.paging import NUMBER
from urbansec.pages.catalogues import translations
from urbansec.pages.dates import number
from urbansec.pages.tongues import tongue
from urbansec.queries.lists import NONE, Column, Facet, Item, Narrowed, Shows
from urbansec.search.fold import fold

_TRANSLATED = (Shows.CHOICE, Shows.STATUS)


@dataclass(frozen=True)
class Row:
    """A thing and its cells, in the order of the columns."""

    iri: str
    name: Said
    cells: tuple[tuple[Column, tuple[Said, ...]], ...]


@dataclass(frozen=True)
class Choice:
    """A value of a facet: how many things it leaves, and where it is chosen or given up."""

    value: str
    label: Said
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True)
class Choices:
    """A facet with its values."""

    name: str
    title: str
    values: tuple[Choice, ...]

    @property
    def chosen(self) -> tuple[Choice, ...]:
        """Those that are chosen."""
        return tuple(value for value in self.values if value.chosen)


@dataclass(frozen=True)
class Heading:
    """A column: the address that sorts by it ("" if none does), and how the list is sorted by it now (``ascending``, ``descending`` or "")."""

    name: str
    title: str
    address: str
    order: str
    numeric: bool


class Shown:
    """The answer to a question to a list, in one language."""

    def __init__(self, asked: Asked, language: str) -> None:
        self.asked = asked
        self.language = language
        self._listing = asked.listing
        self._text = translations(language).gettext
        self._cells = Cells(asked.listing, language, asked.day)
        self._narrowed: Narrowed = asked.narrowed()
        self.items = self._sorted(self._narrowed.items)

    @property
    def found(self) -> int:
        """How many things fit."""
        return len(self.items)

    @property
    def total(self) -> int:
        """How many things of the kind there are."""
        return len(self._listing.items)

    def rows(self, items: Sequence[Item]) -> list[Row]:
        """Rows for these things."""
        return [
            Row(item.iri, self._cells.name(item), tuple((column, self._cells.cell(item, column.field)) for column in self._listing.kind.columns))
            for item in items
        ]

    def title(self, name: str) -> str:
        """What a field or a facet is called."""
        return self._text(FIELDS[name])

    def facets(self) -> list[Choices]:
        """All facets that tell something: those that have at least two values, or one that is chosen."""
        every = [Choices(facet.name, self.title(facet.name), tuple(self._choices(facet))) for facet in self._listing.kind.facets]
        return [choices for choices in every if len(choices.values) > 1 or choices.chosen]

    def headings(self) -> list[Heading]:
        """The columns, the name first."""
        columns = [("name", True, Shows.TEXT), *((column.name, column.sorted, column.field.shows) for column in self._listing.kind.columns)]
        found = []
        for name, is_sorted, shows in columns:
            now = {name: "ascending", f"-{name}": "descending"}.get(self.asked.order, "")
            # Numbers and days are mostly wanted from the greatest.
            first = f"-{name}" if shows in (Shows.NUMBER, Shows.COUNT, Shows.DATE) else name
            other = {name: f"-{name}", f"-{name}": name}.get(self.asked.order, first)
            address = self.asked.address(order=other) if is_sorted else ""
            found.append(Heading(name, self.title(name), address, now, shows in (Shows.NUMBER, Shows.COUNT)))
        return found

    def _choices(self, facet: Facet) -> list[Choice]:
        counts, chosen = self._narrowed.counts[facet.name], self.asked.chosen.get(facet.name, ())
        values = [value for value in values_of(self._listing, facet) if counts[value] or value in chosen]
        found = [
            Choice(value, self._value(facet, value), counts[value], value in chosen, self.asked.toggled(facet.name, value)) for value in dict.fromkeys(values)
        ]
        if facet.years:
            return sorted(found, key=lambda each: (each.value == NONE, [-ord(sign) for sign in each.value]))
        if facet.bounds or facet.given or facet.field.shows is Shows.STATUS:
            return found
        return sorted(found, key=lambda each: (each.value == NONE, -each.count, fold(each.label.text), each.value))

    def _value(self, facet: Facet, value: str) -> Said:
        if value == NONE or facet.given or facet.field.shows in _TRANSLATED:
            return Said(self._text(choice(facet.name, value)))
        if facet.bounds:
            return Said(self._range(facet, value))
        if facet.years or facet.field.shows is Shows.TONGUE:
            return Said(value if facet.years else tongue(value, self.language))
        return self._cells.named(value)

    def _range(self, facet: Facet, value: str) -> str:
        low, high = next((low, high) for name, low, high in facet.ranges() if name == value)
        under, between, above = RANGE
        text = under if low is None else above if high is None else between
        places = {"low": number(low or 0, self.language), "high": number(high or 0, self.language)}
        return self._text(text) % places

    def _sorted(self, items: Sequence[Item]) -> list[Item]:
        """In the order that was asked for; things without a value come last, whatever the order, and equal ones by their names."""
        name = self.asked.order.removeprefix("-")
        named = sorted(items, key=lambda item: (fold(self._cells.name(item).text), item.iri))
        if name == "name":
            return named[::-1] if self.asked.order.startswith("-") else named
        field = next(column.field for column in self._listing.kind.columns if column.name == name)
        keys = {item.iri: self._cells.key(item, field) for item in items}
        told = [item for item in named if keys[item.iri] is not None]
        told.sort(key=lambda item: keys[item.iri] or (0.0, ""), reverse=self.asked.order.startswith("-"))
        return [*told, *(item for item in named if keys[item.iri] is None)]


def pages(shown: Shown, path: str) -> dict[str, str]:
    """The other pages by relation; none if all fits on one."""
    paging = shown.asked.paging
    if paging.pages(shown.found) == 1:
        return {}
    found = paging.addresses(path, shown.asked.pairs(), shown.found)
    # The first page has one address, whoever leads to it.
    return {relation: shown.asked.address() if address.endswith(f"&{NUMBER}=1") else address for relation, address in found.items()}

"""What a request asks of a list: words, values of facets, an order, a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from urbansec.api.operation import decode
from urbansec.api.paging import NUMBER, SIZE, Paging, address
from urbansec.errors import ParameterError
from urbansec.letters import spelled_like
from urbansec.namespaces import ID, expand, shorten
from urbansec.queries.lists import NONE, Facet, Listing, Narrowed, Shows, Status, narrow
from urbansec.search.fold import fold

WORDS, SORT = "q", "sort"
USUAL = 50
SIZES = (25, 50, 100, 500)
_LONGEST = 200
_CLOSE = 0.5


@dataclass(frozen=True)
class Asked:
    """A question to a list. ``chosen`` holds the values of facets as the list knows them, ``order`` the column, with ``-`` from the end."""

    listing: Listing
    path: str
    q: str
    chosen: Mapping[str, tuple[str, ...]]
    order: str
    paging: Paging
    day: str

    @classmethod
    def read(cls, request: Request, listing: Listing, path: str) -> "Asked":
        """What the address says; :class:`ParameterError` for what the list does not know. ``path`` is the address of the list."""
        facets = {facet.name: facet for facet in listing.kind.facets}
        single = dict.fromkeys((WORDS, SORT, SIZE, NUMBER), "")
        chosen: dict[str, dict[str, None]] = {}
        for name, value in decode(request.scope["query_string"]):
            if name in facets:
                if value.strip():
                    chosen.setdefault(name, {})[meant(listing, facets[name], value.strip())] = None
            elif name in single:
                if single[name] and value != single[name]:
                    raise ParameterError(f"The parameter {name} is given twice.", parameter=name)
                single[name] = value
            else:
                near = spelled_like(name, [*facets, *single], close=_CLOSE)
                raise ParameterError(f"This list has no parameter {name[:60]}; it has: {', '.join([*facets, *single])}.", parameter=name[:60], near=near)
        order = _order(listing, single[SORT].strip())
        paging = Paging.read(single, usual=USUAL) or Paging(USUAL, 1)
        kept = {name: tuple(chosen[name]) for name in facets if name in chosen}
        return cls(listing, path, single[WORDS][:_LONGEST].strip(), kept, order, paging, date.today().isoformat())

    def narrowed(self) -> Narrowed:
        """The answer, not yet sorted."""
        return narrow(self.listing, self.chosen, fold(self.q).split(), self.day)

    def pairs(self, *, chosen: Mapping[str, Iterable[str]] | None = None, q: str | None = None, order: str | None = None) -> list[tuple[str, str]]:
        """The parameters again, with what is given in place of what was asked; those that say what is usual are left out."""
        words, by = self.q if q is None else q, self.order if order is None else order
        found = [(WORDS, words)] if words else []
        found += [(name, shorten(value)) for name, values in (self.chosen if chosen is None else chosen).items() for value in values]
        found += [(SORT, by)] if by != self.listing.kind.order else []
        return [*found, (SIZE, str(self.paging.size))] if self.paging.size != USUAL else found

    def address(self, *, chosen: Mapping[str, Iterable[str]] | None = None, q: str | None = None, order: str | None = None, suffix: str = "") -> str:
        """The address of the first page of the list asked in another way; with ``suffix`` of the whole list as a file."""
        pairs = self.pairs(chosen=chosen, q=q, order=order)
        return address(f"{self.path}{suffix}", [pair for pair in pairs if not suffix or pair[0] != SIZE])

    def toggled(self, facet: str, value: str) -> str:
        """The address with the value chosen, or no more chosen if it is."""
        values = self.chosen.get(facet, ())
        others = tuple(each for each in values if each != value) if value in values else (*values, value)
        return self.address(chosen={**self.chosen, facet: others})


def values_of(listing: Listing, facet: Facet) -> tuple[str, ...]:
    """All values that things of the list have in the facet."""
    if facet.field.shows is Shows.STATUS:
        return (*(str(status) for status in Status), NONE)
    if facet.given:
        return ("yes", "no")
    if facet.bounds:
        return (*(name for name, _, _ in facet.ranges()), NONE)
    if facet.joint:
        return (*dict.fromkeys(each.forum for item in listing.items for each in item.memberships), NONE)
    return (*dict.fromkeys(key for item in listing.items for key in item.keys[facet.name]), NONE)


def meant(listing: Listing, facet: Facet, text: str) -> str:
    """The value of the facet that ``text`` names: as it is, as ``id:country/de``, or as ``de`` if no other is called that."""
    every = values_of(listing, facet)
    for value in (text, expand(text) or "", f"{ID}{text}"):
        if value in every:
            return value
    by_slug = [value for value in every if value.rpartition("/")[2].rpartition("#")[2] == text]
    if len(by_slug) == 1:
        return by_slug[0]
    short = {shorten(value): value for value in every}
    slugs = {name.rpartition("/")[2]: name for name in short}
    near = [slugs[slug] for slug in spelled_like(text.rpartition("/")[2], slugs, close=_CLOSE)]
    raise ParameterError(f"No entry of this list has {text[:80]!r} as its {facet.name}.", parameter=facet.name, near=near)


def _order(listing: Listing, text: str) -> str:
    sortable = ("name", *(column.name for column in listing.kind.columns if column.sorted))
    if not text:
        return listing.kind.order
    if text.removeprefix("-") not in sortable:
        near = spelled_like(text, sortable, close=_CLOSE)
        raise ParameterError(
            f"This list is not sorted by {text[:60]}, but by: {', '.join(sortable)}; with - before it from the end.", parameter=SORT, near=near
        )
    return text

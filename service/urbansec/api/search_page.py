"""The page of the search: what was found, kind by kind, in the language of the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from urbansec.api.lists_cells import Cells, Said
from urbansec.api.lists_kept import kinds, listing
from urbansec.api.lists_titles import titled
from urbansec.api.paging import address
from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import ID, URB
from urbansec.pages.catalogues import marked, translations
from urbansec.pages.dates import day
from urbansec.pages.tongues import tongue
from urbansec.queries.lists import Item, Name, Shows
from urbansec.search import Hit, Index
from urbansec.search.fold import fold

FEW = 6
"""So many of a kind are shown where all kinds are."""
MOST = 500
"""So many are counted."""
_CLASSES: Mapping[str, str] = MappingProxyType(
    {
        **{
            name: f"{URB}{name.capitalize()}"
            for name in ("forum", "city", "region", "county", "organisation", "event", "project", "publication", "person", "source")
        },
        "authority": f"{URB}IntermunicipalAuthority",
        "measure": f"{URB}LocalMeasure",
    }
)
"""The class by which things of a kind are searched; all concepts go together."""
_CONCEPTS = marked("Terms of vocabularies")
_BRIEF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "event": ("start", "place"),
        "project": ("start",),
        "publication": ("publication-kind", "issued"),
        "person": ("office-kind", "body"),
        "source": ("publisher", "issued"),
        "measure": ("implemented-by",),
    }
)
"""The columns that tell a thing from others of its name; of other kinds the country or the definition."""
_USUAL = ("country", "definition")
_LONGEST = 140


@dataclass(frozen=True)
class Found:
    """A thing that was found: what it is called here, what tells it from others, and the name that fits, with its language, if it is another."""

    iri: str
    label: Said
    details: tuple[Said, ...]
    also: Name | None
    tongue: str


@dataclass(frozen=True)
class Group:
    """What was found of a kind: the best of it and how many there are; at ``address`` stand all. ``chosen`` if the search is for this kind."""

    title: Name
    count: int
    address: str
    chosen: bool
    found: tuple[Found, ...]


class SearchPage:
    """Hits as the page shows them, in ``language``."""

    def __init__(self, engine: Engine, index: Index, language: str) -> None:
        self._engine = engine
        self._index = index
        self._language = language
        self._lists = kinds(engine)
        self._items: dict[str, tuple[Cells, Mapping[str, Item]]] = {}

    def groups(self, text: str, languages: Sequence[str], chosen: Sequence[str]) -> tuple[list[Group], list[Group]]:
        """What is found, by kind, the kind of the best hit first: all kinds with their numbers, and those shown with their hits.

        Those shown are all, some of each, or whole the kinds that are ``chosen``.
        """
        found = self._index.search(text, languages=languages, limit=MOST, reader=self._language)
        # Asked for one kind, the search looks further; so that a number is what its link shows, each kind is asked for.
        whole = {iri: self._of(text, languages, iri) for iri in dict.fromkeys(map(self._class, found))}
        wanted = {self._index.kind(name) for name in chosen}
        offered = [Group(self._title(iri, hits[0]), len(hits), self.address(text, iri), iri in wanted, ()) for iri, hits in whole.items()]
        if chosen:
            whole = {}
            for hit in self._index.search(text, kinds=chosen, languages=languages, limit=MOST, reader=self._language):
                whole.setdefault(self._class(hit), []).append(hit)
        shown = [
            Group(
                self._title(iri, hits[0]),
                len(hits),
                self.address(text, iri),
                iri in wanted,
                tuple(self._found(hit, text) for hit in hits[: None if chosen else FEW]),
            )
            for iri, hits in whole.items()
        ]
        return offered, shown

    def _of(self, text: str, languages: Sequence[str], iri: str) -> list[Hit]:
        hits = self._index.search(text, kinds=[iri], languages=languages, limit=MOST, reader=self._language)
        return [hit for hit in hits if self._class(hit) == iri]

    def address(self, text: str, kind: str) -> str:
        """Where the text is searched for among things of one kind."""
        return address("/search", [("q", text), ("kind", kind.rpartition("#")[2] if self._short(kind) else kind)])

    def _short(self, kind: str) -> bool:
        """Whether the last part of the IRI of a class is enough to name it."""
        try:
            return self._index.kind(kind.rpartition("#")[2]) == kind
        except ParameterError:
            return False

    def _class(self, hit: Hit) -> str:
        wanted = _CLASSES.get(_kind(hit.iri), hit.kind)
        return wanted if wanted in self._index.kinds else hit.kind

    def _title(self, iri: str, hit: Hit) -> Name:
        if iri.endswith("#Concept"):
            return Name(translations(self._language).gettext(_CONCEPTS), self._language)
        if _CLASSES.get(_kind(hit.iri)) == iri:
            return titled(self._engine, _kind(hit.iri), self._language)[0]
        return Name(self._index.kinds[iri].label, "en")

    def _found(self, hit: Hit, text: str) -> Found:
        known = self._listed(_kind(hit.iri))
        item = known[1].get(hit.iri) if known else None
        if known is None or item is None or not item.names:
            label = Said(hit.label, hit.label_language if hit.label_language != self._language else "", hit.iri)
            details: tuple[Said, ...] = (Said(hit.description, "en"),)
        else:
            label, details = known[0].name(item), tuple(self._details(known[0], item))
        # Whose label holds the words in the language of the page needs no other name to be told why it was found.
        told = set(fold(text).split()) <= set(fold(label.text).split())
        also = Name(hit.matched, hit.language) if hit.matched != label.text and not told else None
        return Found(hit.iri, label, details, also, tongue(hit.language, self._language) if hit.language else "")

    def _details(self, cells: Cells, item: Item) -> list[Said]:
        kind = _kind(item.iri)
        found = []
        if kind not in _CLASSES:
            title = titled(self._engine, kind, self._language)[0]
            found.append(Said(title.text, title.language if title.language != self._language else ""))
        columns = {column.name: column.field for column in listing(self._engine, kind).kind.columns}
        for field in (columns[name] for name in _BRIEF.get(kind, _USUAL) if name in columns):
            for said in cells.cell(item, field)[:2]:
                text = day(said.text, self._language) if field.shows is Shows.DATE else said.text
                found.append(Said(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", said.language))
        return found

    def _listed(self, kind: str) -> tuple[Cells, Mapping[str, Item]] | None:
        if kind not in self._lists:
            return None
        if kind not in self._items:
            read = listing(self._engine, kind)
            self._items[kind] = Cells(read, self._language, date.today().isoformat()), {item.iri: item for item in read.items}
        return self._items[kind]


def everywhere(text: str) -> str:
    """Where the text is searched for among all kinds."""
    return address("/search", [("q", text)])


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""

"""The pages of the reconciliation service: what it offers, and a thing in a few lines for a frame."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from urbansec.api.lists_cells import Cells, Said
from urbansec.api.lists_kept import kinds, listing
from urbansec.api.lists_titles import titled
from urbansec.api.lists_words import FIELDS
from urbansec.engine import Engine
from urbansec.namespaces import ID
from urbansec.pages.catalogues import translations
from urbansec.queries.lists import Name, Shows
from urbansec.queries.lists.model import called
from urbansec.queries.lists.read import definitions_of, names_of

_FEW = 4


@dataclass(frozen=True)
class Offered:
    """A type or a property: what it is called and what it means, each with the language of the text if that is not the page's."""

    iri: str
    label: str
    language: str
    description: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a preview."""

    title: str
    shows: Shows
    values: tuple[Said, ...]


@dataclass(frozen=True)
class Preview:
    """A thing in a few lines."""

    label: Said
    kind: Name
    lines: tuple[Line, ...]


def offered(engine: Engine, known: Mapping[str, tuple[str, str]], language: str) -> list[Offered]:
    """Types or properties in the language of the page; ``known`` holds an English name and description of each, for those the data do not name."""
    names, _ = names_of(engine, known)
    definitions = definitions_of(engine, known)
    found = []
    for iri, (label, description) in known.items():
        name = called(names.get(iri, (Name(label, "en"),)), language)
        text = called(definitions.get(iri, (Name(description, "en"),)), language)
        found.append(Offered(iri, name.text, _other(name, language), text.text, _other(text, language)))
    return found


def preview(engine: Engine, iri: str, language: str) -> Preview | None:
    """What the list of its kind tells of the thing; ``None`` if it stands in no list."""
    kind = iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""
    if kind not in kinds(engine):
        return None
    read = listing(engine, kind)
    item = next((item for item in read.items if item.iri == iri), None)
    if item is None:
        return None
    cells = Cells(read, language, date.today().isoformat())
    text = translations(language).gettext
    lines = [Line(text(FIELDS[column.name]), column.field.shows, cells.cell(item, column.field)[:_FEW]) for column in read.kind.columns]
    return Preview(cells.name(item), titled(engine, kind, language)[0], tuple(line for line in lines if line.values))


def _other(name: Name, language: str) -> str:
    return name.language if name.language.partition("-")[0] != language else ""

"""The answer of a saved query as one of its views: which there are, where each is, and what the chosen one draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.pages.catalogues import marked
from urbansec.pages.saved import meaning, spoken, word
from urbansec.pages.views import NAMES, TABLE, Drawn, Reader, View, draw, query_views
from urbansec.queries import SavedQuery, Table, describe

VIEW_NAMES: Mapping[str, str] = {
    "table": marked("Table"),
    "map": marked("Map"),
    "timeline": marked("Timeline"),
    "graph": marked("Network"),
    "bars": marked("Bars"),
    "lines": marked("Lines"),
}


@dataclass(frozen=True)
class Tab:
    """A view to choose: its name in the address, what it is called, where it is."""

    name: str
    title: str
    address: str
    current: bool


@dataclass(frozen=True)
class Viewed:
    """What a page shows of an answer: the views, and what the chosen one has drawn, if it is not the table.

    ``view`` is the name of the chosen one, ``missed`` is the view that was asked for and cannot be made of this answer, by what it is called.
    """

    tabs: tuple[Tab, ...]
    drawn: Drawn | None
    view: str
    missed: str = ""


def names_of(table: Table, query: SavedQuery | None, engine: Engine, language: str) -> dict[str, str]:
    """Names for the IRIs in ``table``. A query that takes a language gives names in it, which then are not replaced by others."""
    found = describe.table_labels(engine, table, (language, "en"))
    if query is None or "lang" not in query.header.params:
        return dict(found)
    named = [name.removesuffix("Label") for name in table.variables if name.endswith("Label")]
    given = {row[name]["value"] for row in table.rows for name in named if name in row and f"{name}Label" in row}
    return {iri: name for iri, name in found.items() if iri not in given}


def check_view(wanted: str) -> None:
    """Raise :class:`ParameterError` for what is the name of no view."""
    if wanted and wanted not in NAMES:
        raise ParameterError(f"There is no such view; there are: {', '.join(NAMES)}.", parameter="page-view")


def viewed(  # noqa: PLR0913 - what a page knows of an answer
    table: Table,
    wanted: str,
    address: Callable[[str], str],
    *,
    query: SavedQuery | None,
    labels: Mapping[str, str],
    link: Callable[[str], str],
    language: str,
    title: str = "",
) -> Viewed:
    """``table`` seen as the view called ``wanted``, or as the one to begin with if that is empty.

    ``address`` gives the address of a view by its name; that of the one to begin with needs none.
    """
    views = query_views(table, None if query is None else query.header.view)
    chosen = next((view for view in views if view.name == wanted), None) or (TABLE if wanted else views[0])
    reader = Reader(labels, link, partial(word, language=language), partial(meaning, language=language))
    told = title or ("" if query is None else spoken(query.summary, language=language))
    drawn = draw(chosen, table, reader, title=told)
    if drawn is None:
        chosen = TABLE
    missed = VIEW_NAMES[wanted] if wanted and wanted != chosen.name else ""
    return Viewed(_tabs(views, chosen, address) if len(views) > 1 else (), drawn, chosen.name, missed)


def _tabs(views: Sequence[View], chosen: View, address: Callable[[str], str]) -> tuple[Tab, ...]:
    first = views[0].name
    ordered = sorted(views, key=lambda view: (view.name != first, NAMES.index(view.name)))
    return tuple(Tab(view.name, VIEW_NAMES[view.name], address("" if view.name == first else view.name), view.name == chosen.name) for view in ordered)

"""A list for programs: JSON with facets and addresses, and CSV with all rows."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from urbansec.api.lists_cells import Said
from urbansec.api.lists_shown import Choices, Row, Shown
from urbansec.queries.lists import Shows

_NAMED = (Shows.THING, Shows.FORUMS, Shows.CHOICE, Shows.STATUS, Shows.TONGUE)
"""Fields whose values have a code beside their name."""


def row_document(row: Row) -> dict[str, Any]:
    """A thing with its values by column."""
    found: dict[str, Any] = {"iri": row.iri, "name": row.name.text}
    if row.name.language:
        found["language"] = row.name.language
    for column, values in row.cells:
        shows = column.field.shows
        if shows is Shows.COUNT:
            found[column.name] = int(values[0].text)
        elif values:
            found[column.name] = [_value(shows, value) for value in values]
    return found


def facet_document(choices: Choices, base: str) -> dict[str, Any]:
    """A facet with its values; ``base`` is the address of the service without the prefix under which it is mounted."""
    return {
        "name": choices.name,
        "label": choices.title,
        "values": [
            {"value": choice.value, "label": choice.label.text, "count": choice.count, "chosen": choice.chosen, "address": f"{base}{choice.address}"}
            for choice in choices.values
        ],
    }


def csv_text(shown: Shown, rows: Sequence[Row]) -> str:
    """All rows as RFC 4180 wants them. Of things there are two columns, what they are called and their IRIs; several values stand behind ``;``."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    columns = shown.asked.listing.kind.columns
    heads = ["thing", "name"]
    for column in columns:
        heads += [column.name, f"{column.name}-label"] if column.field.shows in _NAMED else [column.name]
    table.writerow(heads)
    for row in rows:
        cells = [row.iri, row.name.text]
        for column, values in row.cells:
            if column.field.shows in _NAMED:
                cells.append("; ".join(_code(value) for value in values))
            cells.append("; ".join(f"{value.title or value.text} ({value.note})" if value.note else value.title or value.text for value in values))
        table.writerow(cells)
    return written.getvalue()


def _code(value: Said) -> str:
    return value.iri or value.status


def _value(shows: Shows, value: Said) -> Any:
    if shows in _NAMED:
        found = {"iri": value.iri} if value.iri else {"value": value.status}
        found["label"] = value.title or value.text
        if value.iri and value.status:
            found["status"] = value.status
        if value.language:
            found["language"] = value.language
        return found
    return {"text": value.text, "language": value.language} if value.language else value.text

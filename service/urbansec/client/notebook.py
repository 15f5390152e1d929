"""An answer as a notebook shows it."""

from html import escape
from typing import TYPE_CHECKING

from urbansec.namespaces import shorten

if TYPE_CHECKING:
    from urbansec.client.result import Result

_ROWS = 20
_IRI = "iri"


def html(result: "Result") -> str:
    """The first rows as a table, with links, and below it where they come from."""
    head = "".join(f"<th>{escape(name)}</th>" for name in result.variables)
    kinds = [column.kind for column in result.columns]
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(value, linked=kind == _IRI)}</td>' for value, kind in zip(row, kinds, strict=True))}</tr>" for row in result.rows[:_ROWS]
    )
    more = f" (the first {_ROWS} are shown)" if len(result) > _ROWS else ""
    facts = " · ".join(
        f"{escape(name)}: {escape(fact)}" for name, fact in result.about.items() if name in ("Query", "Query version", "Parameters", "Data version")
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{len(result)} rows{more} · {facts}</p>"


def _cell(value: object, *, linked: bool) -> str:
    if value is None:
        return ""
    text = str(value)
    if linked and text.startswith(("http://", "https://")):
        return f'<a href="{escape(text)}">{escape(shorten(text))}</a>'
    return escape(text)

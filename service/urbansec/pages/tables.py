"""Cells of a result for readers: which columns hold numbers or days, how these are written, and names instead of IRIs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal

from babel.numbers import format_decimal
from markupsafe import Markup, escape

from urbansec.namespaces import shorten
from urbansec.pages.dates import day
from urbansec.pages.language import DEFAULT
from urbansec.pages.saved import meaning
from urbansec.pages.views import is_day, is_year
from urbansec.queries.table import Cell, Table
from urbansec.results.columns import columns

Sort = Literal["number", "day", "text"]
_NUMBERS = frozenset({"integer", "decimal", "double"})
# Shorter whole numbers are read as well without groups, and may be years.
_GROUPED = 10_000
_LONG = 240
"""A cell with more characters is folded."""


def sorts(table: Table) -> Mapping[str, Sort]:
    """What the cells of each column are, for writing and for sorting."""
    found: dict[str, Sort] = {}
    for column in columns(table):
        days = any(value is not None for value in column.values) and (is_day(column) or is_year(column))
        found[column.name] = "day" if days else "number" if column.kind in _NUMBERS else "text"
    return found


def figure(text: str, language: str) -> str:
    """A number with all its digits, as a reader of the language writes it; what is none stays as it is.

    >>> figure("51.45657", "de")
    '51,45657'
    """
    try:
        value = Decimal(text)
        if not value.is_finite() or len(text) > len(str(_GROUPED)) * 4:
            return text
        grouped = abs(value) >= _GROUPED
        return format_decimal(value, locale=language, decimal_quantization=False, group_separator=grouped)
    except ArithmeticError:
        return text


def written(cell: Cell, sort: Sort, language: str) -> Markup:
    """The text of a literal. What is written for readers keeps the value for programs beside it."""
    text = cell["value"]
    foreign = cell.get("xml:lang", "")
    if sort == "number" and (shown := figure(text, language)) != text:
        return Markup('<data value="{}">{}</data>').format(text, shown)
    if sort == "day" and (shown := day(text, language)) != text:
        return Markup('<time datetime="{}" class="short">{}</time>').format(text, shown)
    plain = meaning(text, language) if not foreign and not cell.get("datatype") else text
    if plain != text:
        return Markup('<data value="{}">{}</data>').format(text, plain)
    attributes = Markup(' lang="{}"').format(foreign) if foreign else Markup()
    if len(text) > _LONG:
        return Markup('<details class="cell"><summary><bdi{}>{}…</bdi></summary><bdi{}>{}</bdi></details>').format(
            attributes, text[: _LONG // 2].rstrip(), attributes, text
        )
    return Markup("<bdi{}{}>{}</bdi>").format(attributes, Markup(' class="short"') if len(text) < 12 else Markup(), text)


def titled(cell: Cell, beside: str, labels: Mapping[str, str], language: str) -> Markup:
    """The name of an IRI: a label in the language, else the one that stands ``beside`` it in its row, else any label or its short form."""
    label = labels.get(cell["value"], "")
    own = getattr(label, "language", DEFAULT)
    if beside and (own != language or language == DEFAULT):
        return escape(beside)
    if label and own != language:
        return Markup('<span lang="{}">{}</span>').format(own, label)
    return escape(label or beside or shorten(cell["value"]))


SHOWN: Mapping[str, Callable[..., str]] = {"written": written, "titled": titled}
"""What templates show in the language of their page."""

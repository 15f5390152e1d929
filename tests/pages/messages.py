"""The texts that the pages show and translate, gathered from where they are written.

A text that has a context is known by both, with the character U+0004 between them, as gettext writes it.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract_python
from jinja2 import Environment, nodes
from jinja2.ext import babel_extract

from tests.running import ROOT
from urbansec.engine.inspect import tokens
from urbansec.pages.saved import NAME, SENTENCE, TAG, VALUE, words
from urbansec.queries import Catalogue, SavedQuery

PAGES = ROOT / "service" / "urbansec" / "pages"
Key = tuple[str, ...]
SAVED = ROOT / "queries" / "saved"
# A word that a query gives as a value; anything else between quotes is a pattern, a number or a separator.
_WORD = re.compile(r"[a-z][a-z ]{2,}\Z")
# Values that queries cut out of the IRIs of what they find.
_KINDS = ("authority", "city", "county", "forum", "inferred", "organisation", "region")
# Names of qualifiers, which a chart puts behind those of its series.
_QUALIFIERS = ("about", "at least", "at most", "exact", "more than")
_OPTIONS = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def in_templates() -> dict[Key, set[str]]:
    """Each text in the templates, a plural with its singular, and the templates that have it."""
    found: dict[Key, set[str]] = defaultdict(set)
    for path in sorted((PAGES / "templates").rglob("*.html")):
        with path.open("rb") as file:
            for _, function, texts, _ in babel_extract(file, ["_", "gettext", "ngettext"], (), dict(_OPTIONS)):
                _add(found, function, texts, path)
    return found


def in_code() -> dict[Key, set[str]]:
    """Each text that code marks for translation, and the files that have it."""
    found: dict[Key, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "service" / "urbansec").rglob("*.py")):
        content = path.read_bytes()
        for _, _, texts, _ in extract_python(BytesIO(content), {"marked": None}, (), {}) if b"marked" in content else ():
            _add(found, "marked", texts, path)
    return found


def in_headers() -> dict[Key, set[str]]:
    """Each text in the headers of the saved queries, their tags, parameters, columns and words that are values."""
    found: dict[Key, set[str]] = defaultdict(set)
    for query in Catalogue(SAVED):
        for context, texts in _said(query):
            for text in filter(None, texts):
                found[(f"{context}\x04{text}",)].add(query.path.relative_to(ROOT).as_posix())
    return found


def _said(query: SavedQuery) -> Iterator[tuple[str, Iterable[str | None]]]:
    header = query.header
    parameters = header.params.values()
    yield SENTENCE, (query.summary, header.description, header.deprecated, *(example.description for example in header.examples))
    yield SENTENCE, (text for parameter in parameters for text in (parameter.description, parameter.deprecated))
    yield TAG, header.tags
    with query.path.with_suffix(".csv").open(encoding="utf-8", newline="") as expected:
        yield NAME, map(words, (*header.params, *next(csv.reader(expected))))
    choices = (value for parameter in parameters for value in parameter.values)
    given = (token.text[1:-1] for token in tokens(query.text) if token.kind == "string")
    yield VALUE, (text for text in (*choices, *given, *_KINDS, *_QUALIFIERS) if _WORD.match(text))


def every() -> dict[Key, set[str]]:
    """All texts that can be translated, and where they stand."""
    whole: dict[Key, set[str]] = defaultdict(set)
    for part in (in_templates(), in_code(), in_headers()):
        for key, places in part.items():
            whole[key] |= places
    return whole


def _add(found: Mapping[Key, set[str]], function: str | None, texts: str | Iterable[str | None] | None, path: Path) -> None:
    if texts is None:
        return
    parts = (texts,) if isinstance(texts, str) else tuple(text for text in texts if text)
    key = parts[:2] if function == "ngettext" else parts[:1]
    if key:
        found[key].add(path.relative_to(ROOT).as_posix())


def translated_variables() -> list[str]:
    """Where a template gives ``_()`` something else than texts of its own. What ``_()`` returns counts as HTML, so that must not be."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    found = []
    for path in sorted((PAGES / "templates").rglob("*.html")):
        for call in environment.parse(path.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
                texts = call.args[: 2 if call.node.name == "ngettext" else 1]
                if not all(isinstance(text, nodes.Const) for text in texts):
                    found.append(f"{path.name}:{call.lineno}")
    return found

"""The texts that the pages show and translate, gathered from where they are written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

from tests.running import ROOT

PAGES = ROOT / "service" / "urbansec" / "pages"
Key = tuple[str, ...]
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
        with path.open("rb") as file:
            for _, _, texts, _ in extract_python(file, {"marked": None}, (), {}):
                _add(found, "marked", texts, path)
    return found


def every() -> dict[Key, set[str]]:
    """All texts that can be translated, and where they stand."""
    whole: dict[Key, set[str]] = defaultdict(set)
    for part in (in_templates(), in_code()):
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

"""The texts of the pages in other languages: gettext catalogues, read from their sources, so that none can be out of date.

``locale/LANGUAGE/*.po`` together are the catalogue of a language. The texts in the templates are English.
"""

from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from urbansec.pages.language import DEFAULT

LOCALE = Path(__file__).parent / "locale"


def marked(text: str) -> str:
    """``text`` itself. Marks a text that stands in code and is translated where a page shows it."""
    return text


def read(language: str) -> Catalog:
    """All messages of ``language``. Raises ``ValueError`` if two files translate the same text in two ways."""
    whole = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            part = read_po(file, locale=language, abort_invalid=True)
        for message in part:
            if not message.id:
                continue
            known = whole.get(message.id, message.context)
            if known is not None and known.string != message.string:
                raise ValueError(f"{path.name} translates {message.id!r} otherwise than another file does.")
            whole.add(message.id, message.string, flags=message.flags, context=message.context)
    return whole


@lru_cache
def translations(language: str) -> NullTranslations:
    """The catalogue of ``language``; a text that it does not hold stays English."""
    if language == DEFAULT:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(text: str, *, language: str) -> str:
    """A text that code has marked, in ``language``; plain text, as the text itself is."""
    return translations(language).gettext(text) if text else ""  # the translation of nothing is the catalogue's header

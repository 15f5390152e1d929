"""The texts of the pages in other languages: gettext catalogues, read from their sources, so that none can be out of date.

``locale/LANGUAGE/*.po`` together are the catalogue of a language. The texts in the templates are English.
"""

from collections.abc import Mapping
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


def translations(language: str) -> NullTranslations:
    """The catalogue of ``language``; a text that it does not hold stays English."""
    return _parsed(language)[0]


def translation(text: str, *, language: str, context: str = "") -> str | None:
    """What ``text`` is in ``language``, where it stands in ``context``; ``None`` if nobody has translated it."""
    return text if language == DEFAULT or not text else _parsed(language)[1].get((context, text))


def translated(text: str, *, language: str, context: str = "") -> str:
    """The same, in English if nobody has translated it; plain text, as the text itself is."""
    return translation(text, language=language, context=context) or text


@lru_cache
def _parsed(language: str) -> tuple[NullTranslations, Mapping[tuple[str, str], str]]:
    """The catalogue of ``language`` for templates, and its texts by context and text; of a plural the text for one."""
    if language == DEFAULT:
        return NullTranslations(), {}
    whole = read(language)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    found = {}
    for message in whole:
        text, said = (each[0] if isinstance(each, list | tuple) else each for each in (message.id, message.string))
        if text and said and not message.fuzzy:
            found[message.context or "", text] = said
    return GNUTranslations(compiled), found

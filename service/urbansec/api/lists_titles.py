"""What a kind is called, and a sentence about it: by this service, else by the data."""

from urbansec.api.lists_kept import said
from urbansec.api.lists_words import KINDS
from urbansec.engine import Engine
from urbansec.pages.catalogues import translations
from urbansec.pages.render import humanise
from urbansec.queries.lists import Name
from urbansec.queries.lists.model import called


def titled(engine: Engine, kind: str, language: str) -> tuple[Name, Name]:
    """Title and sentence of the list of ``kind``, each with its language; the sentence may be empty."""
    if kind in KINDS:
        title, sentence = map(translations(language).gettext, KINDS[kind])
        return Name(title, language), Name(sentence, language)
    about = said(engine).get(kind)
    name = called(about.names, language) if about else Name("", "")
    text = called(about.definitions, language) if about else Name("", "")
    if not name.text:
        return Name(humanise(kind.replace("-", "_")), "en"), text
    return Name(name.text[:1].upper() + name.text[1:], name.language), text

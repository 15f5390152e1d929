"""Every text of the pages stands in German and French, with the same places for values, and nothing else is in the catalogues."""

import re

import pytest
from babel.messages.catalog import Catalog

from tests.pages.messages import every, translated_variables
from urbansec.pages import catalogues
from urbansec.pages.catalogues import read, translated, translation, translations
from urbansec.pages.language import DEFAULT, LANGUAGES
from urbansec.pages.saved import TAG, VALUE, meaning, spoken

OTHERS = [language for language in LANGUAGES if language != DEFAULT]
_PLACES = re.compile(r"%\((\w+)\)[sd]|%%")
USED = every()


def _keys(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    found = {}
    for message in read(language):
        if message.id:
            key = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            key = (f"{message.context}\x04{key[0]}", *key[1:]) if message.context else key
            found[key] = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return found


def test_the_texts_are_found() -> None:
    assert ("Skip to the content",) in USED
    assert len(USED) > 20


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    known = _keys(language)
    missing = {key[0]: sorted(places) for key, places in USED.items() if not all(known.get(key, ("",)))}
    assert missing == {}


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_left_over(language: str) -> None:
    assert sorted(key for key in _keys(language) if key not in USED) == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_places_of_the_text(language: str) -> None:
    """A plural may leave out the number where it means one."""
    for key, texts in _keys(language).items():
        wanted = {place for text in key for place in _PLACES.findall(text)}
        for text in texts:
            assert set(_PLACES.findall(text)) <= wanted, key
        assert set(_PLACES.findall(texts[-1])) == set(_PLACES.findall(key[-1])), key


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_in_doubt(language: str) -> None:
    assert [message.id for message in read(language) if message.id and message.fuzzy] == []


def test_the_catalogues_are_read() -> None:
    assert translations("de").gettext("Dataset") == "Datensatz"
    assert translations("fr").gettext("Dataset") == "Jeu de données"
    assert translations("en").gettext("Dataset") == "Dataset"
    assert translations("de").gettext("Nobody translates this") == "Nobody translates this"


def test_templates_translate_no_variables_as_html() -> None:
    assert translated_variables() == []


def test_what_code_says_is_text() -> None:
    assert translated("Dataset", language="de") == "Datensatz"
    assert translated("", language="de") == translation("", language="de") == ""
    assert translated("<b>50 %s</b>", language="fr") == "<b>50 %s</b>"
    assert translation("<b>50 %s</b>", language="fr") is None
    assert translation("<b>50 %s</b>", language="en") == "<b>50 %s</b>"


def test_a_text_in_a_context_may_be_another_word() -> None:
    assert (translated("place", language="de", context=TAG), translated("place", language="de", context=VALUE)) == ("Orte", "Ort")
    assert translation("place", language="de") is None, "without one it is none that a page shows"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_a_language_are_parsed_once(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def noting(wanted: str) -> Catalog:
        asked.append(wanted)
        return read(wanted)

    monkeypatch.setattr(catalogues, "read", noting)
    catalogues._parsed.cache_clear()
    for _ in range(2):
        assert translations(language).gettext("Dataset") == translated("Dataset", language=language)
        assert spoken("Members of a forum on a day", language=language)
        assert meaning("certain", language)
    assert asked == [each for each in OTHERS if each == language]

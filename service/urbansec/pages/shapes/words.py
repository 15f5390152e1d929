"""Names and small phrases in one language, from which the sentences on shapes are made. Everything is safe to stand in HTML."""

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

import pyoxigraph as ox
from babel import Locale
from babel.lists import format_list
from markupsafe import Markup, escape

from urbansec.namespaces import PREFIXES, shorten
from urbansec.pages.catalogues import marked, translations
from urbansec.pages.dates import number
from urbansec.pages.language import DEFAULT

_XSD = PREFIXES["xsd"]
_DATATYPES: Mapping[str, str] = {
    f"{_XSD}string": marked("a text without language tag"),
    f"{PREFIXES['rdf']}langString": marked("a text with a language tag"),
    f"{_XSD}integer": marked("a whole number"),
    f"{_XSD}decimal": marked("a decimal number"),
    f"{_XSD}boolean": marked("true or false"),
    f"{_XSD}date": marked("a day"),
    f"{_XSD}gYear": marked("a year"),
    f"{_XSD}gYearMonth": marked("a month of a year"),
    f"{_XSD}dateTime": marked("a day with a time"),
    f"{_XSD}anyURI": marked("a web address as text"),
}
_DATATYPE = marked("a value of the datatype %(datatype)s")
_INSTANCE = marked("a resource of the class “%(kind)s”")
_MORE = marked("%(listed)s and %(count)s more")
_VOWELS = "aeiou"
_MANY = 6
_SHOWN = 3
Address = Callable[[str], str]
Style = Literal["standard", "or"]


class Names:
    """What things are called: the texts of ``known`` by IRI and language, in the order of these mappings."""

    def __init__(self, *known: Mapping[str, Mapping[str, str]]) -> None:
        self._known = known

    def of(self, iri: str, language: str) -> tuple[str, str]:
        """The name and its language: the one asked for, else English, else the short form of the IRI in none."""
        for wanted in dict.fromkeys((language, DEFAULT)):
            for names in self._known:
                text = names.get(iri, {}).get(wanted)
                if text:
                    return text, wanted
        return shorten(iri), ""


class Words:
    """The words of one language. ``address`` tells where a reader finds an IRI; empty if nowhere."""

    def __init__(self, language: str, names: Names, address: Address = lambda iri: iri) -> None:
        self.language = language
        self._names = names
        self._address = address
        self._translated = translations(language)

    def say(self, text: str, /, **places: object) -> Markup:
        """The translation of ``text`` with its places filled; what is no markup is escaped."""
        # escape() has made it safe; % does the same to what fills the places.
        return escape(self._translated.gettext(text)) % places

    def name(self, iri: str) -> Markup:
        """The name of a thing, linked to where it is explained."""
        shown = self._written(*self._names.of(iri, self.language))
        address = self._address(iri)
        return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown

    def called(self, texts: Mapping[str, str], iri: str = "") -> Markup:
        """A name of which the texts are at hand, linked to ``iri`` if there is one."""
        language = next((wanted for wanted in (self.language, DEFAULT, *texts) if texts.get(wanted)), "")
        shown = self._written(texts[language], language) if language else escape(shorten(iri))
        address = self._address(iri) if iri else ""
        return Markup('<a href="{}">{}</a>').format(address, shown) if address else shown

    def instance(self, iri: str) -> Markup:
        """An instance of a class: “a forum”, “an event”. Other languages have genders, so there the class is named."""
        text, language = self._names.of(iri, self.language)
        if self.language != DEFAULT or language != DEFAULT:
            return self.say(_INSTANCE, kind=self.name(iri))
        return Markup("{} {}").format("an" if text[:1].casefold() in _VOWELS else "a", self.name(iri))

    def term(self, term: object) -> Markup:
        """A value as people write it."""
        if isinstance(term, ox.NamedNode):
            return self.name(term.value)
        if isinstance(term, ox.Literal):
            if term.datatype.value in (f"{_XSD}integer", f"{_XSD}decimal"):
                return escape(number(term.value, self.language))
            return Markup('<bdi lang="{}">{}</bdi>').format(term.language, term.value) if term.language else Markup("<bdi>{}</bdi>").format(term.value)
        return Markup("…")

    def datatype(self, iri: str) -> Markup:
        """A value of a datatype: “a whole number”."""
        known = _DATATYPES.get(iri)
        return self.say(known) if known else self.say(_DATATYPE, datatype=Markup("<code>{}</code>").format(shorten(iri)))

    def tongue(self, tag: str) -> Markup:
        """What a language is called."""
        return escape(Locale(self.language).languages.get(tag, tag))

    def listed(self, phrases: Iterable[Markup], style: Style = "standard") -> Markup:
        """“a, b and c”; with style ``or`` “a, b or c”."""
        return Markup(format_list(list(phrases), style=style, locale="en_GB" if self.language == DEFAULT else self.language))  # noqa: S704 - the parts are safe, and so are babel's patterns

    def some(self, phrases: Iterable[Markup], style: Style = "standard") -> Markup:
        """The same; of many the first ones, and how many more there are."""
        every = list(phrases)
        if len(every) <= _MANY:
            return self.listed(every, style)
        return self.say(_MORE, listed=Markup(", ").join(every[:_SHOWN]), count=number(len(every) - _SHOWN, self.language))

    def _written(self, text: str, language: str) -> Markup:
        if not language:
            return Markup("<code>{}</code>").format(text)
        return escape(text) if language == self.language else Markup('<span lang="{}">{}</span>').format(language, text)

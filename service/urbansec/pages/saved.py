"""What saved queries say of themselves, in the languages of the pages.

The header of a query is English. Its texts have translations in ``locale/LANGUAGE/saved-queries.po``, each kind in a context of its own,
so that the tag "place" and the column "place" may be two words. A query that somebody else has written stays as it is, and says so.
"""

import re
from collections.abc import Callable, Mapping

from markupsafe import Markup, escape

from urbansec.pages.catalogues import translated, translation
from urbansec.pages.language import DEFAULT

SENTENCE, TAG, NAME, VALUE = ("query", "query tag", "query name", "query value")
"""Sentences of a header; its tags; names of parameters and columns in words; plain words that are values."""
# Names that are no words, or say too little.
_WORDS: Mapping[str, str] = {
    "asOf": "As of",
    "asOfEarliest": "As of, earliest",
    "asOfLatest": "As of, latest",
    "basisA": "Basis in A",
    "basisB": "Basis in B",
    "certaintyA": "Certainty in A",
    "certaintyB": "Certainty in B",
    "countryCode": "Country",
    "geonamesId": "GeoNames number",
    "geonames": "GeoNames",
    "holderName": "Holder",
    "isbn": "ISBN",
    "lang": "Language",
    "lat": "Latitude",
    "line": "Line on a map",
    "long": "Longitude",
    "nuts": "NUTS code",
    "personName": "Person",
    "sinceA": "In A since",
    "sinceB": "In B since",
    "sinceBasisA": "Since in A by",
    "sinceBasisB": "Since in B by",
    "sourcesA": "Sources for A",
    "sourcesB": "Sources for B",
    "statusA": "Status in A",
    "statusB": "Status in B",
    "wkt": "Geometry",
}


def words(name: str) -> str:
    """A parameter or a column in English words: ``seenEarliest`` as ``Seen earliest``, ``forumALabel`` as ``Forum A``.

    >>> words("forum_a")
    'Forum A'
    """
    known = _WORDS.get(name) or _WORDS.get(name.removesuffix("Label"))
    if known:
        return known
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.removesuffix("Label") or name).replace("_", " ").split()
    lowered = [part.upper() if len(part) == 1 else part.lower() for part in parts]
    return " ".join([lowered[0].capitalize(), *lowered[1:]]) if lowered else name


def word(name: str, language: str) -> str:
    """The same in ``language``, in English if it has no word for it."""
    return translated(words(name), language=language, context=NAME)


def meaning(value: str, language: str) -> str:
    """A plain word that is a value, such as ``certain``, in ``language``; any other text as it is."""
    return translated(value, language=language, context=VALUE)


def spoken(text: str, context: str = SENTENCE, *, language: str) -> str:
    """A text of a header in ``language``, in English if nobody has translated it; plain text."""
    return translated(text, language=language, context=context)


def said(text: str, context: str = SENTENCE, *, language: str) -> Markup:
    """The same for a page, where a text that nobody has translated is marked as English."""
    found = translation(text, language=language, context=context)
    return Markup('<span lang="{}">{}</span>').format(DEFAULT, text) if found is None else escape(found)


SPELLED: Mapping[str, Callable[..., str]] = {"word": word, "meaning": meaning, "spoken": spoken, "said": said}
"""What templates spell in the language of their page."""

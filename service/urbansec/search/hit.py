"""What a search finds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """A resource, and the name of it that fits what was typed.

    ``kind`` is the IRI of its most special class; ``label`` is what to call it, in ``label_language``, ``matched`` the name that fits,
    in ``language`` ("" if it belongs to none, as an abbreviation). ``score`` runs from 0 to 100; ``exact`` says that nothing but the way of writing
    differs (case, accents, script, ö for oe, "City of …", a country behind the name). ``description`` is a few words of English that
    tell it from others of its name.
    """

    iri: str
    label: str
    kind: str
    matched: str
    language: str
    score: float
    exact: bool
    description: str
    label_language: str = ""

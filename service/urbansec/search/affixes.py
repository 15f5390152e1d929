"""Words that say what kind of thing a name names: ``City of Essen`` and ``Stadt Essen`` are Essen, if Essen is a city."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from urbansec.namespaces import URB

# Folded as names are; a longer one stands before the one it begins with.
_BEFORE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"{URB}City": (
            *("the city of", "the municipality of", "city council of", "municipality of", "city of", "town of", "borough of", "municipality"),
            *("landeshauptstadt", "freie und hansestadt", "freie hansestadt", "hansestadt", "bundesstadt", "stadtverwaltung", "stadt", "gemeinde"),
            *("commune de", "commune d", "ville de", "ville d", "mairie de", "mairie d", "comune di", "comune d", "citta di"),
            *("ajuntament de", "ajuntament d", "ayuntamiento de", "ciudad de", "municipio de", "ciutat de"),
            *("camara municipal do", "camara municipal da", "camara municipal de", "municipio do", "municipio da", "cidade de", "concelho de"),
            *("gemeente", "stad", "miasto", "gmina", "mesto", "obec", "kommune", "municipiul", "orasul", "dimos", "δημος"),
        ),
        f"{URB}Region": ("autonomous community of", "region of", "generalitat de", "comunidad autonoma de", "regione", "region", "land"),
        f"{URB}Organisation": ("the", "le", "la", "l", "il", "der", "die", "das"),
        f"{URB}Forum": ("the", "le", "il", "das", "el", "o"),
        f"{URB}Person": (
            "prof dr",
            "prof",
            "dr",
            "mayor",
            "oberburgermeister",
            "burgermeister",
            "ob",
            "herr",
            "frau",
            "mr",
            "mrs",
            "ms",
            "mme",
            "sindaco",
            "maire",
        ),
    }
)
_BEHIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        f"{URB}City": ("city council", "municipal council", "municipality", "kommune", "kommun", "stad", "city"),
        f"{URB}Region": ("region",),
        f"{URB}Organisation": ("e v", "ev", "asbl", "a s b l", "vzw", "v z w", "gmbh", "onlus", "ltd"),
        f"{URB}Forum": ("e v", "ev", "asbl", "a s b l", "vzw", "v z w"),
    }
)
CLASSES = tuple(_BEFORE)
"""The classes that such words tell of."""


def bare(folded: str, classes: Collection[str]) -> str:
    """The folded name without words that only repeat that it belongs to one of ``classes``; as it is if it has none."""
    short = folded
    for kind in CLASSES:
        if kind not in classes:
            continue
        for word in _BEHIND.get(kind, ()):
            short = short.removesuffix(f" {word}")
        for word in _BEFORE[kind]:
            if short.startswith(f"{word} "):
                short = short[len(word) + 1 :]
                break
    return short

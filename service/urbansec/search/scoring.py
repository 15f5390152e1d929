"""How well two folded names fit, from 0 to 100."""

from collections.abc import Callable, Collection, Set

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

SAME = 100.0
FOLDED = 99.0
RESPELLED = 98.0
EXPLAINED = 97.0
BELOW_EXACT = 96.0
OTHER_NUMBER = 0.85
LESS_MEANT = 0.95
"""What a name that fits not exactly is worth of what people mean less often: a source, a concept."""
_CLOSE = 0.75
_PREFIX = 3
_PREFIX_WORTH = 0.9
_AROUND_WORTH = 0.8

Weight = Callable[[str], float]


def alike(query: str, name: str) -> float:
    """By their letters, in this order or with the words in any order."""
    letters = (fuzz.ratio(query, name) + 100 * OSA.normalized_similarity(query, name)) / 2
    turned = 0.96 * fuzz.token_sort_ratio(query, name) if " " in query and " " in name else 0.0
    return max(letters, turned) * 0.97


def begins(query: str, name: str) -> float:
    """For who is still typing: the name begins with what is there, or one of its words does."""
    if name.startswith(query):
        return 75 + 20 * len(query) / len(name)
    if f" {query}" in f" {name}":
        return 70 + 20 * len(query) / len(name)
    return 0.0


def shared_words(query: Collection[str], name: Collection[str], around: Set[str], weight: Weight) -> float:
    """By the words in both, rare ones (``weight``) counting more; words ``around`` the thing explain those that its name lacks."""
    asked = named = 0.0
    left = dict.fromkeys(name)
    for word in query:
        found, share = _closest(word, left)
        if found is not None and share > (_AROUND_WORTH if word in around else 0.0):
            asked += weight(word) * share
            named += weight(found) * share
            del left[found]
        elif word in around:
            asked += weight(word) * _AROUND_WORTH
    total_asked, total_named = sum(map(weight, query)), sum(map(weight, name))
    if not total_asked or not total_named:
        return 0.0
    return 95 * (0.65 * asked / total_asked + 0.35 * named / total_named)


def same_numbers(query: Collection[str], name: Collection[str], around: Set[str]) -> bool:
    """Whether each number of the query belongs to the name or to the thing: numbers tell editions and years apart."""
    return all(word in name or word in around for word in query if word.isdecimal())


def _closest(word: str, words: Collection[str]) -> tuple[str | None, float]:
    """The word that is the same, or begins with this one, or is most like it; with how far it is, from 0 to 1."""
    if word in words:
        return word, 1.0
    best, share = None, 0.0
    if word.isdecimal():
        return best, share
    for other in words:
        if len(word) >= _PREFIX and other.startswith(word):
            fit = _PREFIX_WORTH
        elif abs(len(other) - len(word)) <= 2:
            fit = OSA.normalized_similarity(word, other)
            fit = fit if fit >= _CLOSE else 0.0
        else:
            continue
        if fit > share:
            best, share = other, fit
    return best, share

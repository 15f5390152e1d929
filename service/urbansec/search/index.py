"""The index of names: everything of one state of the data that has a name, ready to be found in some milliseconds."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from rapidfuzz import fuzz, process

from urbansec.engine import Engine
from urbansec.errors import ParameterError
from urbansec.namespaces import expand
from urbansec.search.affixes import CLASSES, bare
from urbansec.search.fold import LONGEST, fold, spellings
from urbansec.search.hit import Hit
from urbansec.search.parts import Query, read_query
from urbansec.search.scoring import BELOW_EXACT, EXPLAINED, FOLDED, LESS_MEANT, OTHER_NUMBER, RESPELLED, SAME, alike, begins, same_numbers, shared_words
from urbansec.search.things import CONCEPT, PERSON, SOURCE, Kind, Name, Thing, read_kinds, read_things

LEAST = 60.0
"""Names that fit less are none of those that were meant."""
_KEPT = 64
_MOST_BY_WORDS = 80
_MOST_BY_LETTERS = 40
_MOST_BY_PREFIX = 200
"""So many names that begin alike are looked at; who types one letter more gets the others."""


@dataclass(frozen=True)
class _Entry:
    """One way to write one name of the thing at the place ``thing``; ``plain`` unless letters are spelled out or transliterated."""

    thing: int
    name: Name
    key: str
    words: tuple[str, ...]
    plain: bool
    whole: bool
    """Whether it is the whole name, not what is left without words such as ``Stadt``."""


@dataclass(frozen=True)
class _Around:
    """What may stand beside the name of a thing without making it another: its other names, its country, place and year."""

    phrases: Set[str]
    words: Set[str]


class Index:
    """Names and the things they name. Immutable, safe for use from many threads."""

    def __init__(self, things: Sequence[Thing], kinds: Mapping[str, Kind]) -> None:
        self.kinds = kinds
        self.things = {thing.iri: thing for thing in things}
        self._things = tuple(things)
        self._around = tuple(_around(thing) for thing in things)
        self._entries = tuple(entry for place, thing in enumerate(things) for entry in _entries(place, thing))
        self._by_key: dict[str, list[int]] = defaultdict(list)
        by_word: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(self._entries):
            self._by_key[entry.key].append(place)
            for word in dict.fromkeys(entry.words):
                by_word[word].append(place)
        self._by_word = dict(by_word)
        self._keys = sorted(self._by_key)
        self._words = sorted(self._by_word)
        self._weights = {word: math.log(1 + len(self._entries) / len(places)) for word, places in by_word.items()}
        self._unknown = math.log(1 + len(self._entries))
        self._keys_by_kind: dict[frozenset[str], list[str]] = {}

    @classmethod
    def build(cls, engine: Engine) -> "Index":
        """The index of all that ``engine`` has; some queries and some tenths of a second for ten thousand names."""
        kinds = read_kinds(engine)
        return cls(read_things(engine, kinds), kinds)

    def kind(self, text: str) -> str:
        """The class that ``text`` names: as ``city``, ``City``, ``urb:City`` or its IRI; :class:`~urbansec.errors.ParameterError` if none."""
        for iri in (text, expand(text) or ""):
            if iri in self.kinds:
                return iri
        wanted = fold(text).replace(" ", "")
        short = {iri.rpartition("#")[2].rpartition("/")[2]: iri for iri in self.kinds}
        for name, iri in short.items():
            if wanted in (name.lower(), fold(self.kinds[iri].label).replace(" ", "")):
                return iri
        near = [name for name, _, _ in process.extract(text[:LONGEST], list(short), scorer=fuzz.ratio, processor=str.lower, limit=3, score_cutoff=LEAST)]
        raise ParameterError(f"There is no kind {text[:80]!r}; there are: {', '.join(sorted(short))}.", parameter="kind", near=near)

    def search(self, text: str, *, kinds: Iterable[str] = (), limit: int = 10, languages: Iterable[str] = (), reader: str = "") -> list[Hit]:
        """The things that ``text`` may name, the likeliest first, at most ``limit``.

        ``kinds`` are classes as :meth:`kind` takes them; without any, all are searched. With ``languages`` (``de``, ``fr`` …) only
        names in those count, and names that belong to no language; labels are in the first of them that a thing has one in, else in
        the language of the ``reader``, else in English.
        """
        query = read_query(text)
        wanted = frozenset(map(self.kind, kinds))
        spoken = tuple(language.lower() for language in languages)
        found: dict[int, tuple[float, bool, _Entry]] = {}
        for place in self._candidates(query, wanted):
            entry = self._entries[place]
            thing = self._things[entry.thing]
            if (wanted and not wanted & thing.classes) or (spoken and entry.name.language and entry.name.language.partition("-")[0] not in spoken):
                continue
            score, exact = self._score(query, entry, thing)
            if score >= LEAST and (entry.thing not in found or (score, exact) > found[entry.thing][:2]):
                found[entry.thing] = (score, exact, entry)
        hits = [(score, exact, entry, self._things[entry.thing]) for score, exact, entry in found.values()]
        hits.sort(key=lambda hit: (-hit[0], not hit[1], hit[3].root, len(hit[2].key), hit[3].iri))
        read = (*spoken, reader) if reader else spoken
        return [_hit(thing, entry.name, thing.called(read), round(score, 1), exact=exact) for score, exact, entry, thing in hits[:limit]]

    def _candidates(self, query: Query, wanted: frozenset[str]) -> set[int]:
        """The places of entries worth a closer look."""
        if not query.forms:
            return set()
        keys = {*query.forms, *query.main, query.turned}
        keys |= {bare(form, (kind,)) for form in keys for kind in CLASSES}
        found = {place for key in keys for place in self._by_key.get(key, ())}
        for form in query.forms:
            found.update(place for key in islice(_beginning(self._keys, form), _MOST_BY_PREFIX) for place in self._by_key[key])
        found.update(self._by_shared_words(query, wanted))
        choices = self._keys_of(wanted)
        for form in dict.fromkeys((*query.forms, *query.main[:1])):
            near = process.extract(form, choices, scorer=fuzz.ratio, limit=_MOST_BY_LETTERS, score_cutoff=LEAST)
            found.update(place for key, _, _ in near for place in self._by_key[key])
        return found

    def _by_shared_words(self, query: Query, wanted: frozenset[str]) -> list[int]:
        shared: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(query.words):
            same = self._by_word.get(word)
            for other in (word,) if same else islice(_beginning(self._words, word), _MOST_BY_PREFIX):
                for place in self._by_word[other]:
                    shared[place] += self._weights[other]
        if wanted:
            shared = {place: weight for place, weight in shared.items() if wanted & self._things[self._entries[place].thing].classes}
        return nlargest(_MOST_BY_WORDS, shared, key=lambda place: (shared[place] / (1 + 0.05 * len(self._entries[place].words)), -place))

    def _keys_of(self, wanted: frozenset[str]) -> Sequence[str]:
        """The keys of things of these kinds; made once for those asked for first."""
        if not wanted:
            return self._keys
        kept = self._keys_by_kind.get(wanted)
        if kept is None:
            kept = sorted({entry.key for entry in self._entries if wanted & self._things[entry.thing].classes})
            if len(self._keys_by_kind) < _KEPT:
                self._keys_by_kind[wanted] = kept
        return kept

    def _score(self, query: Query, entry: _Entry, thing: Thing) -> tuple[float, bool]:
        """How well it fits, and whether only the way of writing differs."""
        key = entry.key
        if key in query.forms:
            if entry.whole and query.text.casefold() == entry.name.text.casefold():
                return SAME, True
            return (FOLDED if entry.whole and entry.plain and key == query.forms[0] else RESPELLED if entry.whole else EXPLAINED), True
        around = self._around[entry.thing]
        if any(bare(form, thing.classes) == key for form in query.forms) or (query.turned == key and PERSON in thing.classes):
            return EXPLAINED, True
        if query.behind and around.phrases >= set(query.behind) and any(key in (form, bare(form, thing.classes)) for form in query.main):
            return EXPLAINED, True
        score = max(max(alike(form, key), begins(form, key)) for form in query.forms)
        score = max(score, shared_words(query.words, entry.words, around.words, self._weight))
        if not same_numbers(query.words, entry.words, around.words):
            score *= OTHER_NUMBER
        if not thing.classes.isdisjoint((SOURCE, CONCEPT)):
            score *= LESS_MEANT
        return min(score, BELOW_EXACT), False

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unknown)


def _hit(thing: Thing, matched: Name, label: Name, score: float, *, exact: bool) -> Hit:
    return Hit(thing.iri, label.text, thing.kind, matched.text, matched.language, score, exact, thing.description, label.language)


def _entries(place: int, thing: Thing) -> Iterator[_Entry]:
    seen = set()
    for name in thing.names:
        for position, key in enumerate(spellings(name.text)):
            for form in dict.fromkeys((key, bare(key, thing.classes))):
                if (form, name.language) not in seen:
                    seen.add((form, name.language))
                    yield _Entry(place, name, form, tuple(form.split()), position == 0, form == key)


def _around(thing: Thing) -> _Around:
    phrases = {form for text in (*thing.around, *(name.text for name in thing.names)) for form in spellings(text)}
    return _Around(frozenset(phrases), frozenset(word for phrase in phrases for word in phrase.split()))


def _beginning(ordered: Sequence[str], prefix: str) -> Iterator[str]:
    """Those of ``ordered`` that begin with ``prefix``, in order."""
    place = bisect_left(ordered, prefix)
    while place < len(ordered) and ordered[place].startswith(prefix):
        yield ordered[place]
        place += 1

"""Find saved queries by words and tags."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from urbansec.letters import bare
from urbansec.queries.run import SavedQuery

# What a word counts where it is found: a name or summary says more of a query than its long description.
_WEIGHTS = (8, 4, 2, 1)
_CLOSE = 80.0  # of 100: one letter wrong in five
_LONGEST = 200


def find(queries: Iterable[SavedQuery], text: str = "", tags: Sequence[str] = (), say: Callable[[str], str] | None = None) -> list[SavedQuery]:
    """The queries that have all ``tags`` and every word of ``text``, best first; all, in their order, if nothing is asked.

    Words are looked for in name, summary, tags, description, and the names and descriptions of parameters, without regard
    to case and accents, and as parts of words. If no query has them all, those that have words close to them are found.
    ``say`` gives texts and tags in the language of the reader: words are then looked for in both.
    """
    wanted = {_plain(tag) for tag in tags if tag.strip()}
    tagged = [query for query in queries if wanted <= {_plain(tag) for tag in query.header.tags}]
    words = _plain(text[:_LONGEST]).split()
    if not words:
        return tagged
    fields = [(query, _fields(query, say)) for query in tagged]
    scored: list[tuple[float, SavedQuery]] = [(_score(words, found), query) for query, found in fields]
    if not any(score for score, _ in scored):
        scored = [(_closeness(words, found), query) for query, found in fields]
    return [query for score, query in sorted(scored, key=lambda each: (-each[0], each[1].name)) if score]


def tags_of(queries: Iterable[SavedQuery]) -> dict[str, int]:
    """Each tag with the number of queries that have it, in the order of the alphabet."""
    return dict(sorted(Counter(tag for query in queries for tag in dict.fromkeys(query.header.tags)).items()))


def _fields(query: SavedQuery, say: Callable[[str], str] | None) -> tuple[str, ...]:
    def both(text: str) -> str:
        return text if say is None or (told := say(text)) == text else f"{text} {told}"

    header = query.header
    named = f"{query.name} {query.name.replace('-', ' ')} {both(query.summary)}"
    params = " ".join(f"{name.replace('_', ' ')} {both(parameter.description)}" for name, parameter in header.params.items())
    return tuple(map(_plain, (named, " ".join(map(both, header.tags)), both(header.description), params)))


def _score(words: Sequence[str], fields: Sequence[str]) -> int:
    """How much the fields say of all ``words``; 0 if one of them is nowhere."""
    best = [max((weight for weight, field in zip(_WEIGHTS, fields, strict=True) if word in field), default=0) for word in words]
    return sum(best) if all(best) else 0


def _closeness(words: Sequence[str], fields: Sequence[str]) -> float:
    from rapidfuzz import fuzz  # noqa: PLC0415 - only those who mistype wait for it

    known = {part for field in fields for part in field.split() if len(part) > 2}
    best = [max((fuzz.ratio(word, part) for part in known), default=0.0) for word in words]
    return sum(best) if all(score >= _CLOSE for score in best) else 0.0


def _plain(text: str) -> str:
    """A text without case and accents."""
    return " ".join(bare(text).split())

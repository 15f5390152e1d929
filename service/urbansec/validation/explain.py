"""Say of a result in short phrases what is there, what should be, how a right triple looks, and what may have been meant.

Everything comes from the parameters of the constraint in the shapes graph and from the data, so that it works with anybody's shapes.
A shape's own ``sh:message`` stays the headline; where it has none, one is made of the same phrases in every language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES
from urbansec.queries.shapes.index import Index
from urbansec.validation.engines.result import Result
from urbansec.validation.explanations.case import Case
from urbansec.validation.explanations.example import example
from urbansec.validation.explanations.expected import Phrases
from urbansec.validation.explanations.found import found
from urbansec.validation.explanations.hints import hint
from urbansec.validation.explanations.lookup import Lookup, NoData, Sample, Several, StoreLookup
from urbansec.validation.explanations.wording import LANGUAGES, Words
from urbansec.validation.shown import Shown
from urbansec.validation.similar import Iris

__all__ = ["Explainer", "Explanation", "Lookup", "Sample", "Several", "StoreLookup", "explain"]


@dataclass(frozen=True)
class Explanation:
    """``found`` and ``expected`` are phrases, ``example`` a Turtle statement, ``hint`` a sentence; the last two may be empty.

    ``messages`` pairs a language tag with a headline: the shape's own, or in every language one made of the phrases.
    """

    found: str
    expected: str
    example: str
    hint: str
    messages: tuple[tuple[str, str], ...]


class Explainer:
    """Explains the results of one validation; what it works out for a shape it keeps."""

    def __init__(self, shapes: Iterable[ox.Triple] | Index, lookup: Lookup | None = None, prefixes: Mapping[str, str] = PREFIXES) -> None:
        self._shapes = shapes if isinstance(shapes, Index) else Index(shapes)
        self._lookup = NoData() if lookup is None else lookup
        self._shown = Shown(prefixes)
        self._phrases: dict[tuple[object, ...], str] = {}
        self._examples: dict[object, Sample | None] = {}
        self._names: dict[object, Iris] = {}

    def explain(self, result: Result, lang: str = "en") -> Explanation:
        """The explanation in ``lang`` (``en``, ``de`` or ``fr``; of others in English)."""
        case = self._case(result, lang)
        return Explanation(found(case), self.expected(result, lang), example(case), hint(case), self.messages(result))

    def expected(self, result: Result, lang: str = "en") -> str:
        """What the violated constraint asks; the same for all results of the constraint."""
        words = Words(lang)
        key = (result.component, result.shape, result.constraint, words.lang)
        if key not in self._phrases:
            phrases = Phrases(self._shapes, self._shown, words)
            self._phrases[key] = phrases.of_component(result.component, result.shape, result.constraint)
        return self._phrases[key]

    def messages(self, result: Result) -> tuple[tuple[str, str], ...]:
        """The headline by language: the messages that came with the result if they are the shapes' own, else made here.

        An engine that finds no ``sh:message`` writes a sentence of its own, about its classes and node ids; nobody shall read that.
        """
        if result.messages and self._has_messages(result):
            return result.messages
        return tuple((lang, self._headline(result, lang)) for lang in LANGUAGES)

    def _has_messages(self, result: Result) -> bool:
        component = ox.NamedNode(result.component)
        validators = [node for name in ("validator", "nodeValidator", "propertyValidator") for node in self._shapes.values(component, name)]
        nodes = [result.shape, component, *validators, *([] if result.constraint is None else [result.constraint])]
        return any(self._shapes.values(node, "message") for node in nodes)

    def _headline(self, result: Result, lang: str) -> str:
        case = self._case(result, lang)
        label = Phrases(self._shapes, self._shown, case.words).label(result.shape)
        path = case.path_text
        name = f"{label} ({path})" if label and path else label or path
        return case.words.say("headline", about=name or self._shown.term(result.focus), expected=self.expected(result, lang), found=found(case))

    def _case(self, result: Result, lang: str) -> Case:
        return Case(result, self._shapes, self._lookup, self._shown, Words(lang), self._examples, self._names)


def explain(result: Result, shapes: Iterable[ox.Triple] | Index, lookup: Lookup | None = None, lang: str = "en") -> Explanation:
    """One result by itself; for several, an :class:`Explainer` saves reading the shapes anew."""
    return Explainer(shapes, lookup).explain(result, lang)

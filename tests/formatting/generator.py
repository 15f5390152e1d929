"""Turtle and TriG files as nobody would write them: every construct of the grammar, and comments wherever white space may stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

PREFIXES = (
    ("ex:", "<http://example.org/>"),
    (":", "<http://example.org/empty#>"),
    ("sh:", "<http://www.w3.org/ns/shacl#>"),
    ("a-b:", "<http://example.org/a%20b/>"),
    ("é:", "<http://example.org/é/>"),
    ("rel:", "<relative/>"),
)
REDECLARED = (("ex:", "<http://elsewhere.example/other#>"), ("ex:", "<http://example.org/>"), ("rel:", "<also/>"), ("sh:", "<http://example.org/no-shapes#>"))
BASES = ("<http://base.example/one/>", "<http://base.example/two/>", "<deeper/>")
STRINGS = (
    *('"plain"', "'single'", '"with # no comment"', '"""with # no comment\n# and two lines"""', "'''it's\r\n# kept'''", '"esc \\" \\n \\u00e9"'),
    *('""', "''", '"""a "quoted" word"""', '"dot . ; , ] )"', '"Überraschung 🎉"', "'tab\\t'", '"' + "very long " * 40 + '"', '"""\n\n\n"""', "'''\\''''"),
)
NUMBERS = ("1", "-2", "+3.5", ".5", "1e6", "-1.5E-3", "007", "true", "false")
IRIS = ("<http://example.org/x#fragment>", "<relative>", "<#part>", "<>", "<?q=1>", "<http://example.org/ü>", "<../up>")
LOCALS = ("s", "o", "p1", "p2", "p-3", "with.dot", "x:y", "%41", "esc\\-aped\\~", "ünïcode", "1digit", "_under", "")
SHACL = ("path", "message", "minCount", "maxCount", "name", "unknown")
COMMENTS = (
    "# plain",
    "#",
    "# ; . , ] ) }",
    '# "quote',
    "# <iri",
    "#ümlaut 🎉",
    "#  trailing spaces   ",
    "# '''",
    "# @prefix ex: <http://wrong/> .",
    "##",
    "#\ttab",
)


@dataclass
class Generator:
    """Makes files from a random source; ``line_end`` separates lines, ``noise`` is how often comments stand between two tokens."""

    random: Random
    line_end: str = "\n"
    noise: float = 0.15

    def turtle(self) -> str:
        """A Turtle file."""
        return self._joined([*self._prefixes(), *self._statements(self.random.randint(0, 7), directives=True)])

    def trig(self) -> str:
        """A TriG file: statements, graphs with and without names, the last dot in them sometimes missing."""
        tokens = self._prefixes()
        for _ in range(self.random.randint(1, 4)):
            inside = self._statements(self.random.randint(0, 3), directives=False)
            if inside and self.random.random() < 0.5:
                inside.pop()
            name = self.random.choice(([], ["ex:g"], ["GRAPH", "<g>"], ["_:g"], ["[", "]"], ["graph", "ex:h"]))
            tokens += [*name, "{", *inside, "}", *self._statements(self.random.randint(0, 1), directives=True)]
        return self._joined(tokens)

    def _prefixes(self) -> list[str]:
        declared = list(PREFIXES)
        self.random.shuffle(declared)
        return [token for prefix in declared for token in self._directive("prefix", *prefix)]

    def _directive(self, keyword: str, *words: str) -> list[str]:
        if self.random.random() < 0.5:
            return [f"@{keyword}", *words, "."]
        return [self.random.choice((keyword.upper(), keyword, keyword.title())), *words]

    def _statements(self, number: int, *, directives: bool) -> list[str]:
        tokens: list[str] = []
        for _ in range(number):
            if directives and self.random.random() < 0.3:
                for _ in range(self.random.randint(1, 3)):
                    tokens += self._directive("prefix", *self.random.choice(REDECLARED))
            if directives and self.random.random() < 0.15:
                tokens += self._directive("base", self.random.choice(BASES))
            tokens += self._statement()
        return tokens

    def _statement(self) -> list[str]:
        kind = self.random.random()
        if kind < 0.1:
            return ["[", *self._clauses(2), "]", "."]
        if kind < 0.2:
            return ["[", *self._clauses(2), "]", *self._clauses(2), "."]
        if kind < 0.3:
            return [*self._collection(2), *self._clauses(2), "."]
        return [self._name(), *self._clauses(3), "."]

    def _clauses(self, depth: int) -> list[str]:
        tokens: list[str] = []
        for number in range(self.random.randint(1, 4)):
            tokens += [";"] * (self.random.randint(1, 2) if number else 0)
            tokens.append(self.random.choice(("a", self._iri(), f"sh:{self.random.choice(SHACL)}")))
            for value in range(self.random.choice((1, 1, 1, 2, 4))):
                tokens += [*([","] if value else []), *self._object(depth)]
        return tokens + [";"] * self.random.choice((0, 0, 0, 1, 2))

    def _object(self, depth: int) -> list[str]:
        kind = self.random.random()
        if depth and kind < 0.15:
            return ["[", *(self._clauses(depth - 1) if self.random.random() < 0.8 else []), "]"]
        if depth and kind < 0.25:
            return self._collection(depth)
        if kind < 0.6:
            return [self._name()]
        if kind < 0.7:
            return [self.random.choice(NUMBERS)]
        text = self.random.choice(STRINGS)
        return self.random.choice(([text], [f"{text}@en"], [f"{text}@de-AT"], [text, "^^", self._iri()]))

    def _collection(self, depth: int) -> list[str]:
        return ["(", *(token for _ in range(self.random.choice((0, 1, 3))) for token in self._object(depth - 1)), ")"]

    def _name(self) -> str:
        return self.random.choice((self._iri(), self._iri(), f"_:b{self.random.randint(1, 3)}"))

    def _iri(self) -> str:
        if self.random.random() < 0.2:
            return self.random.choice(IRIS)
        return self.random.choice(("ex:", ":", "a-b:", "é:", "rel:")) + self.random.choice(LOCALS)

    def _joined(self, tokens: Sequence[str]) -> str:
        """The tokens with white space and comments before, between and behind them."""
        parts = [part for token in tokens for part in (self._between(), token)]
        end = self._between() if self.random.random() < 0.7 else f" {self.random.choice(COMMENTS)}"  # a comment that no line end closes
        return "".join([*parts, end])

    def _between(self) -> str:
        parts = [self.random.choice((" ", " ", self.line_end, "  \t", self.line_end * 2, self.line_end * 3 + "    "))]
        while self.random.random() < self.noise:
            parts += [self.random.choice(COMMENTS), self.line_end, self.random.choice(("", "", "  ", self.line_end))]
        return "".join(parts)

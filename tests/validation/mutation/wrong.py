"""Wrong values: tokens that a constraint on a property cannot let through, made from a right one where there is one."""

import random
import re
from collections.abc import Callable

from tests.validation.mutation.constraints import Rule
from tests.validation.mutation.corpus import Corpus, Described, written

XSD = "http://www.w3.org/2001/XMLSchema#"
IN_SCHEME = "http://www.w3.org/2004/02/skos/core#inScheme"
NOBODY = "<https://example.org/nobody>"
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(.*)', re.DOTALL)


def parts(token: str) -> tuple[str, str]:
    """The text of a literal and what comes after it: language or datatype. A number has only a text."""
    found = _LITERAL.fullmatch(token)
    return (found[1], found[2]) if found else (token, "")


def values(corpus: Corpus, rule: Rule, described: Described, old: str, rng: random.Random) -> list[str]:
    """Wrong values for a property, as the document would write them; ``old`` is the value in whose place they stand, empty if there is none."""
    return _MAKERS[rule.name](corpus, rule, described, old, rng)


def _datatype(_corpus: Corpus, rule: Rule, _described: Described, old: str, _rng: random.Random) -> list[str]:
    name = str(rule.value).removeprefix(XSD)
    text, _ = parts(old)
    if name == "string":
        return [f'"{text or "so"}"@en', f'"{text or "so"}"^^<{XSD}token>', "12"]
    number = text or "7"
    return {
        "date": [f'"{number}"', f'"{number[:4]}"^^<{XSD}gYear>', f'"{number}T00:00:00"^^<{XSD}dateTime>'],
        "decimal": [number.partition(".")[0], f'"{number}"', f"{number}e0"],
        "integer": [f"{number}.0", f'"{number}"', f'"{number}"^^<{XSD}decimal>'],
    }[name]


def _class(corpus: Corpus, rule: Rule, described: Described, _old: str, rng: random.Random) -> list[str]:
    others = [iri for iri in rng.sample(sorted(corpus.described), 50) if str(rule.value) not in corpus.classes(iri)]
    return [NOBODY, described.document.token(others[0]), '"some text"@en']


def _in(corpus: Corpus, rule: Rule, described: Described, _old: str, rng: random.Random) -> list[str]:
    if rule.path[0] == "one":
        return [NOBODY]
    assert rule.path[2:] == (IN_SCHEME,)
    listed = set(rule.listed)
    others = [one for one in corpus.having(IN_SCHEME) if listed.isdisjoint(one.iris(IN_SCHEME))]
    return [described.document.token(one.iri) for one in rng.sample(others, 3)]


def _pattern(_corpus: Corpus, rule: Rule, _described: Described, old: str, _rng: random.Random) -> list[str]:
    text, suffix = parts(old or '"so"')
    inside = text.removeprefix("<").removesuffix(">")
    if old.startswith("<"):
        tried = [
            inside.replace("https:", "ftp:").replace("http:", "ftp:"),
            f"urn:{len(inside)}",
            inside.replace("/", "/0", 3),
            f"mailto:{len(inside)}@example.org",
        ]
    else:
        tried = [f" {inside}", f"{inside} ", inside.upper(), f"{inside}\\t", "", f"?{inside}?"]
    pattern = str(rule.value)
    broken = [one for one in tried if not re.search(pattern, one.replace("\\t", "\t").replace('\\"', '"'))]
    return [f"<{one}>" if old.startswith("<") else f'"{one}"{suffix}' for one in broken]


def _node_kind(_corpus: Corpus, _rule: Rule, described: Described, old: str, _rng: random.Random) -> list[str]:
    return ['"some text"', f'"{described.document.iri(old) or "https://example.org/"}"', "_:somebody"]


def _limit(*steps: int) -> Callable[[Corpus, Rule, Described, str, random.Random], list[str]]:
    def made(_corpus: Corpus, rule: Rule, _described: Described, old: str, _rng: random.Random) -> list[str]:
        point = "." in (old or str(rule.value))
        return [f"{rule.number + step}.5" if point else str(rule.number + step) for step in steps]

    return made


def _language(_corpus: Corpus, _rule: Rule, _described: Described, old: str, _rng: random.Random) -> list[str]:
    text, _ = parts(old or '"so"')
    return [f'"{text}"@xx', f'"{text}"@zz-ZZ', f'"{text}"']


_DATES = ('"2019-13"^^{0}gYearMonth', '"summer 2019"@en', "2019", '"2019-05"^^{0}gYear', '"2019-05-01T00:00:00Z"^^{0}dateTime', '"19"^^{0}gYear',
          '"2019-05-01Z"^^{0}date', '"2019-05-01"', '"2019"^^{0}gYearMonth', "<https://example.org/2019>")  # fmt: skip


def _or(_corpus: Corpus, _rule: Rule, described: Described, _old: str, rng: random.Random) -> list[str]:
    prefix = "xsd:" if described.document.prefixes.get("xsd") == XSD else ""
    made = [date.format(prefix) if prefix or "{0}" not in date else re.sub(r"\{0\}(\w+)", rf"<{XSD}\1>", date) for date in _DATES]
    return rng.sample(made, len(made))


def _not(_corpus: Corpus, _rule: Rule, _described: Described, old: str, _rng: random.Random) -> list[str]:
    text, suffix = parts(old)
    return [f'"Dr. {text}"{suffix}', f'"Prof. {text}"{suffix}', f'"Dr. med. {text}"']


def _disjoint(_corpus: Corpus, rule: Rule, described: Described, _old: str, _rng: random.Random) -> list[str]:
    return described.values(str(rule.value))


_MAKERS: dict[str, Callable[[Corpus, Rule, Described, str, random.Random], list[str]]] = {
    "Class": _class,
    "Datatype": _datatype,
    "Disjoint": _disjoint,
    "In": _in,
    "LanguageIn": _language,
    "MaxInclusive": _limit(0, 1, 1000),
    "MinInclusive": _limit(-1, -2, -1000),
    "NodeKind": _node_kind,
    "Not": _not,
    "Or": _or,
    "Pattern": _pattern,
}
WRONG_VALUES = frozenset(_MAKERS)
"""The components whose operator is a wrong value."""


def more(corpus: Corpus, described: Described, predicate: str, rng: random.Random) -> list[str]:
    """Values that others have for a property and this resource has not, as its document writes them."""
    own = {described.document.iri(value) or parts(value)[0] for value in described.values(predicate)}
    uses = corpus.uses(predicate)
    found: dict[str, str] = {}
    for document, token in rng.sample(uses, min(len(uses), 20)):
        key = document.iri(token) or parts(token)[0]
        if key not in own:
            found.setdefault(key, written((document, token), described.document))
    return list(found.values()) or ['"one"', '"another"']

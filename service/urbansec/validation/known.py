"""The terms of well-known vocabularies, from ``terms.json`` (made by ``tests/validation/make_terms.py``)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from urbansec.validation.similar import closest

_MEMBER = re.compile(r"_[1-9][0-9]*\Z")


@dataclass(frozen=True)
class Vocabulary:
    """A vocabulary: its namespace, its usual prefix, its terms, those it gave up with what replaces them, and whether the list is complete."""

    namespace: str
    prefix: str
    terms: frozenset[str]
    closed: bool
    replaced: dict[str, str]

    def has(self, name: str) -> bool:
        """Whether it has the term; ``rdf:_1`` and so on are terms too."""
        return name in self.terms or (self.prefix == "rdf" and bool(_MEMBER.match(name)))


@cache
def vocabularies() -> dict[str, Vocabulary]:
    """All of them by namespace; schema.org under both of the namespaces that it allows."""
    text = files("urbansec").joinpath("validation", "terms.json").read_text("utf-8")
    found = {
        space: Vocabulary(
            namespace=space,
            prefix=entry["prefix"],
            terms=frozenset(entry["terms"].split()),
            closed=entry["closed"],
            replaced={old: new if ":" in new else f"{space}{new}" for old, new in entry.get("replaced", {}).items()},
        )
        for space, entry in json.loads(text).items()
    }
    schema = found["https://schema.org/"]
    insecure = {old: new.replace("https:", "http:", 1) for old, new in schema.replaced.items()}
    return found | {"http://schema.org/": Vocabulary("http://schema.org/", "schema", schema.terms, schema.closed, insecure)}


def meant_namespace(iri: str) -> str | None:
    """The IRI in the namespace of a known vocabulary that differs from its own by the scheme, the last sign or a slip or two, and that has the term.

    ``None`` if its namespace is known, or like no other.
    """
    known = vocabularies()
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    space, name = iri[:cut], iri[cut:]
    if not name or space in known or any(iri.startswith(other) for other in known):
        return None
    plain = {_plain(other): other for other in sorted(known)}
    near = plain.get(_plain(space)) or plain.get(closest(_plain(space), plain) or "")
    return f"{near}{name}" if near and known[near].has(name) else None


def _plain(space: str) -> str:
    """A namespace without what is most often confused in it."""
    return space.removeprefix("https:").removeprefix("http:").rstrip("/#").removeprefix("//").removeprefix("www.")

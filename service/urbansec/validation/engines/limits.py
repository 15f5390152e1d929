"""What the fast engine is not trusted with: constructs for which it is not proved that its results are pySHACL's."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES, shorten
from urbansec.validation.shapes import Shapes, Term
from urbansec.validation.shapes.terms import sh


@dataclass(frozen=True)
class Limit:
    """A construct that calls for pySHACL, the reason, and the first shape (or other subject) that uses it."""

    construct: str
    reason: str
    node: Term


_FEATURES = {
    "sparql": "the fast engine misses results of some SPARQL-based constraints",
    "parameter": "constraint components of one's own are SPARQL too",
    "target": "targets other than the four of the recommendation are not known to the fast engine",
    "rule": "rules make triples, and the fast engine makes none",
    "expression": "node expressions are not known to the fast engine",
    "entailment": "the fast engine does not entail",
}
_UNCHECKED = {f"{PREFIXES['xsd']}hexBinary", f"{PREFIXES['rdf']}HTML"}
_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]")
_BEYOND_RUST = re.compile(r"\\\\|\\[1-9]|\(\?<?[=!]|\(\?[>P]|\\Z")


def limits(shapes: Shapes) -> list[Limit]:
    """Each construct that keeps the fast engine from being used, once; none if its results are proved to be the same."""
    found: dict[str, Limit] = {}
    for limit in _limits(shapes):
        found.setdefault(limit.construct, limit)
    return list(found.values())


def _limits(shapes: Shapes) -> Iterator[Limit]:
    for name, reason in _FEATURES.items():
        for node, _ in shapes.graph.having(sh(name)):
            yield Limit(f"sh:{name}", reason, node)
    for node, datatype in shapes.graph.having(sh("datatype")):
        if isinstance(datatype, ox.NamedNode) and datatype.value in _UNCHECKED:
            yield Limit(f"sh:datatype {shorten(datatype.value)}", "the fast engine does not look at how such a literal is written", node)
    for node, pattern in shapes.graph.having(sh("pattern")):
        if any(match[0] != "\\\\" for match in _BEYOND_RUST.finditer(_CLASS.sub("", pattern.value))):
            reason = "looking ahead or behind and back references are beyond the fast engine (and beyond XPath's regular expressions)"
            yield Limit("sh:pattern with look-around", reason, node)
    for node, flags in shapes.graph.having(sh("flags")):
        if set(flags.value) - set("imsxq"):
            yield Limit(f"sh:flags {flags.value}", "XPath has no such flag, and the fast engine refuses it", node)

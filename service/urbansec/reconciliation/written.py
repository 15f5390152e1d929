"""Answers of the protocol as JSON values; the versions differ in how a batch is wrapped and in what a feature must have."""

from collections.abc import Mapping, Sequence
from typing import Any

from urbansec.reconciliation.matching import Candidate
from urbansec.search import Index
from urbansec.search.things import Kind

Json = dict[str, Any]
_FEATURES = {"name": "likeness of the name, 0 to 100", "exact": "the name is one of the thing's own names"}


def batch_02(results: Mapping[str, Sequence[Candidate]], index: Index) -> Json:
    """A reconciliation result batch of version 0.2."""
    return {key: {"result": [candidate_json(each, index) for each in candidates]} for key, candidates in results.items()}


def batch_10(results: Sequence[Sequence[Candidate]], index: Index) -> Json:
    """A reconciliation result batch of version 1.0-draft."""
    return {"results": [{"candidates": [candidate_json(each, index) for each in candidates]} for candidates in results]}


def candidate_json(candidate: Candidate, index: Index) -> Json:
    """One candidate, right in both versions."""
    features = [{"id": name, "name": _FEATURES.get(name, f"{name} agrees"), "value": value} for name, value in candidate.features.items()]
    return {
        "id": candidate.thing.iri,
        "name": candidate.name,
        "description": candidate.thing.description,
        "type": [type_json(index.kinds[candidate.thing.kind])],
        "score": candidate.score,
        "match": candidate.match,
        "features": features,
    }


def type_json(kind: Kind, kinds: Mapping[str, Kind] | None = None) -> Json:
    """A type; with ``kinds`` also the types directly above it that are among them."""
    written: Json = {"id": kind.iri, "name": kind.label}
    if kinds is None:
        return written
    above = [kinds[iri] for iri in sorted(kind.above) if iri in kinds and iri != kind.iri]
    direct = [each for each in above if not any(each.iri in other.above and other is not each for other in above)]
    return {**written, "broader": [type_json(each) for each in direct]} if direct else written

"""The quality page for programs."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from urbansec.api.quality_parts import Answered, address

if TYPE_CHECKING:
    from urbansec.api.quality import Quality


def document(found: "Quality", base: str) -> dict[str, Any]:
    """The document at the address ``base`` of the service. A part is missing if the service does not have its query."""
    pieces, inferred = found.evidence
    answers: dict[str, dict[str, Any]] = {
        "completeness": {"verdicts": found.verdicts, "counts": [asdict(each) for each in found.reported]},
        "disagreements": {"total": len(found.disagreements), "disagreements": [_disagreement(each) for each in found.disagreements]},
        "evidence-by-certainty": {"kinds": [asdict(each) for each in found.sureness]},
        "evidence-gaps-by-forum": {
            "forums": [
                {
                    "forum": each.forum,
                    "label": each.label,
                    "memberships": each.memberships,
                    "gaps": {
                        gap: {"memberships": number, "query": f"{base}{address('evidence-gaps', gap=gap, forum=each.forum)}"}
                        for gap, number in each.gaps.items()
                    },
                }
                for each in found.documented
            ]
        },
        "sources": {
            "total": len(found.carrying),
            "evidence": pieces,
            "inferred": inferred,
            "sources": [{**asdict(each), "query": f"{base}{address('statements-of-source', source=each.source)}"} for each in found.carrying],
        },
        "figures": {"things": found.sizes},
    }
    release = found.release
    return {
        "data_version": found.data_version,
        "release": {
            "iri": release.iri,
            "version": release.version,
            "issued": release.issued.isoformat() if release.issued else None,
            "changes": f"{base}/changes",
        }
        if release
        else None,
        "validation": {
            "state": found.judgement.state,
            "detail": found.judgement.detail,
            "report": found.judgement.report.model_dump(mode="json") if found.judgement.report else None,
        },
        **{name.replace("-", "_"): {"query": _query(answer, base), **said} for name, said in answers.items() if (answer := found.answers.get(name))},
    }


def _query(answer: Answered, base: str) -> dict[str, Any]:
    """How to ask again: the query by name and version, its address, and the permanent one for these data."""
    found: dict[str, Any] = {
        "name": answer.query.name,
        "version": answer.query.version,
        "summary": answer.query.summary,
        "address": f"{base}{address(answer.query.name)}",
    }
    if answer.citation is not None:
        found |= {"permalink": answer.citation.permalink(base), "checksum": answer.citation.checksum}
    if answer.problem is not None:
        found["problem"] = {"title": answer.problem.title, "detail": answer.problem.detail}
    return found


def _disagreement(each: Any) -> dict[str, Any]:
    sides = [
        {**asdict(side), "sources": [{"source": source, "title": title, "locator": locator} for source, title, locator in side.sources]} for side in each.sides
    ]
    return {**asdict(each), "sides": sides}

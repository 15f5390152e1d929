"""Two states as text, and what differs."""

from pathlib import Path

from tests.running import ROOT
from urbansec.assets import find_assets
from urbansec.diff.run import Difference, diff

ASSETS = find_assets(ROOT)
PREFIXES = """\
@prefix certainty: <https://w3id.org/urbansec/id/certainty/> .
@prefix city: <https://w3id.org/urbansec/id/city/> .
@prefix claim: <https://w3id.org/urbansec/id/claim/> .
@prefix count: <https://w3id.org/urbansec/id/count/> .
@prefix counted: <https://w3id.org/urbansec/id/counted/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix disagreement: <https://w3id.org/urbansec/id/disagreement/> .
@prefix event: <https://w3id.org/urbansec/id/event/> .
@prefix evidence: <https://w3id.org/urbansec/id/evidence/> .
@prefix forum: <https://w3id.org/urbansec/id/forum/> .
@prefix membership: <https://w3id.org/urbansec/id/membership/> .
@prefix office: <https://w3id.org/urbansec/id/office/> .
@prefix officekind: <https://w3id.org/urbansec/id/office-kind/> .
@prefix participation: <https://w3id.org/urbansec/id/participation/> .
@prefix participationrole: <https://w3id.org/urbansec/id/participation-role/> .
@prefix person: <https://w3id.org/urbansec/id/person/> .
@prefix project: <https://w3id.org/urbansec/id/project/> .
@prefix projectparticipation: <https://w3id.org/urbansec/id/project-participation/> .
@prefix projectrole: <https://w3id.org/urbansec/id/project-role/> .
@prefix qualifier: <https://w3id.org/urbansec/id/qualifier/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/urbansec/id/source/> .
@prefix urb: <https://w3id.org/urbansec/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def compare(folder: Path, old: str, new: str, suffix: str = ".ttl") -> Difference:
    """The difference of two texts, written to files of different names."""
    paths = [folder / f"{name}{suffix}" for name in ("one", "other")]
    for path, text in zip(paths, (old, new), strict=True):
        path.write_bytes(text.encode())
    return diff(ASSETS, str(paths[0]), str(paths[1]), findings=False, answers=False)


def told(folder: Path, old: str, new: str) -> list[str]:
    """The sentences on two states, each the same beginning and what is given."""
    return [sentence.text for sentence in compare(folder, PREFIXES + old, PREFIXES + new).sentences]

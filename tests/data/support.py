"""Where the curated files are, and how the tests read them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
ID = "https://w3id.org/urbansec/id/"
URB = "https://w3id.org/urbansec/ontology#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

# The kind in the IRI of a curated resource, and the classes that may carry it.
CLASSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "authority": ("IntermunicipalAuthority",),
        "city": ("City",),
        "claim": ("Claim",),
        "count": ("ReportedCount",),
        "county": ("County",),
        "disagreement": ("Disagreement",),
        "event": ("Event",),
        "evidence": ("Evidence",),
        "forum": ("Forum", "NationalForum"),
        "measure": ("LocalMeasure",),
        "membership": ("Membership",),
        "office": ("OfficeHolding",),
        "organisation": ("Organisation",),
        "participation": ("Participation",),
        "person": ("Person",),
        "project": ("Project",),
        "project-participation": ("ProjectParticipation",),
        "publication": ("Publication",),
        "region": ("Region",),
        "source": ("Source",),
    }
)


def turtle_files(*folders: str) -> list[Path]:
    """The Turtle files in folders named from the project root, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.ttl"))


def network_files() -> list[Path]:
    """The curated files on the network: all in ``data`` but the one in which the dataset describes itself."""
    return [path for path in turtle_files("data") if name(path) != "data/dataset.ttl"]


def name(path: Path) -> str:
    """A path as people say it: from the project root."""
    return path.relative_to(ROOT).as_posix()


def parse(paths: Iterable[Path]) -> list[ox.Triple]:
    """The triples of all the files."""
    return [quad.triple for path in paths for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]


def iri(node: object) -> str:
    """The IRI of a node, the empty string for literals and blank nodes."""
    return node.value if isinstance(node, ox.NamedNode) else ""


def local(node: object, namespace: str = ID) -> str:
    """What follows the namespace in the IRI of a node, the empty string if it lies outside."""
    text = iri(node)
    return text.removeprefix(namespace) if text.startswith(namespace) else ""


def kind(node: object) -> str:
    """The kind in the IRI of one of our things, the empty string for anything else."""
    return local(node).partition("/")[0]


def values(triples: Sequence[ox.Triple], subject: object, term: str) -> list[object]:
    """The values of one of our properties."""
    return [t.object for t in triples if t.subject == subject and t.predicate.value == URB + term]

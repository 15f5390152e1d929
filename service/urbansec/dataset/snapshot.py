"""The immutable state of the data that queries run on."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset.derive import run_rules
from urbansec.dataset.files import DataFile, discover, graph_of, load_all
from urbansec.namespaces import GRAPH

_COMMA = re.compile(rb"<[^<>\" ]*,")
DESCRIPTION = ox.NamedNode(f"{GRAPH}description")


@dataclass(frozen=True)
class Snapshot:
    """Loaded data. Nothing changes it after loading, so (state, query, format) names a result exactly.

    ``version`` names the data, ``described`` the triples that describe what is offered, such as the texts of the saved queries.
    ``commas`` tells whether an IRI may hold a comma, which CSV must be written for. ``union`` says whether a query sees, outside
    ``GRAPH``, all graphs merged or only the default graph; ``merged`` that the merge lies ready in the default graph.
    ``derived`` names the graphs that the rules made. ``files`` maps each named graph to the file it came from.
    """

    store: ox.Store
    version: str
    union: bool
    merged: bool
    files: dict[str, Path]
    derived: tuple[ox.NamedNode, ...] = ()
    described: str = ""
    commas: bool = True

    @property
    def state(self) -> str:
        """A name for all that is loaded. A saved query whose words change is part of it, and yet it is asked of data of the same version."""
        return self.version + self.described

    def __len__(self) -> int:
        """The number of quads."""
        return len(self.store)


def load_shipped(assets: Assets, *, data: Sequence[Path] = (), extra: Sequence[ox.Triple] = (), union: bool = True) -> Snapshot:
    """The project's data with ontology, vocabularies and all that the rules derive.

    ``data`` replaces the curated folder; its graphs are then named by the files' paths below the given folder,
    so a copy of the folder loads exactly like the original. ``extra`` holds triples that describe the dataset and
    come from no RDF file, such as the saved queries; they get a graph of their own.
    """
    sources = shipped_files(assets, data)
    store = ox.Store()
    load_all(sources, store)
    derived = run_rules(store, assets.rules, assets.root)
    # After the rules, which count statements: what describes the offer is no part of the data.
    store.extend([ox.Quad(t.subject, t.predicate, t.object, DESCRIPTION) for t in extra])
    return _snapshot(store, union=union, derived=derived, files={source.graph.value: source.path for source in sources if source.graph})


def shipped_files(assets: Assets, data: Sequence[Path] = ()) -> list[DataFile]:
    """The files of :func:`load_shipped`: ontology and vocabularies, then ``data`` or the curated folder.

    Raises :class:`~urbansec.errors.InputFilesError` naming every path that does not exist.
    """
    found = [DataFile(path, graph_of(path, assets.root)) for path in discover(assets.terms, suffixes=(".ttl",))]
    bases = data or (assets.data,)
    discover(bases)  # so that every path that does not exist is told, not only the first
    for base in bases:
        for path in discover([base]):
            inside = path.relative_to(base) if base.is_dir() else Path(path.name)
            found.append(DataFile(path, graph_of(assets.data / inside, assets.root)))
    return found


def load_files(paths: Sequence[Path], *, union: bool = False) -> Snapshot:
    """Other people's RDF as it is: files without graphs go to the default graph, TriG and N-Quads keep theirs.

    Nothing is derived. Raises :class:`~urbansec.errors.InputFilesError` if a path does not exist or does not parse.
    """
    store = ox.Store()
    load_all((DataFile(path) for path in discover(paths)), store)
    return _snapshot(store, union=union, derived=(), files={})


def _snapshot(store: ox.Store, *, union: bool, derived: tuple[ox.NamedNode, ...], files: dict[str, Path]) -> Snapshot:
    lines = (store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines()
    version, described, commas = _names(lines)
    # pyoxigraph's union of graphs yields a triple once per graph that holds it, but a merge of graphs holds it
    # once, and COUNT must agree. Only data that repeat a triple pay for a merged copy.
    merged = union and _repeats(store, lines)
    if merged:
        store.extend([ox.Quad(t.subject, t.predicate, t.object, ox.DefaultGraph()) for t in {quad.triple for quad in store}])
    store.optimize()
    return Snapshot(store=store, version=version, union=union, merged=merged, files=files, derived=derived, described=described, commas=commas)


def _repeats(store: ox.Store, lines: Sequence[bytes]) -> bool:
    """Whether a triple stands in more than one graph. Where every quad ends with the IRI of its graph, the lines tell it without an object for each."""
    in_default = any(True for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    if in_default or not all(isinstance(graph, ox.NamedNode) for graph in store.named_graphs()):
        return len({quad.triple for quad in store}) < len(store)
    return len({line.rpartition(b" <")[0] for line in lines}) < len(lines)


def _names(lines: Sequence[bytes]) -> tuple[str, str, bool]:
    """``version`` and ``described``: hashes over the canonical quads (RDF Dataset Canonicalization), equal for equal data; and ``commas``.

    Canonicalization renames blank nodes by the quads that hold them, so that only those quads need it.
    """
    anonymous = [line for line in lines if b"_:" in line]
    dataset = ox.Dataset(ox.parse(b"\n".join(anonymous), ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    canonical = (ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b"").splitlines()
    everything = sorted([*(line for line in lines if b"_:" not in line), *canonical])
    ending = f" {DESCRIPTION} .".encode()
    described = [line for line in everything if line.endswith(ending)]
    return _hash(line for line in everything if not line.endswith(ending)), _hash(described) if described else "", any(map(_COMMA.search, lines))


def _hash(lines: Iterable[bytes]) -> str:
    return hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]

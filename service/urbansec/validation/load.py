"""Load what is to be validated, file by file, so that a file that does not parse hides nothing in the others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from urbansec.assets import Assets
from urbansec.dataset.derive import PROVENANCE, run_rules
from urbansec.dataset.files import DataFile, discover
from urbansec.dataset.snapshot import shipped_files
from urbansec.errors import InputFileError
from urbansec.namespaces import GRAPH, PREFIXES
from urbansec.turtle import FORMATS, Source, parse


@dataclass(frozen=True)
class Loaded:
    """What one file says, in the order of the file; statements outside any graph are in the default graph.

    ``problem`` says why it does not parse; then the statements are those that do.
    """

    file: DataFile
    quads: Sequence[ox.Quad]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    problem: InputFileError | None = None

    @property
    def has_graphs(self) -> bool:
        """Whether its statements may be in named graphs of their own."""
        return self.file.format.supports_datasets

    @cached_property
    def graphs(self) -> frozenset[str]:
        """The names of the graphs that its statements are loaded into."""
        names = {quad.graph_name for quad in self.quads} if self.has_graphs else {ox.DefaultGraph()} if self.quads else set()
        return frozenset(self._name(name) for name in names)

    @cached_property
    def stated(self) -> frozenset[ox.Quad]:
        """Its statements as :meth:`placed` gives them, to look one up."""
        return frozenset(self.placed())

    def placed(self) -> Iterator[ox.Quad]:
        """Its statements, those in the default graph in the file's graph instead."""
        for quad in self.quads:
            outside = isinstance(quad.graph_name, ox.DefaultGraph)
            yield ox.Quad(quad.subject, quad.predicate, quad.object, self.file.graph) if outside and self.file.graph else quad

    def _name(self, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> str:
        if isinstance(graph, ox.DefaultGraph):
            return self.file.graph.value if self.file.graph else ""
        return graph.value


@dataclass(frozen=True)
class Checked:
    """The data to validate and what belongs to them.

    ``subjects`` are the files whose statements are validated, ``context`` the files around them (an ontology), and
    ``rules`` maps the graph of what a rule derived to the rule's file. ``examples`` are files with right statements,
    for explanations where the data have none. ``ready`` is the store that the rules were run on, if there are any: it holds everything already.
    """

    subjects: Sequence[Loaded]
    context: Sequence[Loaded] = ()
    rules: Mapping[str, Path] = field(default_factory=dict)
    derived: Sequence[ox.Quad] = ()
    examples: Sequence[Path] = ()
    ready: ox.Store | None = None

    @cached_property
    def data(self) -> list[ox.Triple | ox.Quad]:
        """Everything as the one data graph that SHACL knows: curated, context and derived, as it was written.

        A million quads are not made triples as well: those of formats without graphs stand in the default graph, and will do as they are.
        """
        found: list[ox.Triple | ox.Quad] = []
        for loaded in (*self.subjects, *self.context):
            found += [quad.triple for quad in loaded.quads] if loaded.has_graphs else loaded.quads
        return found + [quad.triple for quad in self.derived]

    @cached_property
    def store(self) -> ox.Store:
        """Everything, each file and each rule in a graph of its own. Numbers may be written otherwise than in the files."""
        if self.ready is not None:
            return self.ready
        store = ox.Store()
        store.bulk_extend(quad for loaded in (*self.subjects, *self.context) for quad in loaded.placed())
        store.bulk_extend(self.derived)
        store.optimize()
        return store

    @property
    def size(self) -> int:
        """The number of statements, file by file."""
        return sum(len(loaded.quads) for loaded in (*self.subjects, *self.context)) + len(self.derived)

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that the files declare, and the usual ones; of two meanings the first counts."""
        found: dict[str, str] = {}
        for loaded in (*self.subjects, *self.context):
            found = dict(loaded.prefixes) | found
        return dict(PREFIXES) | found

    @property
    def problems(self) -> list[InputFileError]:
        """Why files do not parse."""
        return [loaded.problem for loaded in (*self.context, *self.subjects) if loaded.problem]

    @cached_property
    def files(self) -> dict[str, tuple[Loaded, ...]]:
        """The files that state something in a graph, by the graph's name (empty for the default graph)."""
        found: dict[str, tuple[Loaded, ...]] = {}
        for loaded in (*self.subjects, *self.context):
            for name in loaded.graphs:
                found[name] = (*found.get(name, ()), loaded)
        return found


def load_project(assets: Assets, data: Sequence[Path] = ()) -> Checked:
    """The project's data (or ``data`` in their place) with ontology, vocabularies and what the rules derive.

    Raises :class:`~urbansec.errors.InputFilesError` naming every path that does not exist.
    """
    loaded = [_load(file) for file in shipped_files(assets, data)]
    terms = {path.resolve() for path in discover(assets.terms, suffixes=(".ttl",))}
    store, graphs, derived = derive(loaded, assets)
    return Checked(
        subjects=[each for each in loaded if each.file.path.resolve() not in terms],
        context=[each for each in loaded if each.file.path.resolve() in terms],
        rules={graph.value: assets.root / graph.value.removeprefix(GRAPH) for graph in graphs},
        derived=derived,
        examples=[assets.root / "ontology" / "examples" / "network.ttl"],
        ready=store,
    )


def derive(loaded: Iterable[Loaded], assets: Assets) -> tuple[ox.Store, tuple[ox.NamedNode, ...], list[ox.Quad]]:
    """What the rules make of these files: a store with all of it, the rules' graphs, and the quads in them and in the graph that tells where they come from."""
    store = ox.Store()
    store.bulk_extend(quad for each in loaded for quad in each.placed())
    graphs = run_rules(store, assets.rules, assets.root)
    return store, graphs, [quad for graph in (*graphs, PROVENANCE) for quad in store.quads_for_pattern(None, None, None, graph)]


def load_plain(data: Sequence[Path], ontology: Sequence[Path] = ()) -> Checked:
    """Anybody's data, and an ontology around them; nothing is derived.

    Raises :class:`~urbansec.errors.InputFilesError` naming every path that does not exist.
    """

    def all_of(paths: Iterable[Path]) -> list[Loaded]:
        return [_load(DataFile(path, ox.NamedNode(path.resolve().as_uri()))) for path in paths]

    subjects = discover(data)
    around = [path for path in discover(ontology) if path.resolve() not in {subject.resolve() for subject in subjects}]
    return Checked(all_of(subjects), all_of(around))


def _load(file: DataFile) -> Loaded:
    prefixes: dict[str, str] = {}
    try:
        return Loaded(file, list(replace(file, graph=None).quads(prefixes)), prefixes)
    except InputFileError as problem:
        return Loaded(file, list(_rescued(file, prefixes)), prefixes, problem)


def _rescued(file: DataFile, prefixes: dict[str, str]) -> Iterator[ox.Quad]:
    """The statements of a broken file that hold no mistake, so that what other files say of their resources is not reported as well."""
    try:
        if file.format not in FORMATS:
            return
        source = Source.read(file.path)
    except InputFileError:
        return
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(term: Any) -> Any:
        return names.setdefault(term, ox.BlankNode()) if isinstance(term, ox.BlankNode) else term

    parsed = parse(source, file.format, base_iri=file.path.resolve().as_uri())
    prefixes.update(parsed.prefixes)
    for triple in parsed.triples:
        yield ox.Quad(renamed(triple.subject), triple.predicate, renamed(triple.object), renamed(triple.graph))

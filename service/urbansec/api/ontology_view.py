"""What the pages of the ontology and of the shapes are made from. It changes only with the data, so it is put together once for each version of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from fastapi import Request

from urbansec.api.context import Context
from urbansec.namespaces import ID
from urbansec.pages.catalogues import translations
from urbansec.pages.diagram import Picture, Say, module_diagram, overview_diagram, picture, value_in_words
from urbansec.pages.language import LANGUAGES, language_of
from urbansec.pages.render import local_address
from urbansec.pages.shapes import Names, Teller, Told, Words
from urbansec.queries.describe import Name, labels
from urbansec.queries.mentions import Question, asked, mentions, read_questions
from urbansec.queries.ontology import ROOT, read_ontology
from urbansec.queries.run import SavedQuery
from urbansec.queries.samples import Sample, read_samples
from urbansec.queries.shapes.reading import ShapesGraph, Texts
from urbansec.queries.shapes.wrong import FOLDER, Wrong, read_wrong
from urbansec.queries.terms import Ontology, Term
from urbansec.queries.vocabularies import Concept, read_concepts

_LANGUAGES = 3


@dataclass(frozen=True)
class View:
    """The ontology, its vocabularies and uses; who asks with which term; the shapes and the data that break them."""

    ontology: Ontology | None
    concepts: dict[str, tuple[Concept, ...]]
    samples: Mapping[str, Sample]
    used: dict[str, tuple[SavedQuery, ...]]
    questions: tuple[Question, ...]
    asked: dict[str, tuple[Question, ...]]
    graph: ShapesGraph
    wrong: dict[str, tuple[Wrong, ...]]


@dataclass(frozen=True)
class Spoken:
    """What depends on the language: the shapes in words, and by the IRI of a term those that are about it; diagrams; names of the samples."""

    teller: Teller
    rules: dict[str, tuple[Told, ...]]
    pictures: dict[str, Picture]
    labels: Mapping[str, Name]
    words: Callable[[Term], str]


class Views:
    """Keeps what was read last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._of = lru_cache(maxsize=1)(self._read)
        self._in = lru_cache(maxsize=2 * _LANGUAGES)(self._told)

    @property
    def now(self) -> View:
        """The one for the data of today."""
        return self._of(self._context.engine.version)

    def spoken(self, request: Request) -> Spoken:
        """The same in the language of a request, with links for where the service is mounted."""
        language, root = language_of(request), request.scope.get("root_path", "")
        return self._in(self._context.engine.version, language, root)

    def _read(self, _version: str) -> View:
        context = self._context
        ontology = read_ontology(context.engine)
        questions = read_questions(context.assets.queries)
        return View(
            ontology,
            read_concepts(context.engine),
            read_samples(context.engine) if ontology else {},
            mentions(context.catalogue),
            questions,
            asked(questions),
            ShapesGraph.read(context.assets.shapes),
            read_wrong(context.assets.root / FOLDER),
        )

    def _told(self, _version: str, language: str, root: str) -> Spoken:
        view = self.now
        teller = Teller(view.graph, Words(language, Names(_labels(view.ontology), view.graph.names), partial(local_address, root=root)))
        about: dict[str, dict[str, Told]] = {}
        telling = [told for told in teller.told.values() if told.sentences]
        # What a class has to have stands before what others say of it.
        by_aim = [(iri, each) for each in telling for iri in each.aims]
        by_name = [(iri, each) for each in telling for iri in each.terms]
        for iri, each in by_aim + by_name:
            about.setdefault(iri, {})[each.iri] = each
        say = translations(language).gettext
        things = [iri for sample in view.samples.values() for iri in sample.iris if iri.startswith(ID)]
        return Spoken(
            teller,
            {iri: tuple(those.values()) for iri, those in about.items()},
            _pictures(view.ontology, say) if view.ontology else {},
            labels(self._context.engine, things, tuple(dict.fromkeys((language, *LANGUAGES)))),
            partial(value_in_words, say=say),
        )


def _pictures(ontology: Ontology, say: Say) -> dict[str, Picture]:
    diagrams = {ROOT: overview_diagram(ontology, say), **{module.name: module_diagram(ontology, module, say) for module in ontology.modules}}
    return {name: picture(diagram, say) for name, diagram in diagrams.items()}


def _labels(ontology: Ontology | None) -> dict[str, Texts]:
    """What the ontology calls its terms and vocabularies, by IRI and language."""
    if ontology is None:
        return {}
    terms = {term.iri: term.texts("rdfs:label") for term in ontology.terms.values()}
    return {**terms, **{scheme.iri: scheme.texts("skos:prefLabel") for scheme in ontology.schemes}}

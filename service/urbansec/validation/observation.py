"""What the gates in ``coverage`` and ``vocabulary`` see: light, in terms, not yet located in a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pyoxigraph as ox

from urbansec.queries.shapes.path import Term
from urbansec.validation.explanations.wording import LANGUAGES
from urbansec.validation.finding import Kind, Severity

# code: the sentence in English, German, French, then the hint in the same languages
CATALOGUE: dict[str, tuple[str, str, str]] = {
    "nothing-checked": (
        "No shape finds a resource to check: that nothing is wrong says nothing.",
        "Keine Form findet eine Ressource zum Prüfen: Dass nichts falsch ist, besagt nichts.",
        "Aucune forme ne trouve de ressource à vérifier : l\u2019absence d\u2019erreur ne prouve rien.",
    ),
    "idle-shape": (
        "The shape {x} finds nothing to check: no resource of the data matches its target {y}.",
        "Die Form {x} findet nichts zu prüfen: Keine Ressource der Daten passt auf ihr Ziel {y}.",
        "La forme {x} ne trouve rien à vérifier : aucune ressource des données ne correspond à sa cible {y}.",
    ),
    "unused-shape": (
        "The shape {x} has no target and no other shape uses it: it is never checked.",
        "Die Form {x} hat kein Ziel und keine andere Form benutzt sie: Sie wird nie geprüft.",
        "La forme {x} n\u2019a pas de cible et aucune autre forme ne l\u2019utilise : elle n\u2019est jamais vérifiée.",
    ),
    "inactive-shape": (
        "The shape {x} is deactivated: nothing is checked by it.",
        "Die Form {x} ist abgeschaltet: Nichts wird mit ihr geprüft.",
        "La forme {x} est désactivée : rien n\u2019est vérifié par elle.",
    ),
    "unchecked-class": (
        "No shape checks the class {x} (resources of it that nothing checks: {n}).",
        "Keine Form prüft die Klasse {x} (Ressourcen dieser Klasse, die nichts prüft: {n}).",
        "Aucune forme ne vérifie la classe {x} (ressources de cette classe que rien ne vérifie : {n}).",
    ),
    "unchecked-property": (
        "No shape checks the property {x} (times used: {n}).",
        "Keine Form prüft die Eigenschaft {x} (so oft benutzt: {n}).",
        "Aucune forme ne vérifie la propriété {x} (emplois : {n}).",
    ),
    "untargeted-resource": (
        "{x} has no class, and no shape checks it (resources like this: {n}).",
        "{x} hat keine Klasse, und keine Form prüft es (Ressourcen dieser Art: {n}).",
        "{x} n\u2019a pas de classe et aucune forme ne le vérifie (ressources de ce genre : {n}).",
    ),
    "undeclared-term": (
        "{x} is used, but the ontology does not declare it (times used: {n}).",
        "{x} wird benutzt, aber die Ontologie erklärt es nicht (so oft benutzt: {n}).",
        "{x} est employé, mais l\u2019ontologie ne le déclare pas (emplois : {n}).",
    ),
    "misspelt-term": (
        "The vocabulary {y} has no term {x} (times used: {n}).",
        "Das Vokabular {y} hat keinen Term {x} (so oft benutzt: {n}).",
        "Le vocabulaire {y} n\u2019a pas de terme {x} (emplois : {n}).",
    ),
    "misspelt-namespace": (
        "The namespace of {x} is almost that of a well-known vocabulary (times used: {n}).",
        "Der Namensraum von {x} ist beinahe der eines bekannten Vokabulars (so oft benutzt: {n}).",
        "L\u2019espace de noms de {x} est presque celui d\u2019un vocabulaire connu (emplois : {n}).",
    ),
    "deprecated-term": (
        "{x} is deprecated (times used: {n}).",
        "{x} ist veraltet (so oft benutzt: {n}).",
        "{x} est obsolète (emplois : {n}).",
    ),
    "dangling-reference": (
        "{x} is named, but described nowhere.",
        "{x} wird genannt, aber nirgends beschrieben.",
        "{x} est nommé, mais n\u2019est décrit nulle part.",
    ),
    "hint.did-you-mean": ("Did you mean {x}?", "War {x} gemeint?", "Vouliez-vous dire {x} ?"),
    "hint.replaced": ("Use {x} instead.", "Statt dessen {x} benutzen.", "Employez {x} à la place."),
}

Code = Literal[
    "nothing-checked",
    "idle-shape",
    "unused-shape",
    "inactive-shape",
    "unchecked-class",
    "unchecked-property",
    "untargeted-resource",
    "undeclared-term",
    "misspelt-term",
    "misspelt-namespace",
    "deprecated-term",
    "dangling-reference",
    "ill-typed",
]

DEFAULT: Mapping[Code, Severity] = {
    "nothing-checked": "violation",
    "idle-shape": "warning",
    "unused-shape": "warning",
    "inactive-shape": "info",
    "unchecked-class": "info",
    "unchecked-property": "info",
    "untargeted-resource": "info",
    "undeclared-term": "violation",
    "misspelt-term": "warning",
    "misspelt-namespace": "warning",
    "deprecated-term": "warning",
    "dangling-reference": "warning",
    "ill-typed": "violation",
}
"""For anybody's data: what is surely a slip counts, what may be meant is told."""

OWN: Mapping[Code, Severity] = {**DEFAULT, "unchecked-class": "violation", "unchecked-property": "violation", "untargeted-resource": "violation"} | {
    "idle-shape": "violation",
    "unused-shape": "violation",
    "misspelt-term": "violation",
    "misspelt-namespace": "violation",
    "dangling-reference": "violation",
}
"""For the project's own data, of which every part is checked: a gap is a fault."""

FOREIGN: Mapping[Code, Severity] = {**DEFAULT, "nothing-checked": "warning", "idle-shape": "info"}
"""For other data under the project's shapes, which are for much more than one file holds."""


@dataclass(frozen=True)
class Observation:
    """One thing that is noticed, once, however often it occurs.

    ``focus``, ``path`` and ``value`` are a triple in which it occurs: the place to show (``value`` may be ``None``: any triple of the resource;
    ``focus`` too: there is no place). ``where`` says whether the triple stands in the data or in the shapes. ``term`` is what it is about.
    ``messages`` and ``hints`` pair language tags with sentences; there may be no hint.
    """

    kind: Kind
    code: Code
    severity: Severity
    focus: Term | None
    path: ox.NamedNode | None = None
    value: Term | None = None
    term: Term | None = None
    where: Literal["data", "shapes"] = "data"
    messages: tuple[tuple[str, str], ...] = ()
    hints: tuple[tuple[str, str], ...] = ()


def told(key: str, **places: object) -> tuple[tuple[str, str], ...]:
    """An entry of the catalogue in every language, with its places filled."""
    return tuple((lang, text.format(**places)) for lang, text in zip(LANGUAGES, CATALOGUE[key], strict=True))

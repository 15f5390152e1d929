"""The fixed words of reports in English, German and French."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from urbansec.validation.finding import Anchor, Severity
from urbansec.validation.reports.view import Language

_WORDS: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "title": ("Validation report", "Prüfbericht", "Rapport de validation"),
        "place": ("place", "Stelle", "emplacement"),
        "found": ("found", "gefunden", "trouvé"),
        "expected": ("expected", "erwartet", "attendu"),
        "example": ("example", "Beispiel", "exemple"),
        "hint": ("hint", "Rat", "conseil"),
        "about": ("about", "betrifft", "concerne"),
        "derived": ("derived", "abgeleitet", "déduit"),
        "by_rule": ("by rule", "durch die Regel", "par la règle"),
        "see": ("see", "siehe", "voir"),
        "source": ("by", "laut", "selon"),
        "note": ("note", "Hinweis", "remarque"),
        "known": ("known", "bekannt", "connu"),
        "new": ("new", "neu", "nouveau"),
        "stale": (
            "no longer found, so it can leave the baseline",
            "nicht mehr gefunden, kann also aus der Baseline",
            "plus trouvé, peut donc quitter la baseline",
        ),
        "stale_title": ("Baseline entries no longer found", "Nicht mehr gefundene Einträge der Baseline", "Entrées de la baseline plus trouvées"),
        "conforms": ("Conforms", "Konform", "Conforme"),
        "not_conform": ("Does not conform", "Nicht konform", "Non conforme"),
        "fails": ("Fails, for --fail-on is {severity}", "Nicht bestanden, denn --fail-on ist {severity}", "Échec, car --fail-on vaut {severity}"),
        "in": ("in", "in", "dans"),
        "from": ("from", "aus", "de"),
        "severity": ("severity", "Schwere", "gravité"),
        "message": ("message", "Meldung", "message"),
        "omitted": (
            "{count} more left out by --max-findings",
            "{count} weitere durch --max-findings weggelassen",
            "{count} de plus, omis par --max-findings",
        ),
        "known_count": ("{count} known by the baseline", "{count} der Baseline bekannt", "{count} connus de la baseline"),
        "stale_count": (
            "{count} in the baseline but no longer found",
            "{count} in der Baseline, aber nicht mehr gefunden",
            "{count} dans la baseline mais plus trouvés",
        ),
        "unplaced": ("without a place in a file", "ohne Stelle in einer Datei", "sans emplacement dans un fichier"),
        "file": ("File", "Datei", "Fichier"),
        "total": ("Total", "Summe", "Total"),
        "by_file": ("Findings by file", "Befunde nach Datei", "Résultats par fichier"),
        "show": ("Show", "Zeigen", "Afficher"),
        "skip": ("Skip to the findings", "Zu den Befunden", "Aller aux résultats"),
        "checked": ("What was checked", "Was geprüft wurde", "Ce qui a été vérifié"),
        "engine": ("engine", "Engine", "moteur"),
        "seconds": ("seconds", "Sekunden", "secondes"),
        "resource": ("resource", "Ressource", "ressource"),
        "property": ("property", "Eigenschaft", "propriété"),
        "value": ("value", "Wert", "valeur"),
        "source_text": ("Source text", "Quelltext", "Texte source"),
        "nothing": ("Nothing to report.", "Nichts zu melden.", "Rien à signaler."),
        "lines_left_out": ("lines left out", "Zeilen ausgelassen", "lignes omises"),
        "fingerprint": ("fingerprint", "Fingerabdruck", "empreinte"),
    }
)
Counted = Severity | Literal["quad", "file", "shape", "check"]
_COUNTED: Mapping[Counted, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        "violation": (("violation", "violations"), ("Verstoß", "Verstöße"), ("violation", "violations")),
        "warning": (("warning", "warnings"), ("Warnung", "Warnungen"), ("avertissement", "avertissements")),
        "info": (("info", "infos"), ("Hinweis", "Hinweise"), ("information", "informations")),
        "quad": (("quad", "quads"), ("Quad", "Quads"), ("quad", "quads")),
        "file": (("file", "files"), ("Datei", "Dateien"), ("fichier", "fichiers")),
        "shape": (("shape", "shapes"), ("Form", "Formen"), ("forme", "formes")),
        "check": (("check", "checks"), ("Prüfabfrage", "Prüfabfragen"), ("contrôle", "contrôles")),
    }
)
_ANCHORS: Mapping[Anchor, tuple[str, str, str]] = MappingProxyType(
    {
        "value": ("the statement with this value", "die Aussage mit diesem Wert", "l'énoncé qui porte cette valeur"),
        "path": ("a statement with this property", "eine Aussage mit dieser Eigenschaft", "un énoncé avec cette propriété"),
        "type": (
            "the statement of the resource's class, for none with the property stands in a file",
            "die Aussage über die Klasse der Ressource, denn keine mit der Eigenschaft steht in einer Datei",
            "l'énoncé de la classe de la ressource, car aucun avec la propriété n'est dans un fichier",
        ),
        "subject": ("the first statement about the resource", "die erste Aussage über die Ressource", "le premier énoncé sur la ressource"),
        "block": (
            "the block that describes the resource, for something is missing in it",
            "der Block, der die Ressource beschreibt, denn darin fehlt etwas",
            "le bloc qui décrit la ressource, car il y manque quelque chose",
        ),
        "syntax": ("the text that cannot be read", "der Text, der nicht lesbar ist", "le texte qui ne peut pas être lu"),
        "file": ("the file; its format tells no lines", "die Datei; ihr Format kennt keine Zeilen", "le fichier ; son format ne donne pas de lignes"),
        "none": ("in no file", "in keiner Datei", "dans aucun fichier"),
    }
)
_INDEX: Mapping[Language, int] = MappingProxyType({"en": 0, "de": 1, "fr": 2})


def say(lang: Language, word: str, **values: object) -> str:
    """A fixed word or sentence; ``values`` fill its gaps."""
    return _WORDS[word][_INDEX[lang]].format(**values)


def count(lang: Language, noun: Counted, number: int) -> str:
    """``2 warnings``; French says the singular of none."""
    one, many = _COUNTED[noun][_INDEX[lang]]
    return f"{number} {one if number == 1 or (number == 0 and lang == 'fr') else many}"


def severity_word(lang: Language, severity: Severity) -> str:
    """``warning``."""
    return _COUNTED[severity][_INDEX[lang]][0]


def anchor_words(lang: Language, anchor: Anchor) -> str:
    """What a place shows, as a phrase."""
    return _ANCHORS[anchor][_INDEX[lang]]

"""The words of explanations in English, German and French.

An entry is a format string; its places are filled by name. Entries that end in ``.one`` and ``.many`` are the two forms for a number.
"""
# ruff: noqa: RUF001 (French has the typographic apostrophe)

from typing import Literal, get_args

Lang = Literal["en", "de", "fr"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)

# key: English, German, French
CATALOGUE: dict[str, tuple[str, str, str]] = {
    # What a constraint asks
    "and": ("all of this: {x}", "all dies: {x}", "tout ceci : {x}"),
    "class": ("an instance of {x}", "eine Instanz von {x}", "une instance de {x}"),
    "closed": ("only these properties: {x}", "nur diese Eigenschaften: {x}", "seulement ces propriétés : {x}"),
    "closed.none": ("no property at all", "gar keine Eigenschaft", "aucune propriété"),
    "count.exactly.one": ("exactly 1 value", "genau 1 Wert", "exactement 1 valeur"),
    "count.exactly.many": ("exactly {n} values", "genau {n} Werte", "exactement {n} valeurs"),
    "count.max.one": ("at most 1 value", "höchstens 1 Wert", "au plus 1 valeur"),
    "count.max.many": ("at most {n} values", "höchstens {n} Werte", "au plus {n} valeurs"),
    "count.min.one": ("at least 1 value", "mindestens 1 Wert", "au moins 1 valeur"),
    "count.min.many": ("at least {n} values", "mindestens {n} Werte", "au moins {n} valeurs"),
    "count.range": ("{low} to {high} values", "{low} bis {high} Werte", "de {low} à {high} valeurs"),
    "count.with": ("{n} that meet this: {x}", "{n} mit dieser Eigenschaft: {x}", "{n} répondant à ceci : {x}"),
    "custom": ("what {x} asks", "was {x} verlangt", "ce que demande {x}"),
    "datatype": ("a literal of datatype {x}", "ein Literal vom Datentyp {x}", "un littéral de type {x}"),
    "datatype.lang": ("a text with a language tag", "ein Text mit Sprachkürzel", "un texte avec étiquette de langue"),
    "datatype.string": ("a text without language tag ({x})", "ein Text ohne Sprachkürzel ({x})", "un texte sans étiquette de langue ({x})"),
    "disjoint": ("no value that {x} has too", "kein Wert, den auch {x} hat", "aucune valeur que {x} a aussi"),
    "equals": ("the same values as {x}", "dieselben Werte wie {x}", "les mêmes valeurs que {x}"),
    "hasValue": ("{x} among the values", "{x} unter den Werten", "{x} parmi les valeurs"),
    "in": ("one of {x}", "einer der Werte {x}", "l’une des valeurs {x}"),
    "in.single": ("the value {x}", "der Wert {x}", "la valeur {x}"),
    "in.none": ("no value: none is allowed", "kein Wert: keiner ist erlaubt", "aucune valeur : aucune n’est admise"),
    "kind.BlankNode": ("a blank node", "ein Blank Node", "un nœud anonyme"),
    "kind.BlankNodeOrIRI": ("an IRI or a blank node", "eine IRI oder ein Blank Node", "une IRI ou un nœud anonyme"),
    "kind.BlankNodeOrLiteral": ("a blank node or a literal", "ein Blank Node oder ein Literal", "un nœud anonyme ou un littéral"),
    "kind.IRI": ("an IRI", "eine IRI", "une IRI"),
    "kind.IRIOrLiteral": ("an IRI or a literal", "eine IRI oder ein Literal", "une IRI ou un littéral"),
    "kind.Literal": ("a literal", "ein Literal", "un littéral"),
    "languageIn": ("a text with the language tag {x}", "ein Text mit dem Sprachkürzel {x}", "un texte avec l’étiquette de langue {x}"),
    "length.exactly": ("a text of exactly {n} characters", "ein Text von genau {n} Zeichen", "un texte d’exactement {n} caractères"),
    "length.max": ("a text of at most {n} characters", "ein Text von höchstens {n} Zeichen", "un texte d’au plus {n} caractères"),
    "length.min": ("a text of at least {n} characters", "ein Text von mindestens {n} Zeichen", "un texte d’au moins {n} caractères"),
    "length.range": ("a text of {low} to {high} characters", "ein Text von {low} bis {high} Zeichen", "un texte de {low} à {high} caractères"),
    "lessThan": ("a value less than each of {x}", "ein kleinerer Wert als jeder von {x}", "une valeur inférieure à chacune de {x}"),
    "lessThanOrEquals": (
        "a value less than or equal to each of {x}",
        "ein Wert kleiner oder gleich jedem von {x}",
        "une valeur inférieure ou égale à chacune de {x}",
    ),
    "maxExclusive": ("a value less than {x}", "ein Wert kleiner als {x}", "une valeur inférieure à {x}"),
    "maxInclusive": ("a value of at most {x}", "ein Wert von höchstens {x}", "une valeur d’au plus {x}"),
    "minExclusive": ("a value greater than {x}", "ein Wert größer als {x}", "une valeur supérieure à {x}"),
    "minInclusive": ("a value of at least {x}", "ein Wert von mindestens {x}", "une valeur d’au moins {x}"),
    "range": ("a value from {low} to {high}", "ein Wert von {low} bis {high}", "une valeur de {low} à {high}"),
    "node": ("a value that meets this: {x}", "ein Wert, für den gilt: {x}", "une valeur répondant à ceci : {x}"),
    "not": ("anything but this: {x}", "alles außer diesem: {x}", "tout sauf ceci : {x}"),
    "or": ("one of these: {x}", "eines hiervon: {x}", "l’un de ceux-ci : {x}"),
    "pattern": ("a text after the pattern {x}", "ein Text nach dem Muster {x}", "un texte selon le motif {x}"),
    "pattern.flags": ("{x} (flags {flags})", "{x} (Schalter {flags})", "{x} (options {flags})"),
    "property": ("for {path}: {x}", "für {path}: {x}", "pour {path} : {x}"),
    "sparql": (
        "that the query of the constraint finds nothing",
        "dass die Abfrage der Bedingung nichts findet",
        "que la requête de la contrainte ne trouve rien",
    ),
    "uniqueLang": ("at most 1 value for each language", "höchstens 1 Wert je Sprache", "au plus 1 valeur par langue"),
    "xone": ("exactly one of these: {x}", "genau eines hiervon: {x}", "exactement l’un de ceux-ci : {x}"),
    "shape": ("the shape {x}", "die Form {x}", "la forme {x}"),
    "anything": ("any value", "irgendein Wert", "une valeur quelconque"),
    # What is there
    "found.none": ("no value", "kein Wert", "aucune valeur"),
    "found.one": ("1 value: {x}", "1 Wert: {x}", "1 valeur : {x}"),
    "found.many": ("{n} values: {x}", "{n} Werte: {x}", "{n} valeurs : {x}"),
    "found.blank": ("a blank node", "ein Blank Node", "un nœud anonyme"),
    "found.typed": ("{x}, of class {types}", "{x}, von der Klasse {types}", "{x}, de la classe {types}"),
    "found.untyped": ("{x}, which has no class", "{x}, das keine Klasse hat", "{x}, qui n’a pas de classe"),
    "found.nowhere": ("{x}, which is described nowhere", "{x}, das nirgends beschrieben ist", "{x}, qui n’est décrit nulle part"),
    "found.length.one": ("{x}, 1 character", "{x}, 1 Zeichen", "{x}, 1 caractère"),
    "found.length.many": ("{x}, {n} characters", "{x}, {n} Zeichen", "{x}, {n} caractères"),
    "found.no-tag": ("{x}, without language tag", "{x}, ohne Sprachkürzel", "{x}, sans étiquette de langue"),
    "found.language.many": ("{n} values tagged @{tag}: {x}", "{n} Werte mit @{tag}: {x}", "{n} valeurs étiquetées @{tag} : {x}"),
    "found.resource": ("the resource {x}", "die Ressource {x}", "la ressource {x}"),
    # Lists
    "and-more": ("{x}, … ({n} in all)", "{x}, … ({n} insgesamt)", "{x}, … ({n} en tout)"),
    # Headlines of shapes that bring no message
    "headline": (
        "{about}: expected {expected}; found {found}.",
        "{about}: erwartet: {expected}; gefunden: {found}.",
        "{about} : attendu : {expected} ; trouvé : {found}.",
    ),
    # Hints
    "did-you-mean": ("Did you mean {x}?", "War {x} gemeint?", "Vouliez-vous dire {x} ?"),
    "did-you-mean.instead": (
        "Did you mean {x} where it says {y}?",
        "War {x} gemeint, wo {y} steht?",
        "Vouliez-vous dire {x} là où il est écrit {y} ?",
    ),
    "write": ("Write {x}.", "{x} schreiben.", "Écrivez {x}."),
    "without-quotes": ("Write it without quotes: {x}.", "Ohne Anführungszeichen schreiben: {x}.", "Écrivez-le sans guillemets : {x}."),
    "with-datatype": ("Give it its datatype: {x}.", "Den Datentyp angeben: {x}.", "Indiquez son type : {x}."),
    "as-iri": (
        "Write it as an IRI, without quotes: {x}.",
        "Als IRI schreiben, ohne Anführungszeichen: {x}.",
        "Écrivez-le comme IRI, sans guillemets : {x}.",
    ),
    "as-text": ("Write it as a text, in quotes: {x}.", "Als Text schreiben, in Anführungszeichen: {x}.", "Écrivez-le comme texte, entre guillemets : {x}."),
    "add-tag": ("Add the language tag, for instance {x}.", "Das Sprachkürzel angeben, etwa {x}.", "Ajoutez l’étiquette de langue, par exemple {x}."),
    "other-tag": ("The language tag is {x}.", "Das Sprachkürzel lautet {x}.", "L’étiquette de langue est {x}."),
    "no-tag": ("Take the language tag away: {x}.", "Das Sprachkürzel weglassen: {x}.", "Enlevez l’étiquette de langue : {x}."),
    "no-such-day": ("This day does not exist in the calendar.", "Diesen Tag gibt es im Kalender nicht.", "Ce jour n’existe pas dans le calendrier."),
    "day-or-month": (
        "Is the day or the month first? Write year-month-day: {x}.",
        "Steht der Tag oder der Monat zuerst? Jahr-Monat-Tag schreiben: {x}.",
        "Le jour ou le mois en premier ? Écrivez année-mois-jour : {x}.",
    ),
    "too-long": ("Cut it by {n}.", "Um {n} kürzen.", "Raccourcissez de {n}."),
    "keep-one": ("Keep one of them and take the others out.", "Einen davon behalten, die anderen streichen.", "Gardez-en une et supprimez les autres."),
    "exchange": ("The two values may have been exchanged.", "Die beiden Werte sind wohl vertauscht.", "Les deux valeurs sont peut-être inversées."),
    "describe": ("Describe {x}, or correct the IRI.", "{x} beschreiben oder die IRI berichtigen.", "Décrivez {x} ou corrigez l’IRI."),
    "list.or": ("{x} or {y}", "{x} oder {y}", "{x} ou {y}"),
}


class Words:
    """The catalogue in one language; of an unknown one, English."""

    def __init__(self, lang: str = "en") -> None:
        self.lang: Lang = next((known for known in LANGUAGES if lang.casefold().partition("-")[0] == known), "en")
        self._column = LANGUAGES.index(self.lang)

    def say(self, key: str, **places: object) -> str:
        """The entry with its places filled."""
        return CATALOGUE[key][self._column].format(**places)

    def count(self, key: str, n: int, **places: object) -> str:
        """The form of the entry for ``n``; a form for one that is missing is that for many."""
        one = f"{key}.one"
        return self.say(one if n == 1 and one in CATALOGUE else f"{key}.many", n=n, **places)

    def either(self, phrases: list[str]) -> str:
        """``a, b or c``."""
        return phrases[0] if len(phrases) == 1 else self.say("list.or", x=", ".join(phrases[:-1]), y=phrases[-1])

    def some(self, phrases: list[str], most: int = 6) -> str:
        """``a, b, c``; of more than ``most`` the first ones and their number."""
        if len(phrases) <= most + 1:
            return ", ".join(phrases)
        return self.say("and-more", x=", ".join(phrases[:most]), n=len(phrases))

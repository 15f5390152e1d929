"""The SHACL vocabulary: its terms, and what each parameter of a constraint takes."""

import pyoxigraph as ox

from urbansec.namespaces import PREFIXES

SH = PREFIXES["sh"]
XSD = PREFIXES["xsd"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def sh(name: str) -> ox.NamedNode:
    """A term of the SHACL vocabulary."""
    return ox.NamedNode(f"{SH}{name}")


CLASSES = _words("""
    AbstractResult ConstraintComponent Function JSConstraint JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator NodeKind
    NodeShape Parameter Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation Rule SPARQLAskExecutable SPARQLAskValidator
    SPARQLConstraint SPARQLConstructExecutable SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget
    SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType TripleRule ValidationReport ValidationResult Validator""")
INDIVIDUALS = _words("BlankNode BlankNodeOrIRI BlankNodeOrLiteral IRI IRIOrLiteral Info Literal Violation Warning this Debug Trace") | {
    f"{name}ConstraintComponent"
    for name in _words("""
    And Class Closed Datatype Disjoint Equals Expression HasValue In JS LanguageIn LessThan LessThanOrEquals MaxCount MaxExclusive MaxInclusive
    MaxLength MinCount MinExclusive MinInclusive MinLength Node NodeKind Not Or Pattern Property QualifiedMaxCount QualifiedMinCount SPARQL UniqueLang
    Xone""")
}
PROPERTIES = _words("""
    alternativePath and annotationProperty annotationValue annotationVarName ask class closed condition conforms construct datatype deactivated
    declare defaultValue description detail disjoint entailment equals expression filterShape flags focusNode group hasValue ignoredProperties in
    intersection inversePath js jsFunctionName jsLibrary jsLibraryURL labelTemplate languageIn lessThan lessThanOrEquals maxCount maxExclusive maxInclusive
    maxLength message minCount minExclusive minInclusive minLength name namespace node nodeKind nodeValidator nodes not object oneOrMorePath optional or
    order parameter path pattern predicate prefix prefixes property propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape
    qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath resultSeverity returnType rule select severity shapesGraph
    shapesGraphWellFormed sourceConstraint sourceConstraintComponent sourceShape sparql subject suggestedShapesGraph target targetClass targetNode
    targetObjectsOf targetSubjectsOf union uniqueLang update validator value xone zeroOrMorePath zeroOrOnePath""")
ALL = CLASSES | INDIVIDUALS | PROPERTIES

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
SHAPE_LISTS = ("and", "or", "xone")
"""Parameters whose value is a list of shapes."""
SHAPE_VALUES = ("node", "not", "qualifiedValueShape")
"""Parameters whose value is a shape of either kind; that of ``sh:property`` is a property shape."""

# What each parameter takes; those with "one" are given once per shape at most.
COUNTS = ("minCount", "maxCount", "minLength", "maxLength", "qualifiedMinCount", "qualifiedMaxCount")
FLAGS = ("uniqueLang", "closed", "qualifiedValueShapesDisjoint", "deactivated")
LIMITS = ("minExclusive", "minInclusive", "maxExclusive", "maxInclusive")
IRIS = ("class", "datatype", "nodeKind", "equals", "disjoint", "lessThan", "lessThanOrEquals", "targetClass", "targetSubjectsOf", "targetObjectsOf", "severity")
LISTS = ("in", "languageIn", "ignoredProperties")
PROPERTY_ONLY = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape")
"""Parameters that mean nothing on a node shape."""
ONCE = (*COUNTS, "uniqueLang", "closed", "deactivated", *LIMITS, "datatype", "nodeKind", "in", "languageIn", "ignoredProperties", "flags", "severity")
NODE_KINDS = _words("BlankNode IRI Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral")
OTHERS = ("pattern", "flags", "hasValue", "property", "sparql", *SHAPE_VALUES, *SHAPE_LISTS)
PARAMETERS = frozenset((*COUNTS, *FLAGS, *LIMITS, *IRIS, *LISTS, *OTHERS)) - {"deactivated", "severity", "targetClass", "targetSubjectsOf", "targetObjectsOf"}
"""Every parameter of the constraint components of SHACL."""

INTEGERS = frozenset(
    f"{XSD}{name}"
    for name in _words("""integer nonNegativeInteger positiveInteger int long short byte unsignedInt unsignedLong unsignedShort unsignedByte
    nonPositiveInteger negativeInteger""")
)

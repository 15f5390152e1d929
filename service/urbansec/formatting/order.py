"""The order that suits review: where a line stands follows from what it says, so that a change of the data is a change of few lines.

Prefixes are sorted, predicates too (``a`` first), and values if all of them are names. What people order by meaning stays:
statements, texts, and members of collections.
"""

from urbansec.formatting.nodes import Brackets, Clause, Collection, Directive, Document, Graph, Item, Node, Statement, Term
from urbansec.namespaces import PREFIXES

_SHACL = PREFIXES["sh"]
_READING_ORDER = (
    *("shapesGraph", "declare", "path", "name", "description", "order", "group", "defaultValue", "deactivated"),
    *("target", "targetClass", "targetNode", "targetObjectsOf", "targetSubjectsOf", "node", "property", "closed", "ignoredProperties"),
    *("qualifiedValueShape", "qualifiedValueShapesDisjoint", "qualifiedMinCount", "qualifiedMaxCount"),
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "in", "hasValue", "uniqueLang", "languageIn"),
    *("minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength", "maxLength", "pattern", "flags"),
    *("equals", "disjoint", "lessThan", "lessThanOrEquals", "and", "or", "not", "xone", "sparql", "prefixes", "ask", "select"),
    *("severity", "message"),
)
"""A shape is read as a sentence: what it looks at, what it is called, what must hold, what is said if it does not."""
_RANKS = {name: rank for rank, name in enumerate(_READING_ORDER)}
_BEFORE_THE_LAST = _RANKS["severity"] - 0.5


def arrange(document: Document) -> Document:
    """``document`` with its lists in order; the same object, changed."""
    prefixes: dict[str, str] = {}
    for item in document.items:
        match item:
            case Directive(prefix=str(prefix)):
                prefixes[prefix] = item.namespace
            case Statement():
                _arrange_statement(item, prefixes)
            case Graph():
                for statement in item.statements:
                    _arrange_statement(statement, prefixes)
    document.items = _with_sorted_prefixes(document.items)
    return document


def _with_sorted_prefixes(items: list[Item]) -> list[Item]:
    """The items with every run of prefixes sorted."""
    done: list[Item] = []
    run: list[Directive] = []
    for item in items:
        if not isinstance(item, Directive) or item.prefix is None:
            done += [*_sorted_run(run), item]
            run = []
        elif run and _opens_section(item):
            done += _sorted_run(run)
            run = [item]
        else:
            run.append(item)
    return done + _sorted_run(run)


def _opens_section(directive: Directive) -> bool:
    """Whether its comments are set apart by a blank line, above or below them: then they stand above a whole list of prefixes."""
    return bool(directive.before) and (directive.blank or any(note.blank for note in directive.before))


def _sorted_run(run: list[Directive]) -> list[Directive]:
    """A run in order of its prefixes; as it is if one is declared twice with different meanings, because then the later one counts."""
    if len({directive.prefix for directive in run}) != len({(directive.prefix, directive.namespace) for directive in run}):
        return run
    ordered = sorted(run, key=lambda directive: directive.prefix or "")
    if run and ordered[0] is not run[0]:
        # What stands above the first prefix is the head of the file or of the list, and stays there.
        first, top = run[0], ordered[0]
        head, below, first.before, first.blank = first.before, first.blank, [], False
        if head and top.before:
            top.before[0].blank = below
        top.before, top.blank = [*head, *top.before], bool(head) and not top.before and below
    return ordered


def _arrange_statement(statement: Statement, prefixes: dict[str, str]) -> None:
    _arrange_node(statement.subject.node, prefixes)
    _arrange_clauses(statement.clauses, prefixes)


def _arrange_clauses(clauses: list[Clause], prefixes: dict[str, str]) -> None:
    clauses.sort(key=lambda clause: _rank(clause.predicate, prefixes))
    for clause in clauses:
        for value in clause.objects:
            _arrange_node(value.node, prefixes)
        if all(isinstance(value.node, Term) and value.node.is_name for value in clause.objects):
            clause.objects.sort(key=lambda value: value.node.text if isinstance(value.node, Term) else "")


def _arrange_node(node: Node, prefixes: dict[str, str]) -> None:
    match node:
        case Brackets():
            _arrange_clauses(node.clauses, prefixes)
        case Collection():
            for value in node.items:
                _arrange_node(value.node, prefixes)


def _rank(predicate: str, prefixes: dict[str, str]) -> tuple[bool, str, float, str]:
    """``a`` first, the others as they are written, and the terms of SHACL among each other in the order in which shapes are read."""
    if predicate == "a":
        return (False, "", 0, "")
    if predicate.startswith("<"):
        namespace, local = ("<" + _SHACL, predicate[1 + len(_SHACL) : -1]) if predicate.startswith("<" + _SHACL) else (predicate, "")
        return (True, namespace, _RANKS.get(local, _BEFORE_THE_LAST) if local else 0, local)
    prefix, colon, local = predicate.partition(":")
    is_shacl = prefixes.get(prefix) == _SHACL
    return (True, prefix + colon, _RANKS.get(local, _BEFORE_THE_LAST) if is_shacl else 0, local)

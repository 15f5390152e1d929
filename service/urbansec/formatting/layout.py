"""From the tree of a file to its text: a predicate a line, two spaces for each level, a blank line between statements.

A list stands on one line if that takes no more than :data:`WIDTH` characters and no comment is in it.
"""

from urbansec.formatting.nodes import Brackets, Clause, Collection, Directive, Document, Graph, Item, Node, Note, Statement, Term, Value

WIDTH = 112
_STEP = 2
_ENDING = 2
"""Room for what follows a value on its line: a space and a mark."""


def lay_out(document: Document, line_end: str = "\n") -> str:
    """The text of ``document``; its lines end with ``line_end``, those inside literals as they did."""
    page = _Page()
    previous: Item | None = None
    for item in document.items:
        page.item(item, 0, apart=not isinstance(previous, Directive) or not isinstance(item, Directive))
        previous = item
    if document.end:
        page.notes(document.end, 0, apart=True)
    return "".join(line + line_end for line in page.lines)


class _Page:
    """The lines so far; a line that ends with a literal of several lines is one line here."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def _start(self, indent: int, text: str) -> None:
        self.lines.append(" " * indent + text)

    def _add(self, text: str, comment: str | None = None) -> None:
        """Put ``text`` and a comment at the end of the last line."""
        self.lines[-1] += text if comment is None else f"{text} {comment}"

    def _blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def notes(self, notes: list[Note], indent: int, *, apart: bool = False) -> None:
        """Comments on lines of their own; ``apart`` with a blank line above the first. Blank lines between them stay outside of statements."""
        for number, note in enumerate(notes):
            if (apart and number == 0) or (note.blank and indent == 0):
                self._blank()
            self._start(indent, note.text)

    def item(self, item: Item, indent: int, *, apart: bool) -> None:
        """A directive, statement or graph with the comments above it; ``apart`` with a blank line above them."""
        if apart:
            self._blank()
        self.notes(item.before, indent)
        if item.before and item.blank and indent == 0:
            self._blank()
        match item:
            case Directive():
                self._start(indent, item.text)
                self._add("", item.after)
            case Graph():
                self._graph(item)
            case Statement():
                self._statement(item, indent)

    def _graph(self, graph: Graph) -> None:
        self._start(0, f"{graph.head} {{".strip())
        self._add("", graph.opening)
        for number, statement in enumerate(graph.statements):
            if number:
                self.lines.append("")
            self.item(statement, _STEP, apart=False)
        self.notes(graph.end, _STEP)
        self._start(0, "}")
        self._add("", graph.after)

    def _statement(self, statement: Statement, indent: int) -> None:
        self._start(indent, "")
        self._node(statement.subject.node, indent)
        self._add("", statement.subject.after)
        comment_at_end = statement.clauses[-1].comment_at_end if statement.clauses else statement.subject.after
        apart = bool(statement.end) or (comment_at_end is not None and statement.after is not None)
        if not statement.clauses and comment_at_end is not None:
            apart = True
        if apart:
            self._clauses(statement.clauses, indent + _STEP, "")
            self.notes(statement.end, indent + _STEP)
            self._start(indent + _STEP, ".")
        elif statement.clauses:
            self._clauses(statement.clauses, indent + _STEP, " .")
        else:
            self._add(" .")
        self._add("", statement.after)

    # -- what is said of a subject --

    def _clauses(self, clauses: list[Clause], indent: int, ending: str) -> None:
        """Clauses on lines of their own; ``ending`` follows the last."""
        for number, clause in enumerate(clauses, 1):
            self._clause(clause, indent, " ;" if number < len(clauses) else ending)

    def _clause(self, clause: Clause, indent: int, ending: str) -> None:
        self.notes(clause.before, indent)
        line = _clause_on_a_line(clause)
        if line is not None and indent + len(line) + _ENDING <= WIDTH:
            self._start(indent, line)
            self._add(ending, clause.after)
            return
        self._start(indent, clause.predicate)
        alone = len(clause.objects) == 1 and clause.beside is None and not clause.objects[0].before
        if alone:
            self._add(" ")
            self._node(clause.objects[0].node, indent)
        else:
            self._add("", clause.beside)
            for value in clause.objects[:-1]:
                self._value(value, indent + _STEP, " ,")
            last = clause.objects[-1]
            self._value(Value(last.node, last.before), indent + _STEP, "")
        self._add(ending, clause.comment_at_end)

    def _value(self, value: Value, indent: int, ending: str) -> None:
        """A value on lines of its own."""
        self.notes(value.before, indent)
        self._start(indent, "")
        self._node(value.node, indent)
        self._add(ending, value.after)

    def _node(self, node: Node, indent: int) -> None:
        """A node that begins at the end of the last line; what is in it is indented from ``indent``."""
        line = _on_a_line(node)
        if line is not None and (isinstance(node, Term) or len(self.lines[-1]) + len(line) + _ENDING <= WIDTH):
            self._add(line)
            return
        match node:
            case Term():
                self._add(node.text)
            case Brackets():
                self._add("[", node.opening)
                self._clauses(node.clauses, indent + _STEP, "")
                self.notes(node.end, indent + _STEP)
                self._start(indent, "]")
            case Collection():
                self._add("(", node.opening)
                for value in node.items:
                    self._value(value, indent + _STEP, "")
                self.notes(node.end, indent + _STEP)
                self._start(indent, ")")


def _clause_on_a_line(clause: Clause) -> str | None:
    """The clause on one line without the comment behind it; ``None`` if that cannot be."""
    if clause.beside is not None or any(value.commented for value in clause.objects):
        return None
    parts = [_on_a_line(value.node) for value in clause.objects]
    return None if None in parts else f"{clause.predicate} {', '.join(part for part in parts if part is not None)}"


def _on_a_line(node: Node) -> str | None:
    """A node on one line; ``None`` if it holds a comment or a literal of several lines."""
    if isinstance(node, Term):
        return node.text if "\n" not in node.text and "\r" not in node.text else None
    if node.opening is not None or node.end:
        return None
    if isinstance(node, Brackets):
        if any(clause.before or clause.after is not None for clause in node.clauses):
            return None
        clauses = [_clause_on_a_line(clause) for clause in node.clauses]
        return _joined("[", [clause for clause in clauses if clause is not None], len(clauses), " ; ", "]")
    if any(value.commented for value in node.items):
        return None
    items = [_on_a_line(value.node) for value in node.items]
    return _joined("(", [item for item in items if item is not None], len(items), " ", ")")


def _joined(opening: str, parts: list[str], expected: int, between: str, closing: str) -> str | None:
    if len(parts) != expected:
        return None
    return f"{opening} {between.join(parts)} {closing}" if parts else opening + closing

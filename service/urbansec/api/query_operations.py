"""Each saved query as an operation of its own in OpenAPI: typed parameters, examples, the formats of its result."""

from collections.abc import Iterable, Mapping
from typing import Any

from urbansec.api.asking import DATA_VERSION, RESERVED
from urbansec.api.paging import NUMBER, SIZE
from urbansec.errors import SavedQueryError
from urbansec.queries import Catalogue, Parameter, SavedQuery
from urbansec.results import ResultFormat, formats_of

TAG = "saved queries"
_TYPES: Mapping[str, dict[str, Any]] = {
    "iri": {"type": "string"},
    "string": {"type": "string"},
    "lang": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "pattern": "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?|today)$"},
}
_KINDS: Mapping[str, str] = {
    "iri": "An IRI, in full or with a prefix such as id:forum/efus",
    "string": "Text",
    "lang": "A language tag such as de",
    "integer": "A whole number",
    "decimal": "A number",
    "boolean": "true or false",
    "date": "A day, a month or a year such as 2020-09-28, 2020-09 or 2020, or today",
    "enum": "One of the values",
}
_BINARY = {"type": "string", "format": "binary"}
HEADERS: Mapping[str, Any] = {
    "X-Query-Version": {"description": "The version of the query, a hash of its text", "schema": {"type": "string"}},
    "X-Data-Version": {"description": "The version of the data that answered", "schema": {"type": "string"}},
    "X-Result-Checksum": {"description": "The checksum of the whole answer, whatever its format and order", "schema": {"type": "string"}},
    "X-Total-Count": {"description": "The number of rows of the whole answer", "schema": {"type": "integer"}},
    "Link": {
        "description": "The permalink (rel=cite-as), its citation (rel=describedby), and other pages (first, prev, next, last)",
        "schema": {"type": "string"},
    },
}
_LARGEST_SIZE = 100_000


class Operations:
    """The operations of a catalogue, made again only when it holds other queries."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._made: tuple[tuple[tuple[str, str], ...], dict[str, Any]] = ((), {})

    def paths(self, problems: Mapping[str, Any]) -> dict[str, Any]:
        """The paths of OpenAPI for the queries as they are now; ``problems`` are the responses for errors."""
        queries = tuple(self._catalogue)
        known = tuple((query.name, query.version) for query in queries)
        if self._made[0] != known:
            self._made = (known, dict(_operations(queries, problems)))
        return self._made[1]


def reserved_parameters() -> list[dict[str, Any]]:
    """The parameters that the service itself has."""
    schemas: Mapping[str, dict[str, Any]] = {
        SIZE: {"type": "integer", "minimum": 1, "maximum": _LARGEST_SIZE},
        NUMBER: {"type": "integer", "minimum": 1},
        DATA_VERSION: {"type": "string"},
    }
    return [{"name": name, "in": "query", "description": words, "schema": schemas[name]} for name, words in RESERVED.items()]


def _operations(queries: Iterable[SavedQuery], problems: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    for query in queries:
        try:
            offers = formats_of(query)
        except SavedQueryError:  # a broken file is told when it is asked, and by `urbansec query check`
            continue
        yield f"/queries/{query.name}/result", {"get": _operation(query, offers, problems)}


def _operation(query: SavedQuery, offers: tuple[ResultFormat, ...], problems: Mapping[str, Any]) -> dict[str, Any]:
    header = query.header
    return {
        "tags": [TAG, *header.tags],
        "summary": query.summary,
        "description": " ".join(part for part in (header.description, f"Version {query.version}.", header.deprecated or "") if part),
        "operationId": f"run_{query.name.replace('-', '_')}",
        **({"deprecated": True} if header.deprecated else {}),
        "externalDocs": {"url": f"queries/{query.name}", "description": "The query with a form, its text and its answer"},
        "parameters": [*(_parameter(name, parameter, query) for name, parameter in header.params.items()), *reserved_parameters()],
        "responses": {
            "200": {
                "description": "The answer",
                "headers": dict(HEADERS),
                "content": {offer.media_type: {"schema": _BINARY if offer.download else {"type": "string"}} for offer in offers if offer.name != "html"},
            },
            "303": {"description": "A browser is led to the page of the query"},
            "304": {"description": "Not changed"},
            **problems,
        },
    }


def _parameter(name: str, parameter: Parameter, query: SavedQuery) -> dict[str, Any]:
    schema = _schema(parameter)
    found: dict[str, Any] = {"name": name, "in": "query", "description": _words(parameter), "required": parameter.required, "schema": schema}
    if parameter.list:
        found["schema"] = {"type": "array", "items": {key: value for key, value in schema.items() if key != "default"}, **_default(parameter)}
        found.update(style="form", explode=True)
    if parameter.deprecated:
        found["deprecated"] = True
    examples = _examples(name, parameter, query)
    if examples:
        found["examples"] = {f"example{number}": {"value": value} for number, value in enumerate(examples, 1)}
    return found


def _schema(parameter: Parameter) -> dict[str, Any]:
    if parameter.type == "enum":
        found: dict[str, Any] = {"type": "string", "enum": list(parameter.values)}
    else:
        found = dict(_TYPES[parameter.type])
    if parameter.type in ("integer", "decimal"):
        bounds = {"minimum": parameter.minimum, "maximum": parameter.maximum}
        found.update({name: _number(parameter, bound) for name, bound in bounds.items() if bound is not None})
    if parameter.resource_class:
        found["x-class"] = parameter.resource_class
    return {**found, **({} if parameter.list else _default(parameter))}


def _default(parameter: Parameter) -> dict[str, Any]:
    if not parameter.defaults:
        return {}
    values = [_typed(parameter, value) for value in parameter.defaults]
    return {"default": values if parameter.list else values[0]}


def _typed(parameter: Parameter, value: str) -> Any:
    """A value of the header, which is text, as JSON has it."""
    match parameter.type:
        case "integer" | "decimal":
            return _number(parameter, value)
        case "boolean":
            return value.lower() in ("true", "1")
    return value


def _number(parameter: Parameter, value: str) -> int | float:
    return int(value) if parameter.type == "integer" else float(value)


def _examples(name: str, parameter: Parameter, query: SavedQuery) -> list[Any]:
    """The examples of the parameter, and those of the query that have a value for it, as values of the schema."""
    given = [value for example in query.header.examples if (value := example.params.get(name)) is not None]
    found: list[Any] = []
    for value in (*parameter.examples, *given):
        values = [_typed(parameter, text) for text in ([value] if isinstance(value, str) else value)]
        shaped: Any = values if parameter.list else values[0]
        if shaped not in found:
            found.append(shaped)
    return found


def _words(parameter: Parameter) -> str:
    kind = _KINDS[parameter.type]
    if parameter.resource_class:
        kind += f", of a {parameter.resource_class}"
    if parameter.type == "date" and parameter.partial == "refused":
        kind = "A day such as 2020-09-28, or today"
    parts = [parameter.description, kind, parameter.deprecated or ""]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)

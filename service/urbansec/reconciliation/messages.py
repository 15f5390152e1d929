"""The requests of the protocol, versions 0.2 and 1.0-draft, as JSON: read strictly, turned into questions.

Identifiers of things and types come back as they were given; :mod:`urbansec.reconciliation.matching` knows what they mean.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr, TypeAdapter, ValidationError, model_validator

from urbansec.errors import UrbansecError
from urbansec.reconciliation.question import Condition, Extension, Quantifier, Question, Strictness, Value

MOST_CANDIDATES = 100
_USUAL = 10
_Limit = Annotated[int, Field(ge=1)]
_Text = Annotated[StrictStr, Field(min_length=1)]


class MessageError(UrbansecError):
    """The request is not what the reconciliation protocol defines: no JSON, a field missing or of the wrong type, an unknown field."""

    title = "The request is no reconciliation query"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Open(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True)


class _Thing(_Open):
    """A value that is a thing, because its cell has been reconciled before."""

    id: StrictStr
    name: StrictStr | None = None


_Single = StrictStr | StrictBool | StrictInt | StrictFloat | _Thing
_Values = _Single | list[_Single]


class _Property(_Open):
    pid: StrictStr
    v: _Values


class Query02(_Closed):
    """A reconciliation query of version 0.2."""

    query: _Text | None = None
    type: StrictStr | list[StrictStr] | None = None
    limit: _Limit | None = None
    properties: list[_Property] = Field(default_factory=list)
    type_strict: Literal["any", "all", "should"] | None = None

    @model_validator(mode="after")
    def _asks(self) -> "Query02":
        if self.query is None and not self.properties:
            raise ValueError("either query or properties is needed")
        return self

    def question(self) -> Question:
        """What it asks."""
        kinds = (self.type,) if isinstance(self.type, str) else tuple(self.type or ())
        names = () if self.query is None else (Condition((self.query,)),)
        evidence = tuple(Condition(_values(each.v), each.pid) for each in self.properties)
        return Question((*names, *evidence), tuple(filter(None, kinds)), Strictness(self.type_strict or "any"), _limit(self.limit))


class _Condition10(_Open):
    # The draft has changed the names of two fields; clients of both states are answered.
    match_type: Literal["name", "property"] = Field(alias="matchType")
    pid: StrictStr | None = Field(None, validation_alias=AliasChoices("propertyId", "pid"))
    v: _Values = Field(validation_alias=AliasChoices("propertyValue", "v"))
    required: StrictBool = False
    match_quantifier: Literal["any", "all", "none"] = Field("any", alias="matchQuantifier")
    match_qualifier: StrictStr | None = Field(None, alias="matchQualifier")

    @model_validator(mode="after")
    def _names_its_property(self) -> "_Condition10":
        if (self.match_type == "property") != (self.pid is not None):
            raise ValueError("propertyId is needed for matchType property, and only for that")
        return self


class Query10(_Closed):
    """A reconciliation query of version 1.0-draft."""

    conditions: Annotated[list[_Condition10], Field(min_length=1)]
    type: StrictStr | None = None
    limit: _Limit | None = None
    lang: StrictStr | None = None
    dir: Literal["ltr", "rtl", "auto"] | None = None

    def question(self) -> Question:
        """What it asks; :class:`MessageError` for a qualifier, because none is offered."""
        for each in self.conditions:
            if each.match_qualifier is not None:
                raise MessageError(f"There is no matchQualifier {each.match_qualifier[:80]!r}; this service offers none.")
        conditions = tuple(Condition(_values(each.v), each.pid, each.required, Quantifier(each.match_quantifier)) for each in self.conditions)
        return Question(conditions, tuple(filter(None, (self.type,))), limit=_limit(self.limit))


class _Batch10(_Open):
    queries: list[Query10]


class _Asked(_Open):
    id: StrictStr
    settings: dict[str, Any] = Field(default_factory=dict)


class _Extension(_Open):
    ids: list[StrictStr]
    properties: list[_Asked]


_BATCH_02: TypeAdapter[dict[str, Query02]] = TypeAdapter(dict[str, Query02])
_BATCH_10 = TypeAdapter(_Batch10)
_EXTENSION = TypeAdapter(_Extension)
Read = BaseModel | dict[str, Query02]


def read_batch(text: str | bytes) -> dict[str, Question]:
    """The questions of a query batch of version 0.2, by their keys; :class:`MessageError` if it is none."""
    return {key: query.question() for key, query in _read(_BATCH_02, text).items()}


def read_list(text: str | bytes) -> list[Question]:
    """The questions of a query batch of version 1.0-draft; :class:`MessageError` if it is none."""
    return [query.question() for query in _read(_BATCH_10, text).queries]


def read_extension(text: str | bytes) -> Extension:
    """A data extension query, the same in both versions; :class:`MessageError` if it is none."""
    asked = _read(_EXTENSION, text)
    return Extension(tuple(asked.ids), tuple((each.id, each.settings) for each in asked.properties))


def _read(kind: TypeAdapter[Any], text: str | bytes) -> Any:
    try:
        return kind.validate_python(json.loads(text))
    except RecursionError as error:
        raise MessageError("The request nests too deeply.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))[:200]
        raise MessageError(f"{place + ': ' if place else ''}{first['msg'].removeprefix('Value error, ')}") from error
    except ValueError as error:  # also bytes that are not UTF-8
        raise MessageError(f"The request is not JSON: {str(error)[:200]}") from error


def _values(given: "_Single | list[_Single]") -> tuple[Value, ...]:
    return tuple(each.id if isinstance(each, _Thing) else each for each in (given if isinstance(given, list) else [given]))


def _limit(given: int | None) -> int:
    return _USUAL if given is None else min(given, MOST_CANDIDATES)

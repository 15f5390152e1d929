"""The header of a query file: comment lines that start with ``#+`` and hold YAML.

The convention is grlc's. To any SPARQL tool the header is a comment, so the file runs there as it is.
"""

from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from urbansec.errors import SavedQueryError

_MARK = "#+"
ParameterType = Literal["iri", "string", "integer", "decimal", "boolean", "date", "enum", "lang"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """One parameter: its type, what it means, and the value taken when none is given."""

    type: ParameterType
    description: str = ""
    resource_class: Annotated[str | None, Field(alias="class", description="For iri: the class the value must have, such as urb:Forum")] = None
    values: Annotated[tuple[str, ...], Field(description="For enum: the values allowed")] = ()
    default: Annotated[str | None, Field(description="Taken when no value is given; for date also today")] = None
    required: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> "Parameter":
        if (self.type == "enum") != bool(self.values):
            raise ValueError("values belong to type enum, and only to it")
        if self.resource_class is not None and self.type != "iri":
            raise ValueError("class belongs to type iri")
        return self


class View(_Strict):
    """How a result is best shown: the kind of view and the variables it draws from."""

    model_config = ConfigDict(extra="allow", frozen=True)

    kind: Literal["table", "map", "timeline", "chart", "graph"] = "table"


class Header(_Strict):
    """What a query file says about itself."""

    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    params: dict[str, Parameter] = {}
    view: View = View()
    question: Annotated[str, Field(description="Competency questions: the question in words")] = ""
    facts: Annotated[tuple[str, ...], Field(description="Competency questions: the facts it covers")] = ()
    expect: Annotated[Literal["exact", "contains"], Field(description="Competency questions: how to compare the answer")] = "exact"
    severity: Annotated[Literal["violation", "warning"], Field(description="Checks: how bad a row is")] = "violation"


def read_header(text: str, *, file: str) -> Header:
    """The header of the query ``text``; an empty one if it has none.

    Raises :class:`SavedQueryError` that names ``file`` if the header is no YAML or says something unknown.
    """
    lines = [line[len(_MARK) :] for line in text.splitlines() if line.startswith(_MARK)]
    block = "\n".join(line.removeprefix(" ") for line in lines)
    try:
        # BaseLoader: YAML 1.1 would read the parameter name "on" as true, and 2020-01-01 as a date; here all is text.
        return Header.model_validate(yaml.load(block, Loader=yaml.BaseLoader) or {})  # noqa: S506 - makes only str, list, dict
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = [number for number, text_line in enumerate(text.splitlines(), 1) if text_line.startswith(_MARK)][mark.line] if mark else None
        reason = getattr(error, "problem", None) or str(error)
        place = file if line is None else f"{file}:{line}"
        raise SavedQueryError(f"{place}: the header is not valid YAML: {reason}. Quote text that holds a colon.", file=file, line=line) from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'header'}: {e['msg']}" for e in error.errors())
        raise SavedQueryError(f"{file}: the header is not right: {problems}", file=file) from error

"""Read a citation, which may come from anybody: every part is checked before it is used."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from urbansec.citation.record import VERSION, Citation, CitationError
from urbansec.citation.rows import checksum_of
from urbansec.errors import SavedQueryError
from urbansec.queries.header import Header, read_header
from urbansec.queries.run import SavedQuery

_Name = Annotated[str, StringConstraints(pattern=r"^[^\s/\\@?#]{1,200}$")]
_Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,64}$")]
_Short = Annotated[str, StringConstraints(max_length=2_000)]
_Value = Annotated[str, StringConstraints(max_length=100_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Query(_Part):
    name: _Name
    summary: _Short = ""
    version: _Hash
    text: Annotated[str, Field(max_length=1_000_000)] = ""


class _Data(_Part):
    version: Annotated[str, Field(min_length=1, max_length=200)]


class _Result(_Part):
    form: Literal["table", "graph"]
    variables: tuple[_Short, ...]
    rows: Annotated[int, Field(ge=0)]
    checksum: Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
    cut: bool = False
    kept: tuple[tuple[str, ...], ...] | None = None


class CitationDocument(_Part):
    """What was asked, of which data, and what the answer was; urbansec query verify repeats it."""

    citation: Literal[1]
    query: _Query
    arguments: dict[str, Annotated[tuple[_Value, ...], Field(min_length=1, max_length=10_000)]] = {}
    data: _Data
    issued: AwareDatetime
    result: _Result
    service: _Short | None = None
    software: _Short = ""
    permalink: _Value = ""


def schema() -> dict[str, Any]:
    """The JSON Schema of the document, which ``schema/citation-1.schema.json`` beside this file holds."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **CitationDocument.model_json_schema(), "title": "A citation of an answer"}


def read(text: str | bytes) -> Citation:
    """See :meth:`urbansec.citation.Citation.from_json`."""
    try:
        document = CitationDocument.model_validate_json(text)
    except ValidationError as error:
        raise CitationError(_told(error)) from error
    citation = Citation(
        name=document.query.name,
        summary=document.query.summary,
        query_version=document.query.version,
        data_version=document.data.version,
        arguments=document.arguments,
        issued=datetime.fromisoformat(document.issued.isoformat()),
        variables=document.result.variables,
        rows=document.result.rows,
        checksum=document.result.checksum,
        service=document.service,
        software=document.software,
        graph=document.result.form == "graph",
        cut=document.result.cut,
        text=document.query.text,
        kept=document.result.kept,
    )
    _check(citation)
    return citation


def cited_query(citation: Citation) -> SavedQuery | None:
    """The query as it was, if its text is in the citation and this version of the package understands its header.

    Raises :class:`CitationError` if the text is another one than that of the version cited.
    """
    if not citation.text:
        return None
    file = f"{citation.name}@{citation.query_version}"
    query = SavedQuery(citation.name, Path(f"{file}.rq"), citation.text, Header())
    if query.version != citation.query_version:
        raise CitationError(f"The query's text in the citation is not of version {citation.query_version}: somebody changed one of the two.")
    try:
        return replace(query, header=read_header(citation.text, file=file))
    except SavedQueryError:
        return None


def _check(citation: Citation) -> None:
    """What is kept must be what the checksums stand for, else a changed citation could accuse the data."""
    kept = citation.kept
    if kept is not None:
        if len(kept) != citation.rows or any(len(row) != len(citation.variables) for row in kept):
            raise CitationError("The rows kept in the citation are not as many, or not as wide, as it says.")
        if not citation.graph and checksum_of(citation.variables, Counter(kept)) != citation.checksum:
            raise CitationError("The rows kept in the citation do not give its checksum: somebody changed one of the two.")
    cited_query(citation)


def _told(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    if first["type"] == "json_invalid":
        return f"It is no JSON: {first['msg']}."
    if place == "citation":
        return f"It is no citation of format {VERSION}, as `urbansec query run --cite` writes it."
    return f"{place or 'the document'}: {first['msg']}{more}."

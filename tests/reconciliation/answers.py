"""What the answers of a reconciliation service look like, written down from the specification: version 0.2 and the draft of 1.0.

Every model is closed: a field that the specification does not define is a mistake, as one that is missing or of the wrong type is.
"""
# ruff: noqa: N815 (the specification's own names)

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StrictBool, StrictFloat, StrictInt, StrictStr

Text = Annotated[StrictStr, Field(min_length=1)]
Number = StrictInt | StrictFloat
Template02 = Annotated[StrictStr, Field(pattern=r"\{\{id\}\}")]
Template10 = Annotated[StrictStr, Field(pattern=r"\{\+?id\}")]
Flyout = Annotated[StrictStr, Field(pattern=r"\$\{id\}")]
Moment = Annotated[StrictStr, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$")]
Direction = Literal["ltr", "rtl", "auto"]


class Closed(BaseModel):
    """No fields but those declared."""

    model_config = ConfigDict(extra="forbid")


class Type(Closed):
    """A category of things; ``broader`` are those directly above it."""

    id: Text
    name: Text
    description: StrictStr | None = None
    broader: "list[Type] | None" = None


class Reference(Closed):
    """A type that is only named."""

    id: Text
    name: Text | None = None


class Feature02(Closed):
    """What a score came from. Version 0.2 knows no name of it, but forbids none."""

    id: Text
    name: Text | None = None
    value: StrictBool | Number


class Feature10(Feature02):
    """The same with its name, which the draft wants."""

    name: Text


class Candidate02(Closed):
    """A thing that a name may mean."""

    id: Text
    name: Text
    description: StrictStr | None = None
    type: list[Reference | StrictStr] | None = None
    score: Number
    features: list[Feature02] | None = None
    match: StrictBool | None = None


class Candidate10(Candidate02):
    """The same in the draft: the score may be left out and then lies between 0 and 100."""

    type: list[Reference | StrictStr]
    score: Annotated[Number, Field(ge=0, le=100)] | None = None  # type: ignore[assignment]  # the draft lets it be left out
    features: list[Feature10] | None = None  # type: ignore[assignment]  # and wants more of a feature
    match: StrictBool
    image: StrictStr | None = None
    lang: Text | None = None
    dir: Direction | None = None


class Result02(Closed):
    """All candidates for one query."""

    result: list[Candidate02]


class Batch02(RootModel[dict[str, Result02]]):
    """The answer to a batch, by the keys of the queries."""


class Result10(Closed):
    """All candidates for one query."""

    candidates: list[Candidate10]


class Batch10(Closed):
    """The answer to a batch, in the order of the queries."""

    results: list[Result10]


class Entity(Closed):
    """A value that is a thing."""

    id: Text
    name: Text
    description: StrictStr | None = None


class Float(Closed):
    """A number that need not be whole."""

    float: Number


class Int(Closed):
    """A whole number."""

    int: StrictInt


class Date(Closed):
    """A moment."""

    date: Moment


class Str02(Closed):
    """A text."""

    str: StrictStr


class Str10(Closed):
    """A text, whose language may be told."""

    str: StrictStr
    lang: Text | None = None
    dir: Direction | None = None


Value02 = Entity | Float | Int | Date | Str02
Value10 = Entity | Float | Int | Date | Str10


class Column(Closed):
    """A property that is fetched; ``service`` where its values are things of another service."""

    id: Text
    name: Text
    type: Reference | None = None
    service: Annotated[StrictStr, Field(pattern="^https?://")] | None = None


class Extension02(Closed):
    """Fetched values: by thing, by property."""

    meta: list[Column]
    rows: dict[str, dict[str, list[Value02]]]


class Cells(Closed):
    """The values of one thing for one property."""

    id: Text
    values: list[Value10]


class Row(Closed):
    """The values of one thing."""

    id: Text
    properties: list[Cells]


class Extension10(Closed):
    """Fetched values, in the order of the request."""

    meta: list[Column]
    rows: list[Row]


class Suggestion(Closed):
    """A thing, a property, or a type that completes what is typed."""

    id: Text
    name: Text
    description: StrictStr | None = None
    notable: list[Reference | StrictStr] | None = None
    broader: list[Type] | None = None


class Suggestions(Closed):
    """What a suggest service answers."""

    result: list[Suggestion]


class Proposals(Closed):
    """Properties worth fetching for a type."""

    properties: list[Suggestion]
    type: Text
    limit: StrictInt | None = None


class Flyouts(Closed):
    """A suggestion in a few words."""

    id: Text
    html: StrictStr


class _Choice(Closed):
    value: StrictStr
    name: StrictStr


class Setting02(Closed):
    """A setting of a property that is fetched."""

    name: Text
    label: Text
    type: Literal["number", "text", "checkbox", "select"]
    default: Number | StrictBool | StrictStr
    help_text: StrictStr
    choices: list[_Choice] | None = None


class Setting10(Closed):
    """The same in the draft."""

    id: Text
    name: Text
    type: Literal["number", "text", "checkbox", "select"]
    default: Number | StrictBool | StrictStr
    helpText: StrictStr
    choices: list[_Choice] | None = None


class _Place(Closed):
    service_url: StrictStr
    service_path: StrictStr
    flyout_service_url: StrictStr | None = None
    flyout_service_path: Flyout | None = None


class _Frame02(Closed):
    url: Template02
    width: StrictInt
    height: StrictInt


class _View02(Closed):
    url: Template02


class _Suggest02(Closed):
    entity: _Place | None = None
    property: _Place | None = None
    type: _Place | None = None


class _Extend02(Closed):
    propose_properties: _Place | None = None
    property_settings: list[Setting02] | None = None


class _Manifest(Closed):
    versions: list[Text]
    name: Text
    defaultTypes: list[Type] | None = None
    documentation: StrictStr | None = None
    logo: StrictStr | None = None
    serviceVersion: StrictStr | None = None
    batchSize: StrictInt | None = None


class Manifest02(_Manifest):
    """What a service of version 0.2 says of itself."""

    identifierSpace: Text
    schemaSpace: Text
    view: _View02 | None = None
    feature_view: _View02 | None = None
    preview: _Frame02 | None = None
    suggest: _Suggest02 | None = None
    extend: _Extend02 | None = None


class _View10(Closed):
    url: Template10


class _Frame10(Closed):
    width: StrictInt
    height: StrictInt


class _Suggest10(Closed):
    entity: StrictBool
    property: StrictBool
    type: StrictBool


class _Extend10(Closed):
    proposeProperties: StrictBool | None = None
    propertySettings: list[Setting10] | None = None


class Manifest10(_Manifest):
    """What a service of the draft says of itself; its views are mandatory."""

    view: _View10
    featureView: _View10 | None = None
    preview: _Frame10 | None = None
    suggest: _Suggest10 | None = None
    extend: _Extend10 | None = None
    standardizedScore: StrictBool | None = None
    lang: Text | None = None
    dir: Direction | None = None

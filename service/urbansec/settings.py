"""One settings class; environment variables start with ``URBANSEC_``. Built once, then passed down."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from urbansec.errors import SettingsError


class Settings(BaseSettings):
    """How the service runs. Every field has a safe default."""

    model_config = SettingsConfigDict(env_prefix="URBANSEC_", frozen=True, extra="ignore")

    home: Annotated[Path | None, Field(description="Folder with ontology/, data/ and queries/ in place of the shipped ones")] = None
    host: Annotated[str, Field(description="Address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on; 0 takes a free one")] = 8000
    query_seconds: Annotated[float, Field(gt=0, le=3600, description="Seconds that one query may take")] = 20.0
    workers: Annotated[int, Field(ge=1, le=64, description="Queries that run at the same time")] = 4
    max_query_bytes: Annotated[int, Field(ge=1024, description="Size of the longest query text or form accepted, in bytes")] = 1_048_576
    default_graph: Annotated[
        Literal["auto", "union", "own"],
        Field(
            description="What a query sees outside GRAPH: the union of all graphs, or the data's own default graph; "
            "auto takes the union for the shipped data and their own default graph for data given with --data"
        ),
    ] = "auto"


def read_settings(home: Path | None = None) -> Settings:
    """The settings from the environment, with ``home`` if given; :class:`SettingsError` names a value that is not right."""
    try:
        return Settings() if home is None else Settings(home=home)
    except ValidationError as error:
        problems = [f"URBANSEC_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}, not {e['input']!r}." for e in error.errors()]
        raise SettingsError(" ".join(problems)) from None

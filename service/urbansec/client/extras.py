"""Libraries that only some users have: without one of them the client says what to install."""

from importlib import import_module
from typing import Any

from urbansec.errors import UrbansecError

_EXTRAS = {"pandas": "pandas", "polars": "polars", "matplotlib": "plot"}


class MissingExtraError(UrbansecError, ImportError):
    """A library is needed that is not installed."""

    title = "A library is not installed"


def need(module: str) -> Any:
    """The module of that name; :class:`MissingExtraError` with the command that installs it if it is not there."""
    library = module.partition(".")[0]
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != library:
            raise  # the library is there, and something else is missing
        extra = _EXTRAS[library]
        raise MissingExtraError(f"This needs {library}, which is not installed. Install it with: pip install 'urbansec[{extra}]'") from error

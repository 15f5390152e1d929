"""The HTTP interface. Only this package and ``pages`` know HTTP."""

from urbansec.api.app import create_app

__all__ = ["create_app"]

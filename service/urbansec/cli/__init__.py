"""The command ``urbansec``."""

from urbansec.cli.main import main

__all__ = ["main"]

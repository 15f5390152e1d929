"""The command ``urbansec``."""

from urbansec.cli.complete import asked

# A shell that asks what can follow must not wait until all commands are imported.
if asked():
    from urbansec.cli.complete import answer as main
else:
    from urbansec.cli.main import main

__all__ = ["main"]

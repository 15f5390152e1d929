"""What GitHub Actions tells a command by the environment: whether it runs there, and where its summary goes."""

import os
from pathlib import Path


def running() -> bool:
    """Whether the command runs in GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def add_to_summary(markdown: bytes) -> None:
    """Append to the summary of the step, if it has one."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("ab") as file:
            file.write(markdown)

"""Which commit of which repository was checked, as SARIF says it; nothing where there is no git."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

_SCP = re.compile(r"(?:[^@/]+@)?([^:/]+):(?!//)(.+)\Z")


def version_control(root: Path) -> dict[str, object] | None:
    """``versionControlDetails`` of the repository that ``root`` is in; ``None`` without one, or if it came from nowhere."""
    address = repository_uri(_git(root, "config", "--get", "remote.origin.url"))
    revision = _git(root, "rev-parse", "HEAD")
    if not address or not revision:
        return None
    branch = _git(root, "rev-parse", "--abbrev-ref", "HEAD")
    named = {"branch": branch} if branch and branch != "HEAD" else {}
    return {"repositoryUri": address, "revisionId": revision, **named, "mappedTo": {"uriBaseId": "%SRCROOT%"}}


def repository_uri(remote: str) -> str:
    """A git remote as a URI without the names and passwords that it may hold; empty for a path on this machine."""
    if "://" not in remote:
        found = _SCP.match(remote)
        return f"ssh://{found[1]}/{found[2]}" if found else ""
    parts = urlsplit(remote)
    if parts.scheme == "file" or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def _git(root: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    try:
        done = subprocess.run([git, *words], cwd=root, capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""

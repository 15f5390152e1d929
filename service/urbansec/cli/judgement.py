"""Validate the shipped data in a process of its own, for the service: ``python -m urbansec.cli.judgement HOME``.

Writes one :class:`urbansec.api.judged.Report` as JSON to standard output. A process of its own, because validation is Python that
works for seconds and needs libraries that the service does without.
"""

import os
import sys
from collections import Counter
from pathlib import Path
from typing import get_args

from urbansec.api.judged import SEVERITIES, Found, Gap, Report, Rule
from urbansec.assets import Assets, find_assets
from urbansec.errors import UrbansecError
from urbansec.queries.loading import load_data
from urbansec.settings import read_settings
from urbansec.validation import Job, run
from urbansec.validation import Report as Checked
from urbansec.validation.finding import Finding
from urbansec.validation.observation import Code

MOST = 100
_POLITE = 10


def condense(checked: Checked, data_version: str, root: Path) -> Report:
    """What the service shows of a whole report: the worst findings, and how many each rule has. Files are told relative to ``root``."""
    by_source = Counter(finding.source for finding in checked.findings)
    severities = Counter(finding.severity for finding in checked.findings)
    return Report(
        data_version=data_version,
        conforms=checked.conforms,
        counts={severity: severities[severity] for severity in SEVERITIES},
        quads=checked.quads,
        files=checked.files,
        shapes=checked.shapes,
        checks=checked.checks,
        engine=checked.engine,
        findings=tuple(_found(finding, root) for finding in checked.findings[:MOST]),
        omitted=max(0, len(checked.findings) - MOST),
        rules=tuple(Rule(source=rule.source, kind=rule.kind, title=rule.title, findings=by_source[rule.source]) for rule in checked.rules),
        gaps=tuple(Gap(code=code, findings=by_source[code]) for code in get_args(Code)),
    )


def _found(finding: Finding, root: Path) -> Found:
    place = finding.place
    return Found(
        severity=finding.severity,
        kind=finding.kind,
        source=finding.source,
        message=finding.message,
        focus=finding.focus if not finding.focus.startswith("_:") else finding.identity,
        path=finding.path,
        # The page is public: where the folder lies on this machine is nobody's business.
        file=Path(place.file).resolve().relative_to(root).as_posix() if place and Path(place.file).resolve().is_relative_to(root) else "",
        line=place.line if place else 0,
        column=place.column if place else 0,
    )


def judge(assets: Assets) -> Report:
    """The report on the files as they are, with the version of the data that they make."""
    checked = run(assets, Job())
    # The version afterwards: if the files changed in between, it is not the one that was asked for.
    return condense(checked, load_data(read_settings(assets.root), ()).version, assets.root)


def main() -> None:
    """The process: exit code 2 with a reason on standard error if the files cannot be read."""
    os.nice(_POLITE)  # those who ask the service come first
    try:
        report = judge(find_assets(Path(sys.argv[1])))
    except UrbansecError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
    sys.stdout.write(report.model_dump_json())


if __name__ == "__main__":
    main()

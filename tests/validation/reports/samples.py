"""Write the samples in ``docs/validation.md``: ``python -m tests.validation.reports.samples``.

Each stands in the first fenced block after a mark, ``<!-- sample: name -->``, and is what the formats really give for
one small file. A test compares the page with what this module makes of it.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.running import ROOT
from tests.validation.reports.making import Made, finding, place
from urbansec.namespaces import ID, SHAPES
from urbansec.validation.baseline import Baseline, entries_of
from urbansec.validation.finding import Finding
from urbansec.validation.reports import Options, Rule, write

PAGE = ROOT / "docs" / "validation.md"
CITIES = """\
city:augsburg a urb:City ;
  skos:prefLabel "Augsburg"@de ;
  wgs:lat 148.37154 ;
  wgs:long 10.89851 .
"""
_BLOCK = re.compile(r"(<!-- sample: ([\w-]+) -->\n```\w*\n)(.*?)(^```$)", re.MULTILINE | re.DOTALL)


@contextmanager
def found() -> Iterator[Made]:
    """One finding in a file of a folder that is the current one."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder).resolve() / "data" / "cities.ttl"
        file.parent.mkdir()
        file.write_text(CITIES, "utf-8")
        os.chdir(file.parent.parent)
        try:
            yield Made((latitude(file),), rules=(Rule(f"{SHAPES}#City-lat"), Rule(f"{SHAPES}#Forum")), quads=4, files=1, shapes=2, checks=0)
        finally:
            os.chdir(before)


def latitude(file: Path) -> Finding:
    """What is wrong with the sample."""
    return finding(focus=f"{ID}city/augsburg", identity=f"{ID}city/augsburg", place=place(file, "148.37154"))


def _text(made: Made) -> str:
    return write(made, "text").decode()


def _json(made: Made) -> str:
    (told,) = json.loads(write(made, "json"))["findings"]
    return _shortened(told, "severity", "kind", "message", "place", "anchor", "focus", "path", "value", "source", "expected", "fingerprint", "baseline")


def _sarif(made: Made) -> str:
    (result,) = json.loads(write(made, "sarif", Options(compared=True)))["runs"][0]["results"]
    return _shortened(result, "ruleId", "level", "locations", "partialFingerprints", "baselineState")


def _shortened(whole: Mapping[str, object], *names: str) -> str:
    return f"{json.dumps({name: whole[name] for name in names}, ensure_ascii=False, indent=2)}\n"


def _junit(made: Made) -> str:
    return write(made, "junit").decode()


def _github(made: Made) -> str:
    return write(made, "github").decode()


def _baseline(made: Made) -> str:
    return Baseline(entries_of(made.findings)).dump()


SAMPLES: Mapping[str, Callable[[Made], str]] = {"text": _text, "json": _json, "sarif": _sarif, "junit": _junit, "github": _github, "baseline": _baseline}


def updated(page: str) -> str:
    """The page with the samples as they are now."""
    with found() as made:
        return _BLOCK.sub(lambda match: f"{match[1]}{SAMPLES[match[2]](made)}{match[4]}", page)


def named(page: str) -> list[str]:
    """The samples that the page shows."""
    return [match[2] for match in _BLOCK.finditer(page)]


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text("utf-8")), "utf-8")

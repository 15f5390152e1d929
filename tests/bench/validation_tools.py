"""Validate with one tool and write its results: ``python validation_tools.py TOOL DATA.nt SHAPES.ttl OUT``.

Run with the Python that has the tool. ``OUT`` becomes a report as N-Triples, or JSON where the tool has no RDF.
Nothing of the project is imported but by the tools that are the project's.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path


def urbansec(data: str, shapes: str, out: str, engine: str = "auto") -> None:
    """The engines of this project, as ``urbansec validate`` uses them."""
    from urbansec.validation.engines import validate
    from urbansec.validation.shapes import Shapes

    results = validate(Path(data), Shapes.load([Path(shapes)]), engine)  # type: ignore[arg-type]  # a name of an engine
    rows = [[_plain(r.focus), r.component, _plain(r.value), _plain(r.shape)] for r in results]
    Path(out).write_text(json.dumps(rows), encoding="utf-8")


def urbansec_pyshacl(data: str, shapes: str, out: str) -> None:
    """The same with the judge."""
    urbansec(data, shapes, out, "pyshacl")


def urbansec_command(data: str, shapes: str, out: str) -> None:
    """All that ``urbansec validate DATA --shapes SHAPES --no-coverage --format json`` does: places and explanations too."""
    from urbansec.assets import find_assets
    from urbansec.validation import Job, reports, run

    report = run(find_assets(None), Job(data=[Path(data)], shapes=[Path(shapes)], coverage=False))
    Path(f"{out}.report").write_bytes(reports.write(report, "json"))
    rows = [[_written(f.focus), f.component, _written(f.value), _written(f.source)] for f in report.findings if f.place and f.place.line]
    Path(out).write_text(json.dumps(rows), encoding="utf-8")


def shacl(data: str, shapes: str, out: str) -> None:
    """The validator in Rust by itself."""
    import shacl as package

    report = package.Shapes.from_file(shapes).validate_file(data)
    Path(out).write_text(report.serialize("ntriples"), encoding="utf-8")


def shacl_rust(data: str, shapes: str, out: str) -> None:
    """Another validator in Rust, with its faster index."""
    import shacl_rust as package  # type: ignore[import-not-found,unused-ignore]  # only in the Python that has it

    texts = (Path(path).read_text(encoding="utf-8") for path in (data, shapes))
    report = package.validate(*texts, data_format="nt", shapes_format="turtle", experimental_index=True)
    rows = [[r.get(key) or "" for key in ("focusNode", "sourceConstraintComponent", "value", "sourceShape")] for r in report["results"]]
    Path(out).write_text(json.dumps(rows), encoding="utf-8")


def pyshifty(data: str, shapes: str, out: str) -> None:
    """A third one."""
    import shifty  # type: ignore[import-not-found,unused-ignore]  # only in the Python that has it

    _, report, _ = shifty.validate(Path(data), Path(shapes), infer=False)
    report.serialize(out, format="nt", encoding="utf-8")


def _plain(term: object) -> str:
    return "" if term is None else str(term)


def _written(text: str) -> str:
    """As N-Triples writes what a finding names."""
    return text if not text or text[0] in '"_' else f"<{text}>"


TOOLS: dict[str, Callable[[str, str, str], None]] = {
    "urbansec": urbansec,
    "urbansec validate": urbansec_command,
    "urbansec, pySHACL": urbansec_pyshacl,
    "shacl": shacl,
    "shacl-rust": shacl_rust,
    "pyshifty": pyshifty,
}

if __name__ == "__main__":
    TOOLS[sys.argv[1]](*sys.argv[2:5])

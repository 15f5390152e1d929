"""Answers in other tools: data frames with the right types, files, maps, networks, drawings, notebooks."""

import io
import pickle
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import matplotlib as mpl
import networkx as nx
import openpyxl
import polars as pl
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from geojson_pydantic import FeatureCollection
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from urbansec.client import Client, MissingExtraError, Result
from urbansec.client.extras import need
from urbansec.errors import FormatError, NotFoundError, OutputFileError

KINDS = """PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
SELECT ?whole ?part ?float ?truth ?day ?time ?year ?text ?iri ?huge {
  VALUES (?whole ?part ?float ?truth ?day ?time ?year ?text ?iri ?huge) {
  (42 4.5 1e3 true "2020-02-29"^^xsd:date "2020-02-29T12:00:00Z"^^xsd:dateTime "2020"^^xsd:gYear "x" <urn:x> 1)
  (UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF)
  (-7 0.25 2.5 false "0850-01-01"^^xsd:date "2021-01-01T01:00:00+02:00"^^xsd:dateTime "2021-05"^^xsd:gYearMonth "" <urn:y>
   123456789012345678901234567890) } }"""


def picture(axes: Axes) -> bytes:
    """The drawing as PNG."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    out = io.BytesIO()
    figure.savefig(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def kinds(here: Client) -> Result:
    return here.sparql(KINDS)


@pytest.fixture(scope="module")
def members(here: Client) -> Result:
    return here.run("members-of-forum", forum="id:forum/defus", on="2016-01-01")


@pytest.fixture(autouse=True)
def _drawn_nowhere() -> Iterator[None]:
    mpl.use("Agg")
    yield
    from matplotlib import pyplot as plt

    plt.close("all")


def test_pandas(kinds: Result) -> None:
    frame = kinds.to_pandas()
    types = {name: str(kind) for name, kind in frame.dtypes.items()}
    text = {"year": "str", "text": "str", "iri": "str"}
    assert types == {
        "whole": "Int64",
        "part": "float64",
        "float": "float64",
        "truth": "boolean",
        "day": "datetime64[s]",
        "time": "datetime64[us, UTC]",
        "huge": "object",
        **text,
    }
    assert frame.isna().iloc[1].all()
    assert not frame.isna().iloc[0].any()
    assert frame["whole"].sum() == 35
    assert frame["day"].dt.year.tolist()[::2] == [2020, 850]
    assert frame["time"].iloc[2].isoformat() == "2020-12-31T23:00:00+00:00"
    assert frame["huge"].iloc[2] == 123456789012345678901234567890
    assert frame.attrs["urbansec"]["Data version"] == kinds.data_version


def test_polars(kinds: Result) -> None:
    frame = kinds.to_polars()
    text = {"year": pl.String(), "text": pl.String(), "iri": pl.String(), "huge": pl.String()}
    numbers = {"whole": pl.Int64(), "part": pl.Float64(), "float": pl.Float64(), "truth": pl.Boolean()}
    assert dict(frame.schema) == {**numbers, "day": pl.Date(), "time": pl.Datetime("us", "UTC"), **text}
    assert frame.null_count().row(0) == (1,) * 10
    assert frame["day"].to_list() == [date(2020, 2, 29), None, date(850, 1, 1)]


def test_the_same_rows_in_both(members: Result) -> None:
    pandas = [tuple(None if value != value else value for value in row) for row in members.to_pandas().itertuples(index=False)]  # noqa: PLR0124 - NaN
    assert pandas == members.to_polars().rows()
    assert [row[1] for row in pandas] == [row.memberLabel for row in members]


def test_an_answer_without_rows(here: Client) -> None:
    empty = here.sparql("SELECT ?a ?b { <urn:nothing> ?a ?b }")
    assert (len(empty), list(empty), empty.rows) == (0, [], ())
    assert list(empty.to_pandas().columns) == empty.to_polars().columns == ["a", "b"]
    assert "0 rows" in empty._repr_html_()


def test_an_answer_without_columns(here: Client) -> None:
    assert [tuple(row) for row in here.sparql("SELECT * { }")] == [()]


@pytest.mark.parametrize(("library", "module"), [("pandas", "pandas"), ("polars", "polars"), ("plot", "matplotlib.pyplot")])
def test_a_library_that_is_missing_is_named_with_the_command(library: str, module: str, monkeypatch: pytest.MonkeyPatch, members: Result) -> None:
    name = module.partition(".")[0]
    for loaded in [each for each in sys.modules if each.partition(".")[0] == name]:
        monkeypatch.delitem(sys.modules, loaded)

    class Missing:
        def find_spec(self, wanted: str, *_: object) -> None:
            if wanted.partition(".")[0] == name:
                raise ModuleNotFoundError(f"No module named {wanted!r}", name=name)

    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(MissingExtraError) as error:
        {"pandas": members.to_pandas, "polars": members.to_polars, "plot": members.plot}[library]()
    assert str(error.value).endswith(f"pip install 'urbansec[{library}]'")
    assert isinstance(error.value, ImportError)


def test_what_a_library_itself_misses_is_not_mistaken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ModuleNotFoundError("No module named 'dateutil'", name="dateutil")

    monkeypatch.setattr("urbansec.client.extras.import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="dateutil"):
        need("pandas")


def test_files(members: Result, tmp_path: Path) -> None:
    for suffix in ("csv", "json", "tsv", "xml", "xlsx", "parquet", "geojson", "md", "html"):
        path = members.save(tmp_path / f"members.{suffix}")
        assert path.stat().st_size > 500
    sheet = openpyxl.load_workbook(tmp_path / "members.xlsx").worksheets[0]
    assert sheet.max_row == 13
    assert pq.read_table(tmp_path / "members.parquet").num_rows == 12
    assert FeatureCollection.model_validate_json((tmp_path / "members.geojson").read_bytes()).length == 12
    assert members.save(tmp_path / "other.txt", format="csv").read_bytes() == (tmp_path / "members.csv").read_bytes()


def test_files_that_cannot_be(members: Result, tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="there are: json, xml, csv"):
        members.save(tmp_path / "members")
    with pytest.raises(NotFoundError, match="no format 'gexf'"):
        members.save(tmp_path / "members.gexf")
    with pytest.raises(OutputFileError):
        members.save(tmp_path / "missing" / "members.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_network(here: Client, there: Client, tmp_path: Path) -> None:
    given = {"on": "2020", "forums": ["id:forum/efus", "id:forum/defus"]}
    answer = here.run("membership-network", given)
    graph = answer.to_networkx()
    assert graph.number_of_edges() == len(answer) > 100
    for suffix, read in (("graphml", nx.read_graphml), ("gexf", nx.read_gexf)):
        assert set(read(answer.save(tmp_path / f"net.{suffix}")).edges) == set(graph.edges)
    assert nx.utils.graphs_equal(graph, there.run("membership-network", given).to_networkx())
    lines = [feature["geometry"]["type"] for feature in answer.to_geojson()["features"] if feature["geometry"]]
    assert {"LineString", "Point"} == set(lines)
    with pytest.raises(FormatError, match="are no edges"):
        here.run("forums").to_networkx()


@pytest.mark.parametrize("name", ["members-of-forum", "forum-growth", "members-by-country", "conferences", "forum-pairs"])
def test_drawn_as_the_view_says(here: Client, name: str) -> None:
    answer = here.run(name)
    axes = answer.plot()
    assert axes.get_title() == here.describe(name).summary
    drawn = len(axes.collections) + len(axes.lines) + len(axes.patches)
    assert drawn > 0
    assert len(picture(axes)) > 5_000


def test_every_view_can_be_drawn(here: Client) -> None:
    from matplotlib import pyplot as plt

    drawn = set()
    for question in here.queries():
        view = question.view
        if view.kind == "table" or (view.kind == "graph" and not (view.model_extra or {}).get("source")) or question.name == "membership-network":
            continue
        axes = here.run(question.name).plot()
        assert len(axes.collections) + len(axes.lines) + len(axes.patches) > 0, question.name
        plt.close("all")
        drawn.add(view.kind)
    assert drawn == {"map", "timeline", "chart", "graph"}


def test_drawn_on_axes_of_ones_own_and_otherwise_than_the_view_says(members: Result) -> None:
    from matplotlib import pyplot as plt

    axes = plt.subplots()[1]
    assert members.plot(axes, kind="chart", x="memberLabel", y="lat") is axes
    assert len(axes.patches) == 12
    assert max(patch.get_height() for patch in axes.patches if isinstance(patch, Rectangle)) == max(float(row.lat) for row in members if row.lat is not None)


def test_labels_are_texts_and_no_formulas(here: Client) -> None:
    text = 'SELECT ?x ?lat ?long { VALUES (?x ?lat ?long) { ("$\\\\frac{$" 50.0 7.0) ("a $ b $ c" 51.0 8.0) } }'
    axes = here.sparql(text, view={"kind": "map", "lat": "lat", "lon": "long", "label": "x"}).plot()
    assert picture(axes)
    assert len(axes.texts) == 2


def test_what_cannot_be_drawn(here: Client, members: Result) -> None:
    with pytest.raises(FormatError, match="there are map, timeline, chart, graph"):
        here.run("completeness").plot()
    with pytest.raises(FormatError, match="no column for y"):
        members.plot(kind="chart", x="memberLabel", y="nothing")


def test_a_notebook_shows_rows_with_links_and_where_they_come_from(members: Result, here: Client) -> None:
    shown = members._repr_html_()
    assert '<a href="https://w3id.org/urbansec/id/city/essen">id:city/essen</a>' in shown
    assert members.citation.query_version in shown
    many = here.run("places")._repr_html_()
    assert many.count("<tr>") == 21
    assert "the first 20 are shown" in many


def test_hostile_texts_do_nothing_in_a_notebook(here: Client) -> None:
    text = """SELECT ?x ?y { VALUES (?x ?y) { ("<script>alert(1)</script>" <http://x/'onmouseover=alert(1)>) ("&lt;" <javascript:alert(1)>) } }"""
    shown = here.sparql(text)._repr_html_()
    assert "<script" not in shown
    assert "'onmouseover" not in shown
    assert 'href="javascript' not in shown


def test_answers_go_to_other_processes(members: Result) -> None:
    """As multiprocessing, joblib and caches on disk do it."""
    copy = pickle.loads(pickle.dumps(members))  # noqa: S301 - made a moment ago
    assert copy.rows == members.rows
    assert copy[0].memberLabel == members[0]["memberLabel"]
    assert type(copy[0]) is type(members[0])
    assert copy.citation == members.citation
    assert copy.to_bytes("csv") == members.to_bytes("csv")

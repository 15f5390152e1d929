"""GeoJSON, checked with geojson-pydantic's models of RFC 7946."""

import json
from typing import Any

import pytest
from geojson_pydantic import FeatureCollection

from tests.results.support import ABOUT, HOSTILE, call, iri, literal, table, written
from urbansec.engine import EmbeddedEngine
from urbansec.errors import NotFoundError
from urbansec.queries import Catalogue
from urbansec.results import formats_of, write
from urbansec.results.formats import GEOJSON
from urbansec.results.wkt import geometry

MAP = call("{kind: map, lat: lat, lon: long, label: name}")
CRS84 = "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> "
EPSG = "<http://www.opengis.net/def/crs/EPSG/0/4326> "


def read(content: bytes) -> dict[str, Any]:
    """The document, if it is a FeatureCollection by the rules."""
    document: dict[str, Any] = json.loads(content)
    FeatureCollection.model_validate(document)
    return document


def test_each_row_is_a_feature() -> None:
    rows = table(
        name=[literal("Essen"), literal("nowhere"), literal("beyond the pole")],
        lat=[literal("51.4", "decimal"), None, literal("97.0", "decimal")],
        long=[literal("7.01", "decimal"), literal("7.0", "decimal"), literal("7.0", "decimal")],
        since=[literal("2015-01-01", "date"), None, None],
        members=[literal("3", "integer"), literal(str(2**60), "integer"), None],
        share=[literal("0.5", "decimal"), literal("0.12345678901234567890", "decimal"), None],
        odd=[literal("NaN", "double"), None, None],
    )
    document = read(written(rows, "geojson", MAP))
    assert document["about"] == ABOUT
    first, second, third = document["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [7.01, 51.4]}
    assert first["properties"] == {"name": "Essen", "since": "2015-01-01", "members": 3, "share": 0.5, "odd": "nan"}
    assert (second["geometry"], third["geometry"]) == (None, None)
    assert (second["properties"]["members"], second["properties"]["share"]) == (str(2**60), "0.12345678901234567890")


@pytest.mark.parametrize(
    ("text", "kind", "coordinates"),
    [
        ("POINT(7 51)", "Point", [7, 51]),
        (f"{CRS84}Point (7.5 -51)", "Point", [7.5, -51]),
        (f"{EPSG}POINT(51 7)", "Point", [7, 51]),
        ("POINT Z (7 51 100)", "Point", [7, 51, 100]),
        ("LINESTRING(0 0, 1 1)", "LineString", [[0, 0], [1, 1]]),
        ("POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))", "Polygon",
         [[[0, 0], [1, 0], [1, 1], [0, 0]], [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]]]),
        ("MULTIPOINT((0 0),(1 1))", "MultiPoint", [[0, 0], [1, 1]]),
        ("MULTIPOINT(0 0, 1 1)", "MultiPoint", [[0, 0], [1, 1]]),
        ("MULTILINESTRING((0 0,1 1),(2 2,3 3))", "MultiLineString", [[[0, 0], [1, 1]], [[2, 2], [3, 3]]]),
        ("MULTIPOLYGON(((0 0,1 0,1 1,0 0)))", "MultiPolygon", [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]),
    ],
)  # fmt: skip
def test_well_known_text_is_read(text: str, kind: str, coordinates: list[object]) -> None:
    assert geometry(text) == {"type": kind, "coordinates": coordinates}
    document = read(written(table(wkt=[literal(text)]), "geojson", call("{kind: map, wkt: wkt}")))
    assert document["features"][0] == {"type": "Feature", "geometry": geometry(text), "properties": {}}


@pytest.mark.parametrize(
    "text",
    ["", "POINT", "POINT EMPTY", "POINT()", "POINT(1)", "POINT(1 2 3 4)", "POINT(1 2, 3 4)", "POINT(200 0)", "POINT(0 0", "POINT(0 0))",
     "POINT(a b)", "CIRCLE(0 0)",
     "LINESTRING(0 0)", "POLYGON((0 0,1 0,1 1))", "POLYGON((0 0,1 0,1 1,2 2))", "POLYGON(0 0,1 0,1 1,0 0)", "POINT((0 0))", "GEOMETRYCOLLECTION(POINT(0 0))",
     "<http://www.opengis.net/def/crs/EPSG/0/25832> POINT(1 2)", "POINT(1 2) POINT(1 2)", "(" * 5000],
)  # fmt: skip
def test_what_is_no_geometry_here_is_none(text: str) -> None:
    assert geometry(text) is None


def test_texts_stay_texts() -> None:
    count = len(HOSTILE)
    rows = table(name=[literal(text) for text in HOSTILE], lat=[literal("1")] * count, long=[literal("2")] * count, thing=[iri("http://a/")] * count)
    features = read(written(rows, "geojson", MAP))["features"]
    assert [feature["properties"]["name"] for feature in features] == HOSTILE


def test_only_results_with_places_are_offered() -> None:
    with pytest.raises(NotFoundError, match="json, xml, csv"):
        written(table(a=[]), "geojson")


def test_the_maps_of_the_catalogue_are_valid(catalogue: Catalogue, engine: EmbeddedEngine) -> None:
    maps = [query for query in catalogue if GEOJSON in formats_of(query)]
    assert {"members-of-forum", "places"} <= {query.name for query in maps}
    for query in maps:
        asked = query.call(engine, {})
        rows = asked.table(engine)
        features = read(write(asked, rows, GEOJSON, ABOUT))["features"]
        assert len(features) == len(rows.rows)
        assert any(feature["geometry"] for feature in features), query.name

// The outlines of countries for maps: Natural Earth's, projected and simplified once, so that a page only points to them.
//
// The projection is that of urbansec/pages/graphics/projection.py: Lambert's azimuthal equal-area about 52° N 10° E, on a sphere. Units are
// kilometres to the east and to the south of that point.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { merge, mesh } from "topojson-client";

const SOURCE = fileURLToPath(import.meta.resolve("world-atlas/countries-50m.json"));
const RADIUS = 6371.0088;
const LAT = radians(52);
const LONG = radians(10);
// What Europe's frame shows, with some room to move: drawn finely. The rest is seen from afar.
const NEAR = { left: -2700, right: 2900, top: -2300, bottom: 2500 };
// Square kilometres: the triangle of three points below which the middle one goes, and the island that is still drawn.
const FINE = { triangle: 5, island: 30 };
const COARSE = { triangle: 700, island: 4000 };

function radians(degrees) {
  return (degrees * Math.PI) / 180;
}

/** Kilometres to the east and to the south of the centre. */
export function project(lat, long) {
  const phi = radians(lat);
  const away = radians(long) - LONG;
  const below = 1 + Math.sin(LAT) * Math.sin(phi) + Math.cos(LAT) * Math.cos(phi) * Math.cos(away);
  const scale = RADIUS * Math.sqrt(2 / Math.max(below, 1e-9));
  return [
    scale * Math.cos(phi) * Math.sin(away),
    -scale * (Math.cos(LAT) * Math.sin(phi) - Math.sin(LAT) * Math.cos(phi) * Math.cos(away)),
  ];
}

/** A file of SVG with the parts `land`, `borders` and `graticule`, and its name, which changes with its content. */
export function outlines() {
  const topology = simplified(JSON.parse(readFileSync(SOURCE, "utf8")));
  const countries = topology.objects.countries;
  const land = merge(topology, countries.geometries).coordinates.flat().filter(large);
  const borders = mesh(topology, countries, (one, other) => one !== other).coordinates;
  const parts = { land: path(land, "z"), borders: path(borders, ""), graticule: path(graticule(), "") };
  const text = [
    '<svg xmlns="http://www.w3.org/2000/svg">',
    "<title>Natural Earth, public domain</title>",
    ...Object.entries(parts).map(([id, d]) => `<path id="${id}" vector-effect="non-scaling-stroke" d="${d}"/>`),
    "</svg>\n",
  ].join("\n");
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 10);
  return { file: `assets/outlines-${hash}.svg`, text };
}

/** The topology with projected arcs of fewer points; their ends stay, so that neighbours keep their common border. */
function simplified(topology) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    const points = arc.map(([east, north]) => {
      x += east;
      y += north;
      return project(y * scale[1] + translate[1], x * scale[0] + translate[0]);
    });
    return reduced(points, points.some(near) ? FINE.triangle : COARSE.triangle).map((point) => point.map(Math.round));
  });
  return { type: "Topology", objects: topology.objects, arcs };
}

function near([x, y]) {
  return x > NEAR.left && x < NEAR.right && y > NEAR.top && y < NEAR.bottom;
}

/** Visvalingam's method: the point that changes least goes first, until each would change more than `least`. */
function reduced(points, least) {
  const kept = points.map((point) => ({ point, area: Number.POSITIVE_INFINITY }));
  const weigh = (place) => {
    if (place > 0 && place < kept.length - 1) {
      const [before, own, after] = [kept[place - 1].point, kept[place].point, kept[place + 1].point];
      kept[place].area = Math.abs(doubleArea([before, own, after])) / 2;
    }
  };
  kept.forEach((_, place) => {
    weigh(place);
  });
  // A ring needs four points, of which the last is the first.
  while (kept.length > 4) {
    let smallest = 0;
    for (let place = 1; place < kept.length; place++) if (kept[place].area < kept[smallest].area) smallest = place;
    const { area } = kept[smallest];
    if (area >= least) break;
    kept.splice(smallest, 1);
    for (const place of [smallest - 1, smallest]) {
      weigh(place);
      // What goes later may not seem to change less than what went before it.
      if (kept[place].area < area) kept[place].area = area;
    }
  }
  return kept.map(({ point }) => point);
}

function doubleArea(ring) {
  return ring.reduce((sum, [x, y], place) => {
    const [nextX, nextY] = ring[(place + 1) % ring.length];
    return sum + x * nextY - nextX * y;
  }, 0);
}

function large(ring) {
  return Math.abs(doubleArea(ring)) / 2 >= (ring.some(near) ? FINE : COARSE).island;
}

/** Every ten degrees, between the poles. */
function graticule() {
  const range = (from, to, step) =>
    Array.from({ length: Math.round((to - from) / step) + 1 }, (_, n) => from + n * step);
  const meridians = range(-170, 180, 10).map((long) =>
    range(-50, 80, 5).map((lat) => project(lat, long).map(Math.round)),
  );
  const parallels = range(-50, 80, 10).map((lat) =>
    range(-180, 180, 5).map((long) => project(lat, long).map(Math.round)),
  );
  return [...meridians, ...parallels];
}

/** Lines in short: whole kilometres from point to point. */
function path(lines, end) {
  let [x, y] = [0, 0];
  const step = ([nextX, nextY]) => {
    const moved = `${nextX - x}${nextY - y < 0 ? "" : " "}${nextY - y}`;
    [x, y] = [nextX, nextY];
    return moved;
  };
  return lines
    .map((line) => {
      const points = end ? line.slice(0, -1) : line;
      const start = points[0];
      if (!start) return "";
      const begin = `M${start[0]} ${start[1]}`;
      [x, y] = start;
      const rest = points
        .slice(1)
        .filter(([nextX, nextY], place) => nextX !== points[place][0] || nextY !== points[place][1]);
      return `${begin}l${rest.map(step).join(" ").replaceAll(" -", "-")}${end}`;
    })
    .join("");
}

// Where the zones stand and how the lines between them run. Pure: zones and pairs in, numbers out.
//
// The three networks of a local government are columns, and what is beside them a fourth where it
// is there. A line between columns next to each other crosses their gap; one that skips a column
// goes over its top in a lane of its own; one within a column bulges to the side.
export const COLUMNS = [
  {id: "mynumber", kinds: ["mynumber"]},
  {id: "lgwan", kinds: ["lgwan", "lgwan-uplink", "sanitiser"]},
  {id: "internet", kinds: ["internet", "dmz", "partner"]},
  {id: "other", kinds: ["management", "development", "out-of-scope", "outside"]},
];

export const CARD = {width: 168, height: 58, gap: 22};
const GUTTER = 120, TOP = 44, LANE = 22, SIDE = 58;

export function layOut(zones, pairs) {
  const all = pairs.some((pair) => pair.from === null || pair.to === null)
    ? [...zones, {id: null, kind: "outside"}] : zones;
  const columns = COLUMNS.map((column) => ({...column, zones: all.filter((zone) => column.kinds.includes(zone.kind))}));
  columns[3].zones.push(...all.filter((zone) => !COLUMNS.some((column) => column.kinds.includes(zone.kind))));
  const shown = columns.filter((column) => column.id !== "other" || column.zones.length > 0);
  const lines = pairs.filter((pair) => pair.from !== pair.to).flatMap(linesOf);
  const places = placeOf(shown);
  const lanes = lines.filter((line) => isSkip(line, places)).length;
  const top = TOP + lanes * LANE;
  const most = Math.max(1, ...shown.map((column) => column.zones.length));
  const bodyHeight = most * (CARD.height + CARD.gap) + CARD.gap;
  const nodes = [];
  shown.forEach((column, index) => {
    column.x = SIDE + index * (CARD.width + GUTTER);
    column.height = top + bodyHeight;
    const pitch = bodyHeight / Math.max(1, column.zones.length);
    column.zones.forEach((zone, row) => nodes.push({zone, column: index, row, x: column.x,
      y: top + pitch * (row + 0.5) - CARD.height / 2}));
  });
  const byZone = new Map(nodes.map((node) => [node.zone.id, node]));
  return {columns: shown, nodes, lines: runLines(lines, byZone, shown.length),
    width: 2 * SIDE + shown.length * CARD.width + (shown.length - 1) * GUTTER, height: top + bodyHeight + 8};
}

// A pair is up to two lines: what flows, and what is denied; a rule without either is a faint one.
function linesOf(pair) {
  const lines = [];
  if (pair.flows > 0) lines.push({...pair, kind: "allowed", count: pair.flows});
  if (pair.denied > 0) lines.push({...pair, kind: "denied", count: pair.denied});
  if (lines.length === 0 && pair.rules > 0) lines.push({...pair, kind: "silent", count: 0});
  return lines;
}

function placeOf(columns) {
  const places = new Map();
  columns.forEach((column, index) => column.zones.forEach((zone) => places.set(zone.id, index)));
  return places;
}

const isSkip = (line, places) => Math.abs((places.get(line.from) ?? 0) - (places.get(line.to) ?? 0)) > 1;

function runLines(lines, byZone, columns) {
  const known = lines.filter((line) => byZone.has(line.from) && byZone.has(line.to))
    .map((line) => ({...line, a: byZone.get(line.from), b: byZone.get(line.to)}));
  for (const line of known) line.sides = sidesOf(line, columns);
  spreadPorts(known);
  let lane = 0;
  const taken = [...byZone.values()].map(({x, y}) => ({x: x + CARD.width / 2, y: y + CARD.height / 2, ...CARD}));
  for (const line of known) {
    const skips = Math.abs(line.a.column - line.b.column) > 1;
    Object.assign(line, skips ? overTheTop(line, TOP + 10 + LANE * lane++) : curve(line));
    if (line.kind !== "silent") line.label = placeLabel(line, taken);
  }
  return known;
}

// Which side of each end's card the line touches: -1 left, 1 right.
function sidesOf({a, b}, columns) {
  if (a.column === b.column) {
    const side = a.column === 0 ? -1 : a.column === columns - 1 ? 1 : -1;
    return [side, side];
  }
  return a.column < b.column ? [1, -1] : [-1, 1];
}

// The lines at one side of a card, spread over its height in the order of where they come from.
function spreadPorts(lines) {
  const ends = lines.flatMap((line) => [
    {line, end: "from", node: line.a, side: line.sides[0], far: line.b},
    {line, end: "to", node: line.b, side: line.sides[1], far: line.a}]);
  const groups = Map.groupBy ? Map.groupBy(ends, groupKey) : groupBy(ends, groupKey);
  for (const group of groups.values()) {
    group.sort((p, q) => p.far.y - q.far.y || p.far.x - q.far.x || (p.end < q.end ? -1 : 1));
    group.forEach(({line, end, node, side}, i) => {
      line[end === "from" ? "start" : "stop"] = {x: side < 0 ? node.x : node.x + CARD.width,
        y: node.y + CARD.height * (i + 1) / (group.length + 1)};
    });
  }
}
const groupKey = (end) => `${end.node.zone.id} ${end.side}`;
function groupBy(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

function curve({start, stop, sides, a, b}) {
  const bulge = a.column === b.column ? 26 + 9 * Math.min(3, Math.abs(a.row - b.row)) : GUTTER * 0.45;
  const p1 = {x: start.x + sides[0] * bulge, y: start.y}, p2 = {x: stop.x + sides[1] * bulge, y: stop.y};
  return {path: `M${start.x} ${start.y}C${p1.x} ${p1.y} ${p2.x} ${p2.y} ${stop.x} ${stop.y}`,
    at: (s) => bezier(start, p1, p2, stop, s)};
}

function overTheTop({start, stop, sides}, y) {
  const reach = GUTTER * 0.5;
  const up = start.x + sides[0] * reach, down = stop.x + sides[1] * reach;
  return {path: `M${start.x} ${start.y}C${up} ${start.y} ${start.x + sides[0] * 20} ${y} ${up} ${y}`
      + `L${down} ${y}C${stop.x + sides[1] * 20} ${y} ${down} ${stop.y} ${stop.x} ${stop.y}`,
  at: (s) => ({x: up + (down - up) * s, y})};
}

function bezier(a, b, c, d, s) {
  const r = 1 - s;
  const mix = (k) => r * r * r * a[k] + 3 * r * r * s * b[k] + 3 * r * s * s * c[k] + s * s * s * d[k];
  return {x: mix("x"), y: mix("y")};
}

// The first place along the line where its label covers neither a card nor another label.
function placeLabel(line, taken) {
  const width = 22 + 7 * String(line.count).length, height = 18;
  const boxes = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8].map((s) => ({...line.at(s), width, height}));
  const free = boxes.find((box) => !taken.some((other) => Math.abs(box.x - other.x) < (box.width + other.width) / 2 + 2
    && Math.abs(box.y - other.y) < (height + other.height) / 2 + 1)) ?? boxes[0];
  taken.push(free);
  return free;
}

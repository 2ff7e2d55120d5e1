// The zone map: a picture of /api/zones. What it shows stands beneath it as a table, too.
import {byId, el, replace, svg} from "./dom.js";
import {number} from "./format.js";
import {t, wordText} from "./i18n.js";
import {CARD, COLUMNS, layOut} from "./map-layout.js";

export function showMap(answer) {
  const layout = layOut(answer.zones, answer.pairs);
  const sum = (key) => answer.pairs.reduce((all, pair) => all + pair[key], 0);
  const isolated = answer.zones.filter((zone) => zone.isolated);
  const picture = svg("svg", {viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width, height: layout.height,
    role: "img", "aria-labelledby": "map-name", "aria-describedby": "map-words"},
  svg("title", {id: "map-name"}, t("map.title")),
  svg("desc", {id: "map-words"}, t("map.words", {zones: number(answer.zones.length), flows: number(sum("flows")),
    denied: number(sum("denied")), isolated: number(isolated.length)})),
  marks(), layout.columns.map((column) => band(column)),
  layout.lines.filter((line) => line.kind === "silent").map(drawLine),
  layout.lines.filter((line) => line.kind !== "silent").map(drawLine),
  layout.nodes.map((node) => card(node, answer.pairs)), layout.lines.filter((line) => line.label).map(label));
  replace(byId("map"), picture);
}

function marks() {
  const arrow = (kind) => svg("marker", {id: `end-${kind}`, class: `end ${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4,
    markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse", markerUnits: "userSpaceOnUse"}, svg("path", {d: "M0 0L8 4L0 8z"}));
  return svg("defs", {}, arrow("allowed"), arrow("denied"), arrow("silent"));
}

function band(column) {
  return svg("g", {class: `band band-${column.id}`},
    svg("rect", {x: column.x - 16, y: 2, width: CARD.width + 32, height: column.height, rx: 10}),
    svg("text", {x: column.x + CARD.width / 2, y: 26}, t(`column.${column.id}`)));
}

function drawLine(line) {
  return svg("path", {class: `line ${line.kind}`, d: line.path, "marker-end": `url(#end-${line.kind})`,
    "stroke-width": line.kind === "silent" ? 1 : Math.min(4, 1.5 + Math.log10(line.count + 1) / 2)});
}

function label(line) {
  const {x, y, width, height} = line.label;
  const sign = line.kind === "denied" ? "✕ " : "";
  return svg("g", {class: `tag ${line.kind}`},
    svg("rect", {x: x - width / 2, y: y - height / 2, width, height, rx: 9}),
    svg("text", {x, y: y + 4}, `${sign}${number(line.count)}`));
}

function card({zone, x, y}, pairs) {
  if (zone.kind === "outside") {
    return svg("g", {class: "zone outside"}, svg("rect", {x, y, width: CARD.width, height: CARD.height, rx: 8}),
      svg("text", {x: x + 12, y: y + 36, class: "name"}, t("zone.none")));
  }
  const within = pairs.find((pair) => pair.from === zone.id && pair.to === zone.id);
  const facts = [t("map.devices", {n: number(zone.devices)})];
  if (!COLUMNS.some((column) => column.id === zone.kind)) facts.unshift(wordText("kind", zone.kind));
  if (within?.flows) facts.push(t("map.within", {n: number(within.flows)}));
  if (within?.denied) facts.push(`✕ ${number(within.denied)}`);
  const title = zone.label || zone.id;
  return svg("g", {class: `zone ${zone.isolated ? "isolated" : ""}`},
    svg("title", {translate: "no"}, `${title} (${zone.id}) ${(zone.subnets ?? []).join(", ")}`),
    svg("rect", {x, y, width: CARD.width, height: CARD.height, rx: 8}),
    svg("text", {x: x + 12, y: y + 24, class: "name", translate: "no"}, cut(title, 22)),
    svg("text", {x: x + 12, y: y + 44, class: "facts"},
      zone.isolated ? svg("tspan", {class: "cut"}, `⊘ ${t("zone.isolated")}  `) : null, cut(facts.join(" · "), zone.isolated ? 14 : 26)));
}

// As many as fit, where a Japanese character takes the place of two Latin ones.
function cut(text, most) {
  let width = 0, end = 0;
  for (const character of text) {
    width += character.codePointAt(0) > 0x2e7f ? 2 : 1;
    if (width > most) return `${text.slice(0, end)}…`;
    end += character.length;
  }
  return text;
}

export function showLegend() {
  replace(byId("legend"), el("div", {class: "contents"}, ["allowed", "denied", "silent", "isolated"].map((kind) =>
    el("li", {}, svg("svg", {width: 34, height: 12, "aria-hidden": "true"}, kind === "isolated"
      ? svg("text", {x: 10, y: 11, class: "cut"}, "⊘") : svg("path", {class: `line ${kind}`, d: "M1 6H33", "stroke-width": 2})),
    t(`legend.${kind}`)))));
}

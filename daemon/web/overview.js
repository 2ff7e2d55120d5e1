// The overview beside the map: rates, talkers, what is denied, and the map's figures as tables.
import {byId, data, el, replace, table} from "./dom.js";
import {endpoint, number, rate} from "./format.js";
import {t, word} from "./i18n.js";

// Zones by id, for every part of the page that names one.
let zones = new Map();
export const zoneLabel = (id) => (id === null || id === "" ? t("zone.none") : zones.get(id)?.label || id);
export const zoneName = (id) => {
  if (id === null || id === undefined || id === "") return el("span", {class: "muted"}, t("zone.none"));
  return data(zoneLabel(id), {title: id});
};
export const zoneIds = () => [...zones.keys()];

export function showZones(answer) {
  zones = new Map(answer.zones.map((zone) => [zone.id, zone]));
  const order = (pair) => [pair.denied > 0 ? 0 : 1, -pair.denied, -pair.flows];
  const pairs = answer.pairs.filter((pair) => pair.flows > 0 || pair.denied > 0 || pair.rules > 0)
    .sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1] || order(a)[2] - order(b)[2]);
  replace(byId("pairs"), table(t("pairs.title"), [
    {head: t("column.from")}, {head: t("column.to")}, {head: t("column.flows"), class: "num"},
    {head: t("column.rate"), class: "num"}, {head: t("column.denied"), class: "num"}, {head: t("column.rules"), class: "num"},
  ], pairs.map((pair) => [zoneName(pair.from), zoneName(pair.to), number(pair.flows), rate(pair.bytes_per_s),
    pair.denied > 0 ? el("span", {class: "bad"}, `✕ ${number(pair.denied)}`) : number(0), number(pair.rules)]), t("pairs.empty")));
  replace(byId("zones"), table(t("zones.title"), [
    {head: t("column.zone")}, {head: t("column.kind")}, {head: t("column.interfaces")}, {head: t("column.subnets")},
    {head: t("column.devices"), class: "num"}, {head: t("column.state")},
  ], answer.zones.map((zone) => [
    el("span", {}, data(zone.label || zone.id), " ", zone.label ? data(zone.id, {class: "muted mono"}) : null),
    word("kind", zone.kind), data((zone.interfaces ?? []).join(", "), {class: "mono"}), data((zone.subnets ?? []).join(", "), {class: "mono wrap"}),
    number(zone.devices), zone.isolated ? el("strong", {class: "bad"}, `⊘ ${t("zone.isolated")}`) : t("zone.connected")]),
  t("zones.empty")));
}

export function showTop(top) {
  const rates = el("div", {class: "contents"});
  for (const [key, value] of [["rates.packets", number(top.packets_per_s)], ["rates.bytes", rate(top.bytes_per_s)],
    ["rates.denied", number(top.denied_per_s)], ["rates.new_flows", number(top.new_flows_per_s)]])
    rates.append(el("div", {}, el("dt", {}, t(key)), el("dd", {}, data(value))));
  replace(byId("rates"), rates);
  replace(byId("talkers"), table(t("talkers.title"), [
    {head: t("column.address")}, {head: t("column.rate"), class: "num"}, {head: t("column.flows"), class: "num"},
  ], top.talkers.slice(0, 5).map((each) => [
    el("span", {}, data(each.address, {class: "mono"}),
      el("span", {class: "under"}, each.device ? data(each.device) : null, each.device ? " · " : null, zoneName(each.zone))),
    rate(each.bytes_per_s), number(each.flows)]), t("talkers.empty")));
  replace(byId("denied"), table(t("denied.title"), [
    {head: t("column.source")}, {head: t("column.dest")}, {head: t("column.proto")}, {head: t("column.zones")},
    {head: t("column.reason")}, {head: t("column.count"), class: "num"},
  ], top.denied.slice(0, 10).map((each) => [
    el("span", {}, data(each.src_ip ?? "–", {class: "mono"}), each.src_device ? " " : null, each.src_device ? data(each.src_device, {class: "muted"}) : null),
    data(endpoint(each.dest_ip, each.dest_port), {class: "mono"}), data(each.proto),
    el("span", {}, zoneName(each.src_zone), " → ", zoneName(each.dest_zone)), word("reason", each.reason), number(each.count)]),
  t("denied.empty")));
}


// The flows now, filtered by the daemon (zone, address, port) and here (text).
import {ask, Refused} from "./api.js";
import {byId, data, el, replace, table} from "./dom.js";
import {choice, field, values} from "./filters.js";
import {bytes, duration, endpoint, number} from "./format.js";
import {t, word} from "./i18n.js";
import {zoneIds, zoneLabel, zoneName} from "./overview.js";

const LIMIT = 200;

export function makeFlowFilter(onChange) {
  const form = byId("flow-filter");
  form.replaceChildren(choice("flow-zone", "column.zone", []), field("flow-address", "column.address", {inputmode: "decimal"}),
    field("flow-port", "column.port", {type: "number", min: 1, max: 65535}), field("flow-text", "filter.text"));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", onChange);
}

// The zones to choose from, once they are known and in the language now.
export function nameZones() {
  const ids = zoneIds();
  const select = byId("flow-zone"), chosen = select.value;
  select.replaceChildren(el("option", {value: ""}, t("filter.all")),
    ...ids.map((id) => el("option", {value: id, translate: "no"}, zoneLabel(id))));
  select.value = ids.includes(chosen) ? chosen : "";
}

export async function showFlows() {
  const {zone, address, port, text} = values("flow", ["zone", "address", "port", "text"]);
  let answer = null;
  try {
    answer = await ask("flows", {limit: LIMIT, zone, address, port});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    byId("flow-count").replaceChildren(t("flows.refused"), " ", data(error.message));
    return;
  }
  const words = text.toLowerCase().split(/\s+/).filter((each) => each !== "");
  const flows = answer.flows.filter((flow) => fits(flow, words));
  byId("flow-count").textContent = t("flows.count", {shown: number(flows.length), matched: number(answer.matched), total: number(answer.total)});
  replace(byId("flows"), table(t("flows.title"), [
    {head: t("column.state")}, {head: t("column.proto")}, {head: t("column.source")}, {head: t("column.dest")},
    {head: t("column.rule")}, {head: t("column.sent"), class: "num"}, {head: t("column.received"), class: "num"}, {head: t("column.idle"), class: "num"},
  ], flows.map((flow) => [word("state", flow.state), data(flow.proto),
    end(flow.src_ip, flow.src_port, flow.src_device, flow.src_zone), end(flow.dest_ip, flow.dest_port, flow.dest_device, flow.dest_zone),
    flow.rule ? data(flow.rule) : null, bytes(flow.bytes_toserver), bytes(flow.bytes_toclient), duration(flow.idle_s)]), t("flows.empty")));
}

function fits(flow, words) {
  const text = Object.values(flow).concat(zoneLabel(flow.src_zone), zoneLabel(flow.dest_zone)).join(" ").toLowerCase();
  return words.every((each) => text.includes(each));
}

function end(address, port, device, zone) {
  return el("span", {}, data(endpoint(address, port), {class: "mono"}), el("span", {class: "under"},
    device ? data(device) : null, device ? " · " : null, zoneName(zone)));
}

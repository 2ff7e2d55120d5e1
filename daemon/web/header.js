// What holds for the whole gateway: facts, what must not be overlooked, health, and whether the
// daemon answers at all.
import {byId, data, el, replace} from "./dom.js";
import {clock, duration, moment, number, shortDigest} from "./format.js";
import {t, word} from "./i18n.js";
import {setCount} from "./tabs.js";

function fact(key, value, properties = {}) {
  return el("div", {class: "fact", ...properties}, el("dt", {}, t(key)), el("dd", {}, value));
}

export function showStatus(status) {
  byId("policy-name").textContent = status.name ?? "";
  byId("version").textContent = status.version ?? "";
  document.title = status.name ? `${status.name} – 関所 Sekisho` : "関所 Sekisho";
  replace(byId("facts"), facts(status));
  replace(byId("notices"), notices(status));
  replace(byId("health"), health(status));
  setCount("isolation", (status.isolated ?? []).length);
  setCount("exceptions", (status.relaxed ?? []).length);
}

function facts(status) {
  const list = document.createElement("div");
  list.className = "fact-row";
  const isMonitor = status.mode === "monitor" || !status.enforcing;
  list.append(
    fact("fact.mode", status.enforcing ? word("mode", status.mode) : t("mode.none"), {class: `fact ${isMonitor ? "fact-loud" : ""}`}),
    fact("fact.generation", data(number(status.generation))),
    fact("fact.policy", data(shortDigest(status.policy), {class: "mono", title: status.policy})),
    fact("fact.flows", data(`${number(status.flows)} / ${number(status.max_flows)}`)),
    fact("fact.uptime", duration(status.uptime_s)),
    fact("fact.policy_time", data(moment(status.policy_time))),
    fact("fact.valid_until", status.valid_until ? data(moment(status.valid_until)) : t("fact.always")),
    fact("fact.interfaces", data((status.interfaces ?? []).map((each) => `${each.name} (${each.attach})`).join(", ") || "–")));
  return list;
}

function notice(kind, key, values, detail) {
  return el("li", {class: `notice notice-${kind}`}, el("strong", {}, t(key, values)), detail ? " " : null, detail ? data(detail) : null);
}

function notices(status) {
  const list = el("ul", {class: "plain"});
  const override = status.mode_override;
  if (!status.enforcing) list.append(notice("bad", "notice.nothing"));
  if (status.mode === "monitor") list.append(notice("bad", "notice.monitor", {}, override?.reason));
  else if (override) list.append(notice("warn", "notice.override", {}, override.reason));
  if (override?.until) list.append(notice("warn", "notice.override_until", {time: moment(override.until)}));
  if (status.confirm) list.append(notice("warn", "notice.confirm", {time: moment(status.confirm.until)}));
  if (status.last_reload && !status.last_reload.ok)
    list.append(notice("bad", "notice.reload", {time: moment(status.last_reload.at)}, status.last_reload.message));
  if (status.clock?.behind_s > 0) list.append(notice("warn", "notice.clock", {time: duration(status.clock.behind_s)}));
  if (status.isolated?.length) list.append(notice("warn", "notice.isolated", {n: status.isolated.length}));
  if (status.relaxed?.length) list.append(notice("warn", "notice.relaxed", {n: status.relaxed.length}));
  if (status.shadow) list.append(notice("info", "notice.shadow", {n: number(status.shadow.differences)}));
  return list;
}

function health(status) {
  const list = el("div", {class: "contents"});
  for (const each of status.health ?? []) {
    list.append(el("li", {class: each.ok ? "well" : "ill"},
      el("span", {class: "mark", "aria-hidden": "true"}, each.ok ? "✓" : "!"),
      el("span", {class: "what"}, word("health", each.id)),
      el("span", {class: "state"}, t(each.ok ? "health.ok" : "health.ill")),
      each.ok || !each.message ? null : el("span", {class: "detail", translate: "no"}, each.message)));
  }
  if (!status.health?.length) list.append(el("li", {class: "empty"}, t("health.unknown")));
  return list;
}

let lastHeard = null, isAway = false;

export function heard() {
  lastHeard = new Date();
  if (!isAway) return;
  isAway = false;
  byId("away").hidden = true;
  document.body.classList.remove("away");
}

export function notHeard() {
  const key = lastHeard ? "away.since" : "away.never";
  const text = t(key, {time: lastHeard ? clock(lastHeard) : ""});
  const banner = byId("away");
  if (banner.textContent !== text) banner.textContent = text;
  banner.hidden = false;
  isAway = true;
  document.body.classList.add("away");
}

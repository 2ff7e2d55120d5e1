// The event log as it is written, newest first.
import {followEvents} from "./api.js";
import {byId, data, el} from "./dom.js";
import {choice, field, values} from "./filters.js";
import {endpoint, moment, number} from "./format.js";
import {t, word, wordText} from "./i18n.js";
import {zoneName} from "./overview.js";

const KEPT = 500;
const SEVERITIES = ["info", "low", "medium", "high", "critical"];
let events = [], waiting = [], isPaused = false, newest = 0, isCaughtUp = 0;
const types = new Set();

export function makeEvents() {
  const form = byId("event-filter");
  form.replaceChildren(choice("event-type", "column.type", []),
    choice("event-severity", "filter.severity", SEVERITIES.map((each) => [each, `severity.${each}`])),
    field("event-text", "filter.text"), el("button", {type: "button", id: "event-pause", class: "button", onclick: pause}));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", drawAll);
  followEvents(begin, take);
}

// Lines that were told before come again after a break; those of another log are all new.
function begin({newest_seq}) {
  if (newest_seq < newest) { events = []; waiting = []; newest = 0; drawAll(); }
  isCaughtUp = newest_seq;
}

function take(event) {
  if (event.seq <= newest) return;
  newest = event.seq;
  if (!types.has(event.event_type)) { types.add(event.event_type); nameTypes(); }
  if (event.severity === "critical" && event.seq > isCaughtUp) announce(event);
  if (isPaused) { waiting.push(event); waiting.splice(0, waiting.length - KEPT); return state(); }
  add(event);
  state();
}

function add(event) {
  events.push(event);
  events.splice(0, events.length - KEPT);
  if (!fits(event)) return;
  const body = byId("event-rows");
  if (!body) return drawAll();
  body.prepend(...rows(event));
  while (body.children.length > 2 * KEPT) body.lastElementChild.remove();
}

function announce(event) {
  const log = byId("critical");
  log.append(el("p", {}, t("events.critical", {type: wordText("event", event.event_type)}), " ", data(summary(event))));
  while (log.children.length > 5) log.firstElementChild.remove();
}

function pause() {
  isPaused = !isPaused;
  if (!isPaused) for (const event of waiting.splice(0)) add(event);
  state();
}

function state() {
  const button = byId("event-pause");
  const text = isPaused ? t("events.go_on", {n: number(waiting.length)}) : t("events.pause");
  if (button.textContent !== text) button.textContent = text;
  button.setAttribute("aria-pressed", String(isPaused));
  const count = t(isPaused ? "events.paused" : "events.live", {n: number(events.length)});
  if (byId("event-state").textContent !== count) byId("event-state").textContent = count;
}

function nameTypes() {
  const select = byId("event-type"), chosen = select.value;
  select.replaceChildren(el("option", {value: ""}, t("filter.all")),
    ...[...types].sort().map((type) => el("option", {value: type}, wordText("event", type))));
  select.value = types.has(chosen) ? chosen : "";
}

function fits(event) {
  const {type, severity, text} = values("event", ["type", "severity", "text"]);
  return (type === "" || event.event_type === type) && SEVERITIES.indexOf(event.severity) >= SEVERITIES.indexOf(severity)
    && (text === "" || JSON.stringify(event).toLowerCase().includes(text.toLowerCase()));
}

// The new language, or another filter.
export function drawAll() {
  nameTypes();
  state();
  const shown = events.filter(fits).reverse();
  const heads = ["time", "severity", "type", "reason", "source", "dest", "count"].map((key) =>
    el("th", {scope: "col", class: key === "count" ? "num" : null}, t(`column.${key}`)));
  byId("events").replaceChildren(events.length === 0 ? el("p", {class: "empty"}, t("events.empty"))
    : el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": t("events.title")},
      el("table", {}, el("caption", {class: "unseen"}, t("events.title")), el("thead", {}, el("tr", {}, heads)),
        el("tbody", {id: "event-rows"}, shown.flatMap(rows)))));
}

// What an event is about where it is no packet.
const summary = (event) => event.message ?? event.action ?? event.name ?? endpoint(event.src_ip, event.src_port);

function rows(event) {
  const whole = `event-${event.seq}`;
  const button = el("button", {type: "button", class: "open", "aria-expanded": "false", "aria-controls": whole, onclick: () => {
    const isOpen = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(isOpen));
    detail.hidden = !isOpen;
    if (isOpen && !pre.textContent) pre.textContent = JSON.stringify(event, null, 2);
  }}, data(moment(event.timestamp)));
  const pre = el("pre", {translate: "no", tabindex: "0", "aria-label": t("events.whole")});
  const detail = el("tr", {id: whole, class: "detail", hidden: true}, el("td", {colspan: 7}, pre));
  const end = (address, port, zone) => (address || zone ? el("span", {}, data(endpoint(address, port), {class: "mono"}),
    zone ? el("span", {class: "under"}, zoneName(zone)) : null) : null);
  const cells = [el("th", {scope: "row"}, button), el("td", {}, el("span", {class: `severity severity-${event.severity}`}, word("severity", event.severity))),
    el("td", {}, word("event", event.event_type)), el("td", {}, word("reason", event.reason) ?? data(event.message ?? event.action ?? "–")),
    el("td", {}, end(event.src_ip, event.src_port, event.src_zone) ?? "–"), el("td", {}, end(event.dest_ip, event.dest_port, event.dest_zone) ?? "–"),
    el("td", {class: "num"}, event.count === undefined ? "–" : number(event.count))];
  return [el("tr", {}, cells), detail];
}

// The rules with their hits: sorted by any column, and those unused for so many days.
import {ask} from "./api.js";
import {byId, data, el, replace, table} from "./dom.js";
import {field, values} from "./filters.js";
import {bytes, moment, number} from "./format.js";
import {t, word} from "./i18n.js";

const COLUMNS = [
  {key: "id", text: (rule) => rule.id}, {key: "kind", text: (rule) => rule.kind}, {key: "in_force", value: (rule) => (rule.in_force ? 0 : 1)},
  {key: "packets", value: (rule) => rule.packets, class: "num"}, {key: "bytes", value: (rule) => rule.bytes, class: "num"},
  {key: "last_hit", text: (rule) => rule.last_hit ?? ""}, {key: "unused_days", value: (rule) => rule.unused_days, class: "num"},
  {key: "expires", text: (rule) => rule.expires ?? "9999"},
];
let sorted = {key: "packets", down: true};
let answer = {since: null, rules: []};

export function makeRuleFilter() {
  const form = byId("rule-filter");
  form.replaceChildren(field("rule-unused", "rules.unused", {type: "number", min: 0, max: 3650}), field("rule-text", "filter.text"));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", draw);
}

export async function showRules() {
  answer = await ask("rules");
  draw();
}

function compare(a, b) {
  const column = COLUMNS.find((each) => each.key === sorted.key);
  const order = column.text ? column.text(a).localeCompare(column.text(b)) : column.value(a) - column.value(b);
  return (sorted.down ? -order : order) || a.id.localeCompare(b.id);
}

function head(column) {
  const isSorted = sorted.key === column.key;
  const sign = isSorted ? (sorted.down ? " ▼" : " ▲") : "";
  return {class: column.class, sorted: isSorted ? (sorted.down ? "descending" : "ascending") : "none",
    head: el("button", {type: "button", class: "sort", "data-key": `sort-${column.key}`, onclick: () => {
      sorted = {key: column.key, down: isSorted ? !sorted.down : column.class === "num"};
      draw();
    }}, t(`column.${column.key === "id" ? "rule" : column.key}`), el("span", {"aria-hidden": "true"}, sign))};
}

export function draw() {
  const {unused, text} = values("rule", ["unused", "text"]);
  const rules = answer.rules.filter((rule) => rule.unused_days >= Number(unused || 0)
    && `${rule.id} ${rule.label ?? ""}`.toLowerCase().includes(text.toLowerCase())).sort(compare);
  byId("rule-count").textContent = t("rules.count", {shown: number(rules.length), all: number(answer.rules.length), since: moment(answer.since)});
  replace(byId("rules"), table(t("rules.title"), COLUMNS.map(head), rules.map((rule) => [
    el("span", {}, data(rule.id, {class: "mono"}), rule.label ? el("span", {class: "under"}, data(rule.label)) : null),
    word("rulekind", rule.kind), rule.in_force ? t("rules.in_force") : el("span", {class: "muted"}, t("rules.not_in_force")),
    number(rule.packets), bytes(rule.bytes), rule.last_hit ? data(moment(rule.last_hit)) : el("span", {class: "muted"}, t("rules.never")),
    t("unit.d", {n: number(rule.unused_days)}), rule.expires ? data(rule.expires) : null]), t("rules.empty")));
}

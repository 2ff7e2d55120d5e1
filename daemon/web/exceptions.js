// Exceptions and when they end, relaxations, and what is isolated.
import {byId, data, el, replace, table} from "./dom.js";
import {moment, number, person} from "./format.js";
import {t, word} from "./i18n.js";

// In words first: the colour only says it again.
function daysLeft(exception) {
  const days = exception.days_left;
  const key = days < 0 ? "ended" : days <= 1 ? "1" : days <= 7 ? "7" : days <= 30 ? "30" : null;
  return el("span", {}, t("unit.d", {n: number(days)}), key ? " " : null,
    key ? el("strong", {class: `badge badge-${key}`}, t(`left.${key}`)) : null);
}

const named = (each) => el("span", {}, data(each.label || each.id), each.label ? el("span", {class: "under mono"}, data(each.id)) : null);

export function showExceptions(answer) {
  const exceptions = [...answer.exceptions].sort((a, b) => a.days_left - b.days_left);
  replace(byId("exceptions"), table(t("exceptions.title"), [
    {head: t("column.exception")}, {head: t("column.days_left"), class: "keep"}, {head: t("column.expires"), class: "keep"}, {head: t("column.state"), class: "keep"},
    {head: t("column.why")}, {head: t("column.approved")}, {head: t("column.owner"), class: "keep"},
  ], exceptions.map((each) => [named(each), daysLeft(each), data(each.expires), t(each.in_force ? "rules.in_force" : "rules.not_in_force"),
    el("span", {class: "prose"}, data(each.reason), each.ticket ? el("span", {class: "under"}, data(each.ticket)) : null),
    el("span", {}, data(each.approved_by.join(", ")), el("span", {class: "under"}, data(each.approved_on))),
    each.owner ? data(each.owner) : null]), t("exceptions.empty")));
  replace(byId("relaxations"), table(t("relaxations.title"), [
    {head: t("column.relaxation")}, {head: t("column.state")}, {head: t("column.rules"), class: "num"}, {head: t("column.until"), class: "keep"},
    {head: t("column.why")}, {head: t("column.approved")},
  ], answer.relaxations.map((each) => [named(each),
    each.on ? el("strong", {class: "badge badge-7"}, t("relaxations.on")) : t("relaxations.off"), number(each.rules),
    each.until ? data(moment(each.until)) : null, each.reason ? data(each.reason) : null,
    each.approved_by ? data([].concat(each.approved_by).join(", ")) : null]), t("relaxations.empty")));
}

export function showIsolation(status) {
  replace(byId("isolation"), table(t("isolation.title"), [
    {head: t("column.isolated")}, {head: t("column.kind")}, {head: t("column.since"), class: "keep"}, {head: t("column.why")}, {head: t("column.by")},
  ], (status.isolated ?? []).map((each) => [data(each.id, {class: "mono"}), word("isolation", each.kind), data(moment(each.since)),
    data(each.reason, {class: "prose"}), data(person(each.by))]), t("isolation.empty")));
}

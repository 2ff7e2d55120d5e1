// The controls of filters: each with a label that is seen and heard.
import {byId, el} from "./dom.js";

export function field(id, key, properties = {}) {
  return el("label", {class: "field"}, el("span", {"data-t": key}),
    el("input", {id, type: "search", autocomplete: "off", spellcheck: "false", ...properties}));
}

// options: [value, key]
export function choice(id, key, options) {
  return el("label", {class: "field"}, el("span", {"data-t": key}),
    el("select", {id}, options.map(([value, each]) => el("option", {value, "data-t": each}))));
}

export const values = (prefix, names) =>
  Object.fromEntries(names.map((name) => [name, byId(`${prefix}-${name}`).value.trim()]));

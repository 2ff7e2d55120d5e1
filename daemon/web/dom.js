// Elements from data. Text is only ever set as text: labels and events are others' words.
// el("td", {class: "num", translate: "no"}, "7"); properties that are null are left out.
export function el(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children);
}

const SVG = "http://www.w3.org/2000/svg";
export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children);
}

function fill(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

// What comes from the policy, the network or the daemon, and is not ours to translate.
export const data = (value, properties = {}) =>
  el("span", {translate: "no", ...properties}, value === null || value === undefined ? "" : String(value));

// A table with a caption for screen readers: columns [{head, class?, sort?}], rows of cells, each a
// node, a text or null. `empty` is said where there are no rows.
export function table(caption, columns, rows, empty) {
  if (rows.length === 0) return el("p", {class: "empty"}, empty);
  const head = columns.map((column) => el("th", {scope: "col", class: column.class,
    "aria-sort": column.sorted}, column.head));
  const body = rows.map((cells) => el("tr", {}, cells.map((cell, i) =>
    el(i === 0 ? "th" : "td", {class: columns[i].class, scope: i === 0 ? "row" : null}, cell ?? "–"))));
  return el("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": caption},
    el("table", {}, el("caption", {class: "unseen"}, caption), el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)));
}

// Puts `content` in place of what was there, unless it is the same: then nothing moves, and neither
// the keyboard's place nor a screen reader's is lost.
export function replace(target, content) {
  if (target.childNodes.length === 1 && target.firstChild.isEqualNode?.(content)) return;
  const scrolled = target.querySelector(".scroll")?.scrollLeft ?? 0;
  const place = focusedPlace(target);
  target.replaceChildren(content);
  const scroller = target.querySelector(".scroll");
  if (scroller) scroller.scrollLeft = scrolled;
  if (place) target.querySelector(place)?.focus({preventScroll: true});
}

// A selector of the focused element within `target` that holds for what replaces it.
function focusedPlace(target) {
  const focused = document.activeElement;
  if (!focused || focused === target || !target.contains(focused)) return null;
  if (focused.dataset.key) return `[data-key="${CSS.escape(focused.dataset.key)}"]`;
  return focused.classList.contains("scroll") ? ".scroll" : null;
}

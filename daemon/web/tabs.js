// Tabs as the WAI-ARIA Authoring Practices have them: one stop of the Tab key, arrows, Home and End
// go between them, and the one that is gone to is shown. The address keeps which (#/events).
import {byId, el} from "./dom.js";
import {t} from "./i18n.js";

export const PANELS = ["overview", "flows", "events", "rules", "exceptions", "isolation"];
let shown = PANELS[0];
let onShow = () => {};

export const shownPanel = () => shown;

export function makeTabs(listener) {
  onShow = listener;
  byId("tabs").replaceChildren(...PANELS.map((name) => el("button", {type: "button", role: "tab", id: `tab-${name}`,
    "aria-controls": `panel-${name}`, onclick: () => show(name), onkeydown: (event) => go(event, name)},
  el("span", {"data-t": `tab.${name}`}), el("span", {class: "count", id: `count-${name}`, hidden: true}))));
  for (const name of PANELS) {
    const panel = byId(`panel-${name}`);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${name}`);
    panel.tabIndex = 0;
  }
  window.addEventListener("hashchange", showAddressed);
  if (!showAddressed()) show(shown);
}

function showAddressed() {
  const name = location.hash.replace(/^#\//, "");
  const isThere = PANELS.includes(name);
  if (isThere) show(name);
  return isThere;
}

function show(name) {
  shown = name;
  for (const each of PANELS) {
    const tab = byId(`tab-${each}`);
    tab.setAttribute("aria-selected", String(each === name));
    tab.tabIndex = each === name ? 0 : -1;
    byId(`panel-${each}`).hidden = each !== name;
  }
  history.replaceState(null, "", `#/${name}`);
  onShow(name);
}

function go(event, name) {
  const place = PANELS.indexOf(name), last = PANELS.length - 1;
  const places = {ArrowRight: place === last ? 0 : place + 1, ArrowLeft: place === 0 ? last : place - 1, Home: 0, End: last};
  if (!(event.key in places)) return;
  event.preventDefault();
  show(PANELS[places[event.key]]);
  byId(`tab-${shown}`).focus();
}

// A number beside a tab's name, with words for who hears it; 0: none.
export function setCount(name, count) {
  const badge = byId(`count-${name}`);
  badge.hidden = count === 0;
  badge.textContent = count === 0 ? "" : String(count);
  badge.setAttribute("aria-label", t("tab.count", {n: count}));
}

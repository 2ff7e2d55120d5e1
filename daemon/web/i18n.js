// The page's two languages. Every key is in both dictionaries; tests hold that.
import {ja} from "./words-ja.js";
import {en} from "./words-en.js";
import {data, el} from "./dom.js";

const WORDS = {ja, en};
const KEPT = "sekisho.language";
let language = pick();

function pick() {
  const kept = remembered(KEPT);
  if (kept in WORDS) return kept;
  return navigator.language.toLowerCase().startsWith("ja") ? "ja" : "en";
}

export function remembered(key) {
  try { return localStorage.getItem(key) ?? ""; } catch { return ""; }
}
export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* private windows: until it is closed */ }
}

export const currentLanguage = () => language;

// The text of `key`, with {name} filled in. A key that is missing shows itself.
export function t(key, values = {}) {
  const text = WORDS[language][key] ?? `⟦${key}⟧`;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// The words for a code of the daemon's, or the code itself where it is newer than this page.
export function word(group, code) {
  if (code === null || code === undefined || code === "") return null;
  const text = WORDS[language][`${group}.${code}`];
  return text ? el("span", {title: code}, text) : data(code);
}
export const wordText = (group, code) => WORDS[language][`${group}.${code}`] ?? code;

export function translatePage(root = document) {
  document.documentElement.lang = language;
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", t(element.dataset.tLabel));
}

export function setLanguage(next) {
  language = next;
  remember(KEPT, next);
  translatePage();
}

// Light or dark, as the system has it or as it was chosen here.
import {remember, remembered} from "./i18n.js";

const KEPT = "sekisho.theme";
export const THEMES = ["auto", "light", "dark"];
const isDark = matchMedia("(prefers-color-scheme: dark)");
let chosen = THEMES.includes(remembered(KEPT)) ? remembered(KEPT) : "auto";

export const chosenTheme = () => chosen;

export function setTheme(theme) {
  chosen = theme;
  remember(KEPT, theme);
  apply();
}

function apply() {
  const dark = chosen === "dark" || (chosen === "auto" && isDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

isDark.addEventListener("change", apply);
apply();

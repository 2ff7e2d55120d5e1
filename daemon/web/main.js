// The console: one page, three questions each second or so, and the event log as it comes.
import {ask, Refused, repeat} from "./api.js";
import {byId, el} from "./dom.js";
import {drawAll, makeEvents} from "./events.js";
import {showExceptions, showIsolation} from "./exceptions.js";
import {makeFlowFilter, nameZones, showFlows} from "./flows.js";
import {setTimeZone} from "./format.js";
import {heard, notHeard, showStatus} from "./header.js";
import {currentLanguage, setLanguage, translatePage} from "./i18n.js";
import {showLegend, showMap} from "./map.js";
import {showTop, showZones} from "./overview.js";
import {draw, makeRuleFilter, showRules} from "./rules.js";
import {makeTabs, shownPanel} from "./tabs.js";
import {chosenTheme, setTheme, THEMES} from "./theme.js";

const PERIOD_MS = 2000;

// What each section asks for while it is shown.
const SECTIONS = {
  overview: async () => {
    const zones = await ask("zones");
    showZones(zones);
    showMap(zones);
    showTop(await ask("top"));
  },
  flows: showFlows,
  events: async () => {},
  rules: showRules,
  exceptions: async () => showExceptions(await ask("exceptions")),
  isolation: async () => {},
};

// Every section names zones: they are known from the start, and anew with every generation.
let zonesOf = null;
async function learnZones(generation) {
  showZones(await ask("zones"));
  nameZones();
  drawAll();
  zonesOf = generation;
}

async function refresh() {
  try {
    const status = await ask("status");
    heard();
    setTimeZone(status.timezone);
    showStatus(status);
    showIsolation(status);
    if (status.generation !== zonesOf) await learnZones(status.generation);
    await SECTIONS[shownPanel()]();
  } catch (error) {
    // Refused: it is there, and has no rules to tell of yet. The status says so.
    if (!(error instanceof Refused)) notHeard();
  }
}

function makeSwitch(id, options, chosen, choose) {
  byId(id).replaceChildren(...options.map(([value, key, properties]) => el("button", {type: "button", value, "data-t": key,
    "aria-pressed": String(value === chosen()), onclick: (event) => {
      choose(value);
      for (const each of event.target.parentElement.children) each.setAttribute("aria-pressed", String(each === event.target));
    }, ...properties})));
}

function start() {
  makeSwitch("language", [["ja", "language.ja", {lang: "ja"}], ["en", "language.en", {lang: "en"}]], currentLanguage, (language) => {
    setLanguage(language);
    nameZones();
    showLegend();
    drawAll();
    draw();
    loop.poke();
  });
  makeSwitch("theme", THEMES.map((theme) => [theme, `theme.${theme}`, {}]), chosenTheme, setTheme);
  let loop = {poke() {}};
  makeTabs(() => loop.poke());
  makeFlowFilter(() => loop.poke());
  makeRuleFilter();
  makeEvents();
  translatePage();
  showLegend();
  nameZones();
  drawAll();
  loop = repeat(refresh, PERIOD_MS);
}

start();

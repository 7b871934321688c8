// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let consoleJS = ##"""
// The console: which view an address shows, and the frame around it.

import { apiKey, onKeyNeeded, request } from "./api.js";
import { collectionList } from "./collections.js";
import { askForKey, problem } from "./dialog.js";
import { h, replace } from "./dom.js";
import { idFrom } from "./format.js";
import { jobList, jobView } from "./jobs.js";
import { mapView } from "./map.js";
import { measuresView } from "./measures.js";
import { overview } from "./overview.js";
import { pointView } from "./point.js";
import { pointList } from "./points.js";
import { qualityView } from "./quality.js";
import { searchView } from "./search.js";

const tabs = [
  ["", "Overview", overview], ["points", "Points", pointList], ["search", "Search", searchView],
  ["map", "Map", mapView], ["quality", "Quality", qualityView], ["measures", "Measures", measuresView],
];
const main = document.getElementById("main");
let leaving = new AbortController();

/** The parts of an address such as `#/c/words/points?filter=x`. */
function route() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  let parts = [];
  try { parts = path.split("/").filter(Boolean).map(decodeURIComponent); } catch { parts = ["?"]; }
  return { parts, query: new URLSearchParams(query) };
}

function viewOf({ parts }) {
  const [place, name, tab, id] = parts;
  if (place === undefined) return { title: "Collections", view: collectionList };
  if (place === "jobs") return name === undefined ? { title: "Learning", view: jobList } : { title: `Learning ${name}`, view: jobView, id: name };
  if (place !== "c" || name === undefined) return null;
  if (tab === "points" && id !== undefined) return { name, title: `Point ${id}`, view: pointView, tab, id: idFrom(id) };
  const found = tabs.find(([key]) => key === (tab ?? ""));
  return found && id === undefined ? { name, title: found[1], view: found[2], tab: found[0] } : null;
}

function heading(found) {
  if (found.name === undefined) return h("h1", { tabindex: "-1" }, found.title);
  const base = `#/c/${encodeURIComponent(found.name)}`;
  const links = tabs.map(([key, text]) => h("a", { href: key ? `${base}/${key}` : base, "aria-current": key === found.tab ? (found.id === undefined ? "page" : "true") : null }, text));
  return [
    h("nav", { "aria-label": "Place", class: "crumbs" }, h("a", { href: "#/" }, "Collections"), h("span", { "aria-hidden": "true" }, "/")),
    h("h1", { tabindex: "-1", class: "name" }, found.name, h("span", { class: "visually-hidden" }, ` – ${found.title}`)),
    h("nav", { "aria-label": "Collection", class: "tabs" }, links),
  ];
}

async function show(isFirst = false) {
  leaving.abort();
  leaving = new AbortController();
  const here = route();
  const found = viewOf(here);
  const { signal } = leaving;
  document.title = `${found ? [found.name, found.title].filter(Boolean).join(" · ") : "Not here"} · Kindred`;
  for (const [id, isHere] of [["nav-collections", here.parts[0] !== "jobs"], ["nav-jobs", here.parts[0] === "jobs"]]) {
    document.getElementById(id).toggleAttribute("aria-current", isHere);
    if (isHere) document.getElementById(id).setAttribute("aria-current", here.parts.length < 2 ? "page" : "true");
  }
  if (!found) {
    replace(main, h("h1", { tabindex: "-1" }, "Not here"), h("p", {}, "There is no such page. ", h("a", { href: "#/" }, "All collections")));
    return;
  }
  const body = h("div", { class: "view", "aria-busy": "true" });
  replace(main, heading(found), body);
  main.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  if (!isFirst) main.querySelector("h1").focus({ preventScroll: true });
  if (!isFirst) scrollTo(0, 0);
  try {
    await found.view({ ...found, body, signal, query: here.query });
  } catch (error) {
    if (error.name === "AbortError" || signal.aborted) return;
    if (error.status === undefined) console.error(error);
    replace(body, problem(error, () => show(true)));
  } finally {
    body.removeAttribute("aria-busy");
  }
}

const themes = ["auto", "light", "dark"];

function applyTheme(theme) {
  document.documentElement.dataset.theme = theme;
  const control = document.getElementById("theme");
  control.textContent = `Theme: ${theme}`;
  dispatchEvent(new Event("themechange"));
}

function stored(name) { try { return localStorage.getItem(name); } catch { return null; } }

function nextTheme() {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
  try { localStorage.setItem("kindred-theme", next); } catch { /* The choice then lasts as long as the page. */ }
  applyTheme(next);
}

async function changeKey(explanation) {
  const key = await askForKey(explanation, apiKey.get() !== null);
  if (key === undefined) return false;
  apiKey.set(key);
  return true;
}

function start() {
  const theme = stored("kindred-theme");
  applyTheme(themes.includes(theme) ? theme : "auto");
  document.getElementById("theme").addEventListener("click", nextTheme);
  document.getElementById("key").addEventListener("click", async () => {
    if (await changeKey("Requests carry this key when the server asks for one.")) show();
  });
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("themechange")));
  onKeyNeeded((status, message) => changeKey(status === 401 ? "This server answers only with a key." : `The key does not allow this: ${message}`));
  addEventListener("hashchange", () => show());
  show(true);
  request("GET", "/").then(({ version }) => {
    document.getElementById("server").textContent = `Speaks Qdrant's API ${version} · gRPC beside it`;
  }).catch(() => { /* The view says that the server does not answer. */ });
}

start();

"""##
}
#endif

// A sample of a collection on a plane.

import { collectionPath, request, vectorsOf } from "./api.js";
import { colourFields, colouring } from "./colours.js";
import { problem } from "./dialog.js";
import { button, choice, field, fresh, h, line, progress, replace } from "./dom.js";
import { filterBox, filterGuide } from "./filter.js";
import { count, idText, percent, summary } from "./format.js";
import { isNumber } from "./json.js";
import { project } from "./pca.js";
import { pointLink } from "./points.js";
import { sampleIds, vectorChoice, vectorNamed } from "./question.js";
import { titleOf } from "./results.js";
import { Scatter } from "./scatter.js";

const batch = 250;
// The last map of each collection, so that coming back from a point shows the same one.
const remembered = new Map();

/** A row of numbers for a vector: the mean of its rows if it has several. */
function rowOf(vector) {
  if (!Array.isArray(vector) || vector.length === 0) return null;
  if (isNumber(vector[0])) return Float32Array.from(vector, Number);
  const mean = new Float32Array(vector[0].length);
  for (const row of vector) for (let i = 0; i < mean.length; i += 1) mean[i] += Number(row[i]) / vector.length;
  return mean;
}

async function sample(name, { size, using, filter }, bar, signal) {
  bar.set(null, "drawing points");
  const ids = await sampleIds(name, size, { filter, using, signal });
  const points = [], rows = [];
  for (let start = 0; start < ids.length; start += batch) {
    bar.set(start / ids.length, `${count(start)} of ${count(ids.length)} points`);
    const body = { ids: ids.slice(start, start + batch), with_payload: true, with_vector: using === "" ? true : [using] };
    for (const { id, payload, vector } of await request("POST", collectionPath(name, "/points"), body, { signal })) {
      const row = rowOf(vectorNamed(vector, using));
      if (row === null) continue;
      points.push({ id, payload });
      rows.push(row);
    }
  }
  if (points.length < 3) throw new Error("A map needs at least three points with a dense vector.");
  bar.set(null, "finding the two widest directions");
  return { points, ...await project(rows) };
}

class MapPage {
  constructor({ name, signal }, vectors) {
    Object.assign(this, { name, signal });
    this.using = vectorChoice(vectors, "");
    this.size = choice([["250", "250"], ["500", "500"], ["1000", "1,000"], ["2000", "2,000"]], "1000");
    this.filter = filterBox("");
    this.colour = choice([["", "one colour"]], "");
    this.bar = progress("Reading the sample");
    this.stage = h("div", { class: "stage" });
    this.legend = h("div", { class: "legend", role: "group", "aria-label": "Values" });
    this.about = h("p", { class: "faint", role: "status" });
    this.colour.addEventListener("change", () => this.paint());
    addEventListener("themechange", () => this.paint(), { signal });
    signal.addEventListener("abort", () => this.scatter?.end());
  }

  get element() {
    const form = h("form", { class: "row" }, this.using.element, field("Points", this.size), this.filter.element,
      h("button", { type: "submit", class: "primary" }, "Draw"), field("Colour by", this.colour));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.load(); });
    return [form, filterGuide(), this.bar, this.about, this.stage, this.legend];
  }

  async load() {
    let filter;
    try { filter = await this.filter.filter(this.signal); } catch (error) { this.filter.refuse(error); return; }
    try {
      const map = await sample(this.name, { size: Number(this.size.value), using: this.using.value, filter }, this.bar, this.signal);
      remembered.set(this.name, { ...map, colour: this.colour.value });
      if (!this.signal.aborted) this.show(map);
    } catch (error) {
      if (error.name !== "AbortError" && !this.signal.aborted) replace(this.stage, problem(error, () => this.load()));
    } finally { this.bar.end(); }
  }

  show(map) {
    this.map = map;
    this.scatter?.end();
    const fields = colourFields(map.points);
    const chosen = fields.includes(map.colour ?? this.colour.value) ? map.colour ?? this.colour.value : fields[0] ?? "";
    replace(this.colour, [["", "one colour"], ...fields.map((key) => [key, key])].map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
    const help = h("p", { class: "faint", id: fresh("keys") }, "Drag to move, wheel or pinch to enlarge. With the map in focus: arrows move it, + and − enlarge, 0 shows all, n and p go from point to point, Enter opens one.");
    const canvas = h("canvas", { tabindex: "0", role: "application", "aria-label": `Map of ${count(map.points.length)} points`, "aria-describedby": help.id });
    this.tip = h("div", { class: "tip", hidden: true });
    this.spoken = h("div", { class: "visually-hidden", "aria-live": "polite" });
    const tools = h("div", { class: "stage-tools" }, button("+", () => this.scatter.zoomBy(1.4), { "aria-label": "Enlarge" }), button("−", () => this.scatter.zoomBy(1 / 1.4), { "aria-label": "Make smaller" }), button("All", () => this.scatter.reset(), { "aria-label": "Show all" }));
    replace(this.stage, h("div", { class: "canvas-box" }, canvas, this.tip, tools), this.spoken, help);
    this.about.textContent = `${count(map.points.length)} points. The axes hold ${map.explained.map((share) => percent(share)).join(" and ")} of the variance: what is near here may be far in other directions.`;
    this.scatter = new Scatter(canvas, { x: map.x, y: map.y, colour: () => "grey", hover: (i, at) => this.hover(i, at), open: (i) => { location.hash = pointLink(this.name, map.points[i].id); } });
    this.paint();
  }

  paint() {
    if (!this.map) return;
    const known = remembered.get(this.name);
    if (known) known.colour = this.colour.value;
    const { colour, groups } = colouring(this.map.points, this.colour.value);
    this.scatter.colour = colour;
    this.scatter.isFaint = () => false;
    const buttons = groups.map((group) => {
      const swatch = h("span", { class: "swatch" });
      swatch.style.backgroundColor = group.colour;
      if (!group.has) return h("span", { class: "legend-item" }, swatch, group.text);
      return h("button", { type: "button", class: "legend-item", "aria-pressed": "false", on: { click: (event) => this.single(event.currentTarget, group) } }, swatch, group.text, h("small", {}, count(group.size)));
    });
    replace(this.legend, buttons);
    this.scatter.draw();
  }

  /** Only one group stays strong; again, all do. */
  single(pressed, group) {
    const isOn = pressed.getAttribute("aria-pressed") === "true";
    for (const item of this.legend.querySelectorAll("[aria-pressed]")) item.setAttribute("aria-pressed", "false");
    pressed.setAttribute("aria-pressed", String(!isOn));
    this.scatter.isFaint = isOn ? () => false : (i) => !group.has(i);
    this.scatter.draw();
  }

  hover(i, at) {
    this.tip.hidden = i < 0;
    if (i < 0) return;
    const { id, payload } = this.map.points[i];
    const title = titleOf(payload);
    replace(this.tip, h("strong", {}, title?.text ?? idText(id)), title ? h("span", { class: "faint" }, ` ${idText(id)}`) : null, h("div", {}, summary(payload, 260, title ? [title.key] : [])));
    this.spoken.textContent = `${idText(id)}: ${summary(payload, 120)}`;
    const { width, height } = this.scatter.size, box = this.tip.getBoundingClientRect();
    this.tip.style.left = `${Math.max(4, Math.min(at.x + 14, width - box.width - 4))}px`;
    this.tip.style.top = `${at.y + box.height + 18 > height ? Math.max(4, at.y - box.height - 12) : at.y + 14}px`;
  }
}

/** The map's page. */
export async function mapView(context) {
  const { name, body, signal } = context;
  const all = vectorsOf(await request("GET", collectionPath(name), undefined, { signal }));
  if (signal.aborted) return;
  const vectors = new Map([...all].filter(([, { kind }]) => kind !== "sparse"));
  if (vectors.size === 0) { replace(body, line("A map needs a dense vector; this collection has none.")); return; }
  const page = new MapPage(context, vectors);
  replace(body, page.element);
  if (remembered.has(name)) page.show(remembered.get(name)); else await page.load();
}

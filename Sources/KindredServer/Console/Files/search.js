// The playground: nearest points by id or vector, under one setting or two.

import { collectionPath, measuresOf, request, vectorsOf } from "./api.js";
import { problem } from "./dialog.js";
import { button, field, fresh, h, line, replace } from "./dom.js";
import { filterBox, filterGuide } from "./filter.js";
import { idFrom, idText } from "./format.js";
import { write } from "./json.js";
import { ask, sampleIds, settingsFields, vectorChoice, vectorFrom, vectorNamed } from "./question.js";
import { comparison, hitList } from "./results.js";

/** A pair of radio buttons in a frame; `value` is the chosen one's. */
function radios(legend, options, change) {
  const group = fresh("group");
  const inputs = options.map(([value, text], place) => {
    const input = h("input", { type: "radio", name: group, value, checked: place === 0, on: { change } });
    return { input, element: h("label", { class: "radio" }, input, text) };
  });
  return {
    element: h("fieldset", { class: "radios" }, h("legend", { class: "visually-hidden" }, legend), inputs.map(({ element }) => element)),
    get value() { return inputs.find(({ input }) => input.checked).input.value; },
    set value(value) { for (const { input } of inputs) input.checked = input.value === value; },
  };
}

/** Asks under each setting, one after the other so that the times can be compared, and shows the answers. */
export async function compare(name, question, settings, texts, signal) {
  const answers = [];
  for (const setting of settings) answers.push(await ask(name, question, setting, signal));
  return answers.length === 1 ? hitList(name, answers[0]) : comparison(name, answers, texts);
}

class Playground {
  constructor({ name, signal, query }, vectors, measures) {
    Object.assign(this, { name, signal, vectors });
    this.how = radios("Search by", [["id", "By a stored point"], ["vector", "By a vector"]], () => this.adapt());
    this.id = h("input", { type: "text", spellcheck: "false", autocomplete: "off", class: "code", value: query.get("id") ?? "" });
    this.vector = h("textarea", { rows: 4, spellcheck: "false", class: "code", placeholder: "[0.12, -0.5, …]" });
    this.using = vectorChoice(vectors, query.get("using") ?? "");
    this.filter = filterBox(query.get("filter") ?? "");
    this.limit = h("input", { type: "number", min: 1, max: 1000, value: 10 });
    this.first = settingsFields("Settings", measures, {});
    this.second = settingsFields("Second settings", measures, { effort: "exact" });
    this.both = h("input", { type: "checkbox", on: { change: () => this.adapt() } });
    this.answer = h("div", { class: "answers", "aria-live": "polite" });
    this.using.control.addEventListener("change", () => this.loadMeasures());
    this.measures = measures;
    this.byId = h("div", { class: "row" }, field("Point id", this.id), button("Any point", () => this.draw()), button("Its vector", () => this.take()));
    this.byVector = field("Vector as JSON, or numbers with spaces", this.vector);
    this.settings = h("div", { class: "stack" });
  }

  get element() {
    const form = h("form", { class: "stack panel" }, this.how.element, this.byId, this.byVector,
      h("div", { class: "row" }, this.using.element, this.filter.element, field("Limit", this.limit)),
      this.settings,
      h("div", { class: "actions start" }, h("button", { type: "submit", class: "primary" }, "Search"), h("label", { class: "check" }, this.both, "Compare two settings")),
      filterGuide());
    form.addEventListener("submit", (event) => { event.preventDefault(); this.run(); });
    this.form = form;
    this.adapt();
    return [form, h("h2", { class: "visually-hidden" }, "Answer"), this.answer];
  }

  adapt() {
    this.byId.hidden = this.how.value !== "id";
    this.byVector.hidden = this.how.value !== "vector";
    this.first.element.querySelector("legend").textContent = this.both.checked ? "First settings" : "Settings";
    replace(this.settings, this.first.element, this.both.checked ? this.second.element : null);
  }

  async loadMeasures() {
    if (!this.measures) return;
    try { this.measures = await measuresOf(this.name, this.using.value, this.signal); } catch { return; }
    this.first = settingsFields("Settings", this.measures, this.first.value);
    this.second = settingsFields("Second settings", this.measures, this.second.value);
    this.adapt();
  }

  async draw() {
    await this.attempt(async () => {
      const [id] = await sampleIds(this.name, 1, { filter: await this.filter.filter(this.signal), using: this.using.value, signal: this.signal });
      if (id === undefined) throw new Error("There is no point to draw.");
      this.id.value = idText(id);
      await this.run();
    });
  }

  async take() {
    await this.attempt(async () => {
      if (!this.id.value.trim()) throw new Error("Name a point first.");
      const [point] = await request("POST", collectionPath(this.name, "/points"), { ids: [idFrom(this.id.value)], with_payload: false, with_vector: true }, { signal: this.signal });
      const vector = point ? vectorNamed(point.vector, this.using.value) : undefined;
      if (vector === undefined) throw new Error(`There is no point ${this.id.value} with this vector.`);
      this.vector.value = write(vector);
      this.how.value = "vector";
      this.adapt();
      this.vector.focus();
    });
  }

  async question() {
    const shape = this.vectors.get(this.using.value);
    if (this.how.value === "id" && !this.id.value.trim()) throw new Error("Name a point, or take any.");
    return {
      query: this.how.value === "id" ? idFrom(this.id.value) : vectorFrom(this.vector.value, shape),
      using: this.using.value || undefined, filter: await this.filterValue(), limit: Math.max(1, Number(this.limit.value) || 10),
    };
  }

  async filterValue() {
    try { return await this.filter.filter(this.signal); } catch (error) {
      this.filter.refuse(error);
      throw error;
    }
  }

  run() {
    return this.attempt(async () => {
      const question = await this.question();
      const chosen = this.both.checked ? [this.first, this.second] : [this.first];
      replace(this.answer, await compare(this.name, question, chosen.map(({ value }) => value), chosen.map(({ text }) => text), this.signal));
    });
  }

  async attempt(work) {
    this.answer.setAttribute("aria-busy", "true");
    try { await work(); } catch (error) {
      if (error.name !== "AbortError" && !this.signal.aborted) replace(this.answer, problem(error));
    } finally { this.answer.removeAttribute("aria-busy"); }
  }
}

/** The playground's page. */
export async function searchView(context) {
  const { name, body, signal, query } = context;
  const vectors = vectorsOf(await request("GET", collectionPath(name), undefined, { signal }));
  if (signal.aborted) return;
  if (vectors.size === 0) { replace(body, line("This collection has no vectors to search by.")); return; }
  const measures = await measuresOf(name, [...vectors.keys()][0], signal);
  if (signal.aborted) return;
  const playground = new Playground(context, vectors, measures);
  replace(body, playground.element);
  if (query.get("id")) await playground.run(); else playground.id.focus();
}

// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let questionJS = ##"""
// What is asked of a collection, and asking it.

import { collectionPath, kindredPath, RequestError, request, timed } from "./api.js";
import { choice, field, h } from "./dom.js";
import { count } from "./format.js";
import { isNumber, isObject, number, read } from "./json.js";

/** Asks for the nearest points; resolves to `{ hits, seconds, roundTrip }`. A chosen measure or recall is asked of our own API. */
export async function ask(name, question, settings, signal) {
  const params = {};
  if (settings.effort === "exact") params.exact = true;
  if (settings.effort === "ef") params.hnsw_ef = settings.amount;
  if (settings.effort === "recall") params.recall = settings.amount;
  const body = { ...question, params, with_payload: question.with_payload ?? true };
  const isOurs = settings.measure !== "" || settings.effort === "recall";
  if (isOurs && settings.measure !== "") body.measure = Number(settings.measure);
  try {
    const { result, seconds, roundTrip } = await timed("POST", isOurs ? kindredPath(name, "/query") : collectionPath(name, "/points/query"), body, { signal });
    return { hits: result.points, seconds, roundTrip };
  } catch (error) {
    if (isOurs && error instanceof RequestError && error.isMissingFeature) throw new Error("This server does not search by a chosen measure or recall.");
    throw error;
  }
}

/** The ids of points drawn at random; some of them if there are fewer. */
export async function sampleIds(name, limit, { filter, using, signal } = {}) {
  const body = { query: { sample: "random" }, filter: withVector(filter, using), limit, with_payload: false, with_vector: false };
  return (await request("POST", collectionPath(name, "/points/query"), body, { signal })).points.map(({ id }) => id);
}

// Points that lack the vector have no neighbours under it.
function withVector(filter, using) {
  if (using === undefined) return filter;
  const condition = { has_vector: using };
  return filter ? { must: [filter, condition] } : { must: [condition] };
}

/** The vector that a point has under a name. */
export function vectorNamed(vector, using) {
  return using === "" && !(isObject(vector) && "" in vector) ? vector : vector?.[using];
}

/** The vector of a pasted text; `shape` is what the collection expects. */
export function vectorFrom(text, shape) {
  const plain = text.trim();
  if (plain === "") throw new Error("Paste a vector: a list of numbers.");
  const value = /^[[{]/.test(plain) ? read(plain) : plain.split(/[\s,;]+/).filter(Boolean).map((part) => {
    if (!Number.isFinite(Number(part))) throw new Error(`${part} is not a number.`);
    return number(part);
  });
  if (shape.kind === "sparse") {
    if (!isObject(value) || !Array.isArray(value.indices) || !Array.isArray(value.values)) throw new Error('A sparse vector is {"indices": [1, 7], "values": [0.5, 2]}.');
    return value;
  }
  for (const row of Array.isArray(value) && Array.isArray(value[0]) ? value : [value]) {
    if (!Array.isArray(row) || !row.every(isNumber)) throw new Error("A vector is a list of numbers.");
    if (shape.size && row.length !== shape.size) throw new Error(`This vector has ${count(row.length)} components, the collection expects ${count(shape.size)}.`);
  }
  return value;
}

/** The choice of a vector by its name; nothing to see when there is one. */
export function vectorChoice(vectors, chosen) {
  const names = [...vectors.keys()];
  const control = choice(names.map((name) => [name, name || "(unnamed)"]), names.includes(chosen) ? chosen : names[0]);
  const element = field("Vector", control);
  element.hidden = names.length < 2;
  return { control, element, get value() { return control.value; } };
}

/** How hard to look and by which measure; `value` is what `ask` takes. */
export function settingsFields(legend, measures, initial = {}) {
  const options = [["", "the one that serves"], ...(measures ?? []).map(({ version, measure, serving }) => [version, `${version} · ${measure}${serving ? " (serving)" : ""}`])];
  const measure = choice(options, initial.measure ?? "");
  const effort = choice([["default", "default"], ["exact", "exact"], ["ef", "hnsw_ef"], ["recall", "recall of"]], initial.effort ?? "default");
  const amount = h("input", { type: "number", step: "any", min: 0, value: initial.amount ?? "", disabled: true });
  const amountField = field("Value", amount);
  const adapt = () => {
    const takesOne = effort.value === "ef" || effort.value === "recall";
    amount.disabled = !takesOne;
    amountField.hidden = !takesOne;
    if (effort.value === "ef" && !(Number(amount.value) >= 1)) amount.value = 64;
    if (effort.value === "recall" && !(Number(amount.value) > 0 && Number(amount.value) <= 1)) amount.value = 0.95;
  };
  effort.addEventListener("change", () => { amount.value = ""; adapt(); });
  adapt();
  const element = h("fieldset", { class: "row settings" }, h("legend", {}, legend), measures ? field("Measure", measure) : null, field("Search", effort), amountField);
  return {
    element,
    get value() { return { measure: measure.value, effort: effort.value, amount: Number(amount.value) }; },
    get text() {
      const { effort: how, amount: what } = this.value;
      const looked = how === "ef" ? `hnsw_ef ${what}` : how === "recall" ? `recall ${what}` : how === "exact" ? "exact" : "default search";
      return measure.value === "" ? looked : `measure ${measure.value}, ${looked}`;
    },
  };
}

"""##
}
#endif

// One point: its payload, which can be edited, and its vectors on demand.

import { collectionPath, request, vectorsOf } from "./api.js";
import { collectionLink } from "./collections.js";
import { confirmed, fillLater, say } from "./dialog.js";
import { add, button, h, line, replace, svg } from "./dom.js";
import { count, idText, short } from "./format.js";
import { isNumber, isObject, keys, read, write } from "./json.js";

const barsMax = 512;

/** A payload with its keys, strings and numbers told apart. */
function coloured(value) {
  const pre = h("pre", { class: "code payload", tabindex: "0", "aria-label": "Payload" });
  const text = write(value, 2);
  // Strings with or without a colon after them, numbers, and words.
  const parts = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*|\b(?:true|false|null)\b/g;
  let end = 0;
  for (const found of text.matchAll(parts)) {
    add(pre, text.slice(end, found.index));
    const kind = found[2] !== undefined ? "key" : found[1] !== undefined ? "text" : "value";
    add(pre, h("span", { class: `json-${kind}` }, found[1] ?? found[0]), found[2] ?? "");
    end = found.index + found[0].length;
  }
  return add(pre, text.slice(end));
}

/** Bars for the components of a vector: up for positive, down for negative. */
function bars(values) {
  const shown = values.slice(0, barsMax).map(Number);
  const top = Math.max(...shown.map(Math.abs)) || 1;
  const marks = shown.map((value, place) => {
    const height = Math.max(0.3, (Math.abs(value) / top) * 29);
    return svg("rect", { x: place, y: value < 0 ? 30 : 30 - height, width: 0.8, height, class: value < 0 ? "below" : "above" });
  });
  return svg("svg", { class: "bars", viewBox: `0 0 ${shown.length} 60`, width: 8 * shown.length, height: 60, preserveAspectRatio: "none", role: "img", "aria-label": `Components from ${short(Math.min(...shown))} to ${short(Math.max(...shown))}` }, marks);
}

async function copy(text) {
  try { await navigator.clipboard.writeText(text); say("Copied."); } catch { say("The browser did not allow copying; select the text instead."); }
}

function vectorBlock(name, value) {
  const title = name ? `Vector ${name}` : "Vector";
  const text = write(value);
  const isDense = Array.isArray(value) && isNumber(value[0] ?? 0);
  const shape = isDense ? `${count(value.length)} components`
    : Array.isArray(value) ? `${count(value.length)} rows of ${count(value[0]?.length ?? 0)}`
      : `${count(value?.indices?.length ?? 0)} components that are not 0`;
  return h("section", { class: "vector" },
    h("h3", {}, title, h("small", {}, ` ${shape}`)),
    isDense && value.length > 1 ? bars(value) : null,
    h("pre", { class: "code short", tabindex: "0", "aria-label": title }, text),
    button("Copy", () => copy(text), { class: "quiet" }));
}

function vectorBlocks(vector) {
  if (vector === null || vector === undefined) return line("This point has no vector.");
  const isNamed = isObject(vector) && !("indices" in vector && "values" in vector && Array.isArray(vector.indices));
  if (!isNamed) return vectorBlock("", vector);
  const names = keys(vector);
  return names.length > 0 ? names.map((name) => vectorBlock(name, vector[name])) : line("This point has no vector.");
}

function editor(name, id, payload, done) {
  const area = h("textarea", { class: "code", rows: 16, spellcheck: "false", "aria-label": "Payload as JSON", value: write(payload ?? {}, 2) });
  const wrong = h("p", { class: "problem", role: "alert", hidden: true });
  const save = async () => {
    wrong.hidden = true;
    try {
      const edited = read(area.value);
      if (!isObject(edited)) throw new Error("A payload is an object.");
      await request("PUT", collectionPath(name, "/points/payload?wait=true"), { payload: edited, points: [id] });
      say("The payload was saved.");
      done();
    } catch (error) {
      wrong.textContent = error.message;
      wrong.hidden = false;
      area.focus();
    }
  };
  return { area, element: h("div", { class: "stack" }, area, wrong, h("div", { class: "actions" }, button("Cancel", done), button("Save payload", save, { class: "primary" }))) };
}

async function remove(name, id) {
  const done = await confirmed("Delete this point?", {
    text: `Point ${idText(id)} is removed from ${name} with its payload and vectors. This cannot be undone.`,
    action: "Delete point",
    submit: () => request("POST", collectionPath(name, "/points/delete?wait=true"), { points: [id] }),
  });
  if (!done) return;
  say(`Point ${idText(id)} was deleted.`);
  location.hash = collectionLink(name, "/points");
}

/** A point's page. */
export async function pointView({ name, id, body, signal }) {
  const [info, found] = await Promise.all([
    request("GET", collectionPath(name), undefined, { signal }),
    request("POST", collectionPath(name, "/points"), { ids: [id], with_payload: true, with_vector: false }, { signal }),
  ]);
  if (signal.aborted) return;
  if (found.length === 0) {
    replace(body, line(`There is no point ${idText(id)} in this collection. `, h("a", { href: collectionLink(name, "/points") }, "All points")));
    return;
  }
  const payload = found[0].payload ?? {};
  const shown = h("div", {}), vectors = h("div", {});
  const show = (now) => {
    const edit = button("Edit payload", () => {
      const { area, element } = editor(name, id, now, reload);
      replace(shown, element);
      area.focus();
    });
    replace(shown, keys(now).length > 0 ? coloured(now) : line("No payload."), h("div", { class: "actions start" }, edit));
  };
  const reload = () => pointView({ name, id, body, signal });
  const showVectors = () => fillLater(vectors, async () => {
    const [point] = await request("POST", collectionPath(name, "/points"), { ids: [id], with_payload: false, with_vector: true }, { signal });
    return vectorBlocks(point?.vector);
  }, signal);
  const names = [...vectorsOf(info).keys()];
  replace(vectors, names.length > 0 ? button(names.length === 1 ? "Show vector" : `Show ${names.length} vectors`, showVectors) : line("This collection has no vectors."));
  replace(body,
    h("div", { class: "toolbar" }, h("h2", { class: "id" }, `Point ${idText(id)}`),
      names.length > 0 ? h("a", { class: "button", href: collectionLink(name, `/search?id=${encodeURIComponent(idText(id))}`) }, "Find similar") : null,
      button("Delete point…", () => remove(name, id), { class: "danger" })),
    h("h2", {}, "Payload"), shown, h("h2", {}, "Vectors"), vectors);
  show(payload);
}

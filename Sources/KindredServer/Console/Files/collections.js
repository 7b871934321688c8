// The list of collections and their health; making one.

import { collectionPath, optional, request, vectorsOf } from "./api.js";
import { fillLater, formDialog, say } from "./dialog.js";
import { button, choice, field, figures, h, line, replace, table } from "./dom.js";
import { bytes, count } from "./format.js";
import { keys } from "./json.js";

const pause = 5000;

/** The address of a collection's pages. */
export function collectionLink(name, rest = "") { return `#/c/${encodeURIComponent(name)}${rest}`; }

/** Every collection with its figures; from the plain API when the server tells no more. */
async function collections(signal) {
  const ours = await optional("GET", "/kindred/collections", undefined, { signal });
  if (ours) return ours.collections;
  const { collections: names } = await request("GET", "/collections", undefined, { signal });
  return Promise.all(names.map(({ name }) => plainFigures(name, signal)));
}

async function plainFigures(name, signal) {
  const info = await request("GET", collectionPath(name), undefined, { signal });
  const vectors = {};
  for (const [key, vector] of vectorsOf(info)) vectors[key] = { dimension: vector.size, measure: vector.distance?.toLowerCase(), index: vector.kind === "sparse" ? "sparse" : "hnsw" };
  return { name, vectors, status: info.status, points: info.points_count, indexed: info.indexed_vectors_count, segments: info.segments_count };
}

/** One collection's figures, the server's own if it gives them. */
export async function figuresOf(name, signal) {
  const ours = await optional("GET", "/kindred/collections", undefined, { signal });
  return ours?.collections.find((collection) => collection.name === name) ?? plainFigures(name, signal);
}

/** A collection's state as a word beside a dot. */
export function health(collection) {
  if (collection.problem) return h("span", { class: "state bad" }, "problem");
  switch (collection.status) {
    case "red": return h("span", { class: "state bad" }, "error");
    case "yellow": return h("span", { class: "state busy" }, "indexing");
    case "grey": return h("span", { class: "state idle" }, "waiting");
    default: return h("span", { class: "state good" }, "ready");
  }
}

/** The vectors of a collection on a line each. */
export function vectorLines(vectors) {
  return keys(vectors ?? {}).map((name) => {
    const { dimension, measure, index } = vectors[name];
    const shape = [dimension === null || dimension === undefined ? null : `${count(dimension)} × ${measure}`, index].filter(Boolean).join(", ");
    return h("div", {}, name ? h("strong", {}, name, " ") : null, shape || measure);
  });
}

const columns = [
  { title: "Name", heading: true }, { title: "State" }, { title: "Points", number: true }, { title: "Indexed", number: true },
  { title: "Segments", number: true }, { title: "Disk", number: true }, { title: "Memory", number: true }, { title: "Vectors" },
];

function listOf(found) {
  if (found.length === 0) return line("No collections yet. Make one here, or with any Qdrant client.");
  const total = (key) => found.reduce((sum, collection) => sum + Number(collection[key] ?? NaN), 0);
  const rows = found.map((collection) => [
    h("a", { href: collectionLink(collection.name) }, collection.name), health(collection), count(collection.points), count(collection.indexed),
    count(collection.segments), bytes(collection.disk_bytes), bytes(collection.memory_bytes), vectorLines(collection.vectors),
  ]);
  return [
    figures([["Collections", count(found.length)], ["Points", count(total("points"))], ["Disk", bytes(total("disk_bytes"))], ["Memory", bytes(total("memory_bytes"))]]),
    table("Collections", columns, rows),
  ];
}

/** The list, kept up to date while it is looked at. */
export async function collectionList({ body, signal }) {
  const list = h("div", {});
  replace(body, h("div", { class: "toolbar" }, button("New collection", create, { class: "primary" })), list);
  const load = async () => listOf(await collections(signal));
  await fillLater(list, load, signal);
  const timer = setInterval(async () => {
    // A list that somebody moves through by keyboard must not lose its place.
    if (document.hidden || list.contains(document.activeElement)) return;
    try { replace(list, await load()); } catch { /* The next round tries again. */ }
  }, pause);
  signal.addEventListener("abort", () => clearInterval(timer));
}

const distances = [["Cosine", "cosine"], ["Dot", "dot product"], ["Euclid", "Euclidean"], ["Manhattan", "Manhattan"]];

function vectorFields(isFirst, remove) {
  const name = h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const size = h("input", { type: "number", min: 1, max: 65536, value: "", inputmode: "numeric" });
  const kind = choice([["dense", "dense"], ["multi", "several rows"], ["sparse", "sparse"]], "dense");
  const distance = choice(distances, "Cosine");
  const sizeField = field("Dimension", size);
  const element = h("fieldset", { class: "row" }, h("legend", {}, isFirst ? "Vector" : "Another vector"),
    field("Name", name, isFirst ? "May stay empty" : null), field("Kind", kind), sizeField, field("Measure", distance),
    isFirst ? null : button("Remove", remove, { class: "quiet" }));
  kind.addEventListener("change", () => { size.disabled = distance.disabled = kind.value === "sparse"; });
  return { element, name, size, kind, distance };
}

function bodyOf(rows, m, efConstruct) {
  const dense = {}, sparse = {};
  for (const { name, size, kind, distance } of rows) {
    const key = name.value.trim();
    if (key in dense || key in sparse) throw new Error(key ? `There are two vectors named ${key}.` : "Only one vector can be without a name.");
    if (kind.value === "sparse") { sparse[key] = {}; continue; }
    dense[key] = { size: Number(size.value), distance: distance.value };
    if (kind.value === "multi") dense[key].multivector_config = { comparator: "max_sim" };
  }
  const names = Object.keys(dense);
  const body = { vectors: names.length === 1 && names[0] === "" ? dense[""] : dense };
  if (Object.keys(sparse).length > 0) body.sparse_vectors = sparse;
  if (m.value || efConstruct.value) body.hnsw_config = { m: m.value ? Number(m.value) : undefined, ef_construct: efConstruct.value ? Number(efConstruct.value) : undefined };
  return body;
}

async function create() {
  const name = h("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: 255 });
  const list = h("div", { class: "stack" });
  const rows = [];
  const addVector = () => {
    const row = vectorFields(rows.length === 0, () => { rows.splice(rows.indexOf(row), 1); row.element.remove(); });
    rows.push(row);
    list.append(row.element);
  };
  addVector();
  const m = h("input", { type: "number", min: 2, placeholder: "16" });
  const efConstruct = h("input", { type: "number", min: 4, placeholder: "100" });
  const made = await formDialog("New collection", {
    fields: [
      field("Collection's name", name), list, h("div", {}, button("Add a vector", addVector, { class: "quiet" })),
      h("details", {}, h("summary", {}, "Graph of the index"), h("div", { class: "row" }, field("Links per point, m", m), field("Width while building, ef", efConstruct))),
    ],
    action: "Create",
    ready: () => name.value.trim() !== "" && rows.every(({ size, kind }) => kind.value === "sparse" || Number(size.value) >= 1),
    submit: async () => {
      await request("PUT", collectionPath(name.value.trim()), bodyOf(rows, m, efConstruct));
      return name.value.trim();
    },
  });
  if (made === undefined) return;
  say(`Collection ${made} was created.`);
  location.hash = collectionLink(made);
}

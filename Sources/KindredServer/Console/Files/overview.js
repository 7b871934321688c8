// A collection at a glance; deleting it.

import { collectionPath, request } from "./api.js";
import { figuresOf, health, vectorLines } from "./collections.js";
import { confirmed, say } from "./dialog.js";
import { button, figures, h, line, replace, table } from "./dom.js";
import { bytes, count, counted, percent } from "./format.js";
import { isObject, keys, write } from "./json.js";

function schemaTable(schema) {
  const names = keys(schema ?? {});
  if (names.length === 0) return line("No payload field has a declared index; filters work on every field all the same.");
  return table("Payload indexes", [{ title: "Field", heading: true }, { title: "Type" }, { title: "Points", number: true }],
    names.map((name) => [h("code", {}, name), schema[name].data_type, count(schema[name].points)]));
}

function segmentTable(segments) {
  if (!Array.isArray(segments) || segments.length === 0) return null;
  const rows = segments.map((segment) => [
    String(segment.id), segment.sealed ? "sealed" : "growing", count(segment.points), (segment.indexed ?? []).length > 0 ? "graph" : "scan", bytes(segment.disk_bytes),
  ]);
  return [h("h2", {}, "Segments"), table("Segments", [
    { title: "Segment", heading: true }, { title: "State" }, { title: "Points", number: true }, { title: "Searched by" }, { title: "Disk", number: true },
  ], rows)];
}

async function remove(name, points) {
  const done = await confirmed("Delete this collection?", {
    text: `Its ${counted(points, "point")}, its indexes and every measure it learnt are removed. This cannot be undone.`,
    name, action: "Delete collection",
    submit: () => request("DELETE", collectionPath(name)),
  });
  if (!done) return;
  say(`Collection ${name} was deleted.`);
  location.hash = "#/";
}

/** The collection's first page. */
export async function overview({ name, body, signal }) {
  const [info, known] = await Promise.all([request("GET", collectionPath(name), undefined, { signal }), figuresOf(name, signal)]);
  if (signal.aborted) return;
  const points = Number(known.points ?? info.points_count), indexed = Number(known.indexed ?? info.indexed_vectors_count);
  const trouble = known.problem ?? (isObject(info.optimizer_status) ? info.optimizer_status.error : null);
  const vectorNames = keys(known.vectors ?? {});
  const scanned = points > indexed && vectorNames.length > 0;
  replace(body,
    trouble ? h("div", { class: "problem-box", role: "alert" }, h("p", {}, `The optimizer stopped: ${trouble}`)) : null,
    figures([
      ["State", health({ ...known, status: known.status ?? info.status })],
      ["Points", count(points)],
      ["Indexed", count(indexed), points > 0 ? percent(Math.min(1, indexed / points), 0) : null],
      ["Segments", count(known.segments ?? info.segments_count)],
      known.disk_bytes !== undefined && ["Disk", bytes(known.disk_bytes)],
      known.memory_bytes !== undefined && ["Memory", bytes(known.memory_bytes)],
    ]),
    scanned ? line(`${counted(points - indexed, "point")} outside any graph: small and growing segments are scanned, which is exact.`) : null,
    h("h2", {}, "Vectors"),
    vectorNames.length > 0 ? h("div", { class: "lines" }, vectorLines(known.vectors)) : line("Points of this collection have payloads only."),
    h("h2", {}, "Payload indexes"), schemaTable(info.payload_schema),
    segmentTable(known.segment_list),
    h("details", {}, h("summary", {}, "Configuration, as the API shows it"), h("pre", { class: "code", tabindex: "0" }, write(info.config, 2))),
    h("div", { class: "danger-zone" }, button("Delete collection…", () => remove(name, points), { class: "danger" })));
}

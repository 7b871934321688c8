// Pages of points and their payloads.

import { collectionPath, request } from "./api.js";
import { collectionLink } from "./collections.js";
import { fillLater } from "./dialog.js";
import { button, choice, field, h, line, replace, table } from "./dom.js";
import { filterBox, filterGuide } from "./filter.js";
import { brief, counted, idFrom, idText, summary } from "./format.js";
import { isObject, keys } from "./json.js";

const columnsMax = 4;

/** The fields that most points of a page have, in the order of their payloads. */
function commonFields(points, limit = columnsMax) {
  const seen = new Map();
  for (const { payload } of points) for (const key of keys(payload ?? {})) seen.set(key, (seen.get(key) ?? 0) + 1);
  return [...seen].filter(([, times]) => times * 2 >= points.length).slice(0, limit).map(([key]) => key);
}

function pageTable(name, points) {
  const fields = commonFields(points);
  const columns = [{ title: "Point", heading: true }, ...fields.map((title) => ({ title, class: "cut" })), { title: "More", class: "cut faint" }];
  const rows = points.map(({ id, payload }) => {
    return [
      h("a", { href: pointLink(name, id), class: "id" }, idText(id)),
      ...fields.map((key) => (isObject(payload) && key in payload ? brief(payload[key]) : "")),
      summary(payload ?? {}, 120, fields),
    ];
  });
  // A column that no row of the page fills says nothing.
  if (rows.every((row) => row[row.length - 1] === "")) { columns.pop(); rows.forEach((row) => row.pop()); }
  return table("Points", columns, rows);
}

/** The address of a point's page. */
export function pointLink(name, id) { return collectionLink(name, `/points/${encodeURIComponent(idText(id))}`); }

function address(name, { filter, offset, size }) {
  const query = new URLSearchParams();
  if (filter) query.set("filter", filter);
  if (offset) query.set("offset", offset);
  if (size && size !== "20") query.set("size", size);
  return collectionLink(name, `/points${query.size ? `?${query}` : ""}`);
}

// The pages before the one that is shown, by collection and filter, so that one can go back further than the browser.
const before = new Map();

function pager(name, here, next) {
  const key = `${name}\n${here.filter}\n${here.size}`;
  const pages = before.get(key) ?? before.set(key, []).get(key);
  if (!here.offset) pages.length = 0;
  const place = pages.indexOf(here.offset);
  if (place >= 0) pages.length = place;
  const previous = pages[pages.length - 1];
  const go = (offset) => { location.hash = address(name, { ...here, offset }); };
  return h("div", { class: "pager" },
    button("First", () => go(""), { class: "quiet", disabled: !here.offset }),
    button("Previous", () => go(previous), { class: "quiet", disabled: !here.offset || previous === undefined }),
    button("Next", () => { pages.push(here.offset); go(next); }, { disabled: next === null }));
}

async function total(name, filter, element, signal) {
  try {
    const { count: found } = await request("POST", collectionPath(name, "/points/count"), { filter, exact: true }, { signal });
    element.textContent = `${counted(found, "point")}${filter ? " match" : ""}`;
  } catch { element.textContent = ""; }
}

/** Points in the order of their ids, a page at a time. */
export async function pointList({ name, body, signal, query }) {
  const here = { filter: query.get("filter") ?? "", offset: query.get("offset") ?? "", size: query.get("size") ?? "20" };
  const filter = filterBox(here.filter);
  const size = choice(["10", "20", "50", "100"], here.size);
  const found = h("span", { class: "faint", role: "status" });
  const list = h("div", {});
  const form = h("form", { class: "row" }, filter.element, field("Rows", size), h("button", { type: "submit", class: "primary" }, "Show"));
  const goto = h("input", { type: "text", spellcheck: "false", autocomplete: "off", class: "code" });
  const open = h("form", { class: "row" }, field("Open by id", goto), h("button", { type: "submit" }, "Open"));
  size.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try { await filter.filter(signal); } catch (error) { filter.refuse(error); return; }
    const there = address(name, { filter: filter.value, size: size.value });
    if (there === location.hash) await load(); else location.hash = there;
  });
  open.addEventListener("submit", (event) => {
    event.preventDefault();
    if (goto.value.trim()) location.hash = pointLink(name, idFrom(goto.value));
  });
  replace(body, h("div", { class: "split" }, form, open), filterGuide(), found, list);

  async function load() {
    let wanted;
    try { wanted = await filter.filter(signal); } catch (error) { filter.refuse(error); replace(list, line("Nothing is shown until the filter can be read.")); return; }
    total(name, wanted, found, signal);
    await fillLater(list, async () => {
      const request_ = { filter: wanted, limit: Number(here.size) || 20, offset: here.offset ? idFrom(here.offset) : undefined, with_payload: true, with_vector: false };
      const page = await request("POST", collectionPath(name, "/points/scroll"), request_, { signal });
      if (page.points.length === 0) return line(wanted ? "No point matches this filter." : "This collection is empty.");
      const next = page.next_page_offset === null || page.next_page_offset === undefined ? null : idText(page.next_page_offset);
      return [pageTable(name, page.points), pager(name, here, next)];
    }, signal);
  }
  await load();
}

// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let domJS = ##"""
// Elements of the page. What comes from the server or the user becomes text nodes and nothing else.

const svgSpace = "http://www.w3.org/2000/svg";

/** An element: `h("a", { href: "#/" , class: "x", on: { click } }, "text", child)`. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(svgSpace, tag), attributes, children);
}

// Only what is named here is set as a property; everything else is an attribute.
const properties = new Set(["value", "checked", "disabled", "selected", "open", "readOnly", "required", "hidden", "indeterminate"]);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || (value === false && !properties.has(name) && !name.startsWith("aria-"))) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (properties.has(name)) element[name] = value;
    else if (name === "href" && !/^[#/]/.test(value)) throw new Error("links lead to this server only");
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** Adds children: nodes as they are, lists of them, anything else as text. */
export function add(element, ...children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** Puts children in the place of what an element holds. */
export function replace(element, ...children) {
  element.replaceChildren();
  return add(element, ...children);
}

let numbered = 0;

/** A name that no other element has. */
export function fresh(prefix) {
  numbered += 1;
  return `${prefix}-${numbered}`;
}

/** A labelled field: the label above, the control, a hint below. */
export function field(label, control, hint) {
  control.id ||= fresh("field");
  const note = hint ? h("small", { id: fresh("hint"), class: "hint" }, hint) : null;
  if (note) control.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, note);
}

/** A list of choices: texts, or pairs of value and text. */
export function choice(options, value, attributes = {}) {
  const items = options.map((option) => {
    const [key, text] = Array.isArray(option) ? option : [option, option];
    return h("option", { value: key, selected: String(key) === String(value) }, text);
  });
  return h("select", attributes, items);
}

/** A button. */
export function button(text, click, attributes = {}) {
  return h("button", { type: "button", on: { click }, ...attributes }, text);
}

/**
 * A table that turns into cards on narrow screens.
 *
 * Columns are `{ title, number, heading }`; a row is a list of cells, each text or nodes. `heading` marks the column that
 * names the row.
 */
export function table(caption, columns, rows, attributes = {}) {
  const head = columns.map((column) => h("th", { scope: "col", class: column.number ? "number" : null }, column.title));
  const body = rows.map((row) => h("tr", {}, row.map((cell, place) => {
    const column = columns[place];
    const look = { class: column.number ? "number" : column.class ?? null, "data-title": column.title };
    return column.heading ? h("th", { scope: "row", ...look }, cell) : h("td", look, cell);
  })));
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption },
    h("table", attributes, h("caption", { class: "visually-hidden" }, caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)));
}

/** One line about what is not there, where an error would say too much. */
export function line(text, ...more) { return h("p", { class: "line" }, text, ...more); }

/** Figures beside each other: pairs of name and value. */
export function figures(pairs) {
  return h("dl", { class: "figures" }, pairs.filter(Boolean).map(([name, value, note]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value, note ? h("small", {}, note) : null))));
}

/** A bar that shows how far something is; `set(share, text)` moves it. */
export function progress(label) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": label });
  const text = h("span", { class: "progress-text" });
  const element = h("div", { class: "progress", hidden: true }, bar, text);
  element.set = (share, words) => {
    element.hidden = false;
    if (share === null) bar.removeAttribute("value"); else bar.value = share;
    text.textContent = words ?? "";
  };
  element.end = () => { element.hidden = true; };
  return element;
}

"""##
}
#endif

// A filter as people write it, or as JSON. The server turns the one into the other.

import { request, RequestError } from "./api.js";
import { field, h } from "./dom.js";
import { isObject, read } from "./json.js";

const known = new Map();

/** The filter of a text, as JSON; undefined for an empty text. Throws an error whose message says what is wrong. */
async function filterOf(text, signal) {
  const plain = text.trim();
  if (plain === "") return undefined;
  if (plain.startsWith("{")) {
    const filter = read(plain);
    if (!isObject(filter)) throw new Error("A filter is an object.");
    return filter;
  }
  if (!known.has(plain)) known.set(plain, await translated(plain, signal));
  return known.get(plain);
}

async function translated(text, signal) {
  try {
    return (await request("POST", "/kindred/filter", { filter: text }, { signal })).filter;
  } catch (error) {
    if (error instanceof RequestError && error.isMissingFeature) throw new Error("This server reads filters as JSON only, such as {\"must\": [{\"key\": \"part\", \"match\": {\"value\": \"noun\"}}]}.");
    throw error;
  }
}

/** A box for a filter; `value` and `filter(signal)` give what is in it, `refuse(error)` shows what is wrong with it. */
export function filterBox(value = "", label = "Filter") {
  const input = h("input", { type: "text", value, spellcheck: "false", autocomplete: "off", autocapitalize: "off", placeholder: 'part = "noun" and count(words) >= 2', class: "code" });
  const problem = h("p", { class: "problem", role: "alert", hidden: true });
  const element = field(label, input);
  element.append(problem);
  element.classList.add("grow");
  const refuse = (error) => {
    problem.textContent = error ? error.message : "";
    problem.hidden = !error;
    input.setAttribute("aria-invalid", error ? "true" : "false");
  };
  input.addEventListener("input", () => refuse(null));
  return {
    element, input, refuse,
    get value() { return input.value.trim(); },
    filter: (signal) => filterOf(input.value, signal),
  };
}

/** How filters are written, for whoever opens it. */
export function filterGuide() {
  const example = (text, meaning) => h("li", {}, h("code", {}, text), ` ${meaning}`);
  return h("details", { class: "guide" }, h("summary", {}, "How filters are written"), h("ul", {},
    example('price < 20 and tags = "red"', "both hold; also or, not, and parentheses"),
    example('lang in ("tr", "az")', "one of these; not in, except"),
    example('title ~ "honey badger"', "every word; ~ any, ~ phrase, ^= for a beginning"),
    example('created >= "2024-06-15"', "dates read as dates; between a and b"),
    example("count(tags) >= 2", "how many values; is null, is empty, exists"),
    example("within(place, 52.52, 13.40, 5000)", "metres around a place; box, polygon"),
    example('nested(parts, colour = "red" and n > 3)', "both on the same element"),
    example('id in (1, 7)', "these points"),
    h("li", {}, "or JSON, as Qdrant's API takes it, beginning with {")));
}

// The neighbours of a point under one measure and under another.

import { problem } from "./dialog.js";
import { button, choice, field, h, replace } from "./dom.js";
import { idFrom, idText } from "./format.js";
import { sampleIds } from "./question.js";
import { compare } from "./search.js";

/** A choice of point and of two measures, and what moved between them. `chosen` may name the versions `before` and `after`. */
export function neighbours(name, vector, measures, chosen, signal) {
  const options = measures.map(({ version, measure, serving, original }) => [version, `${version} · ${measure}${serving ? " (serving)" : original ? " (original)" : ""}`]);
  const serving = measures.find((measure) => measure.serving)?.version;
  const first = chosen.before ?? measures.find((measure) => measure.previous && measure.version !== serving)?.version ?? measures.find((measure) => measure.version !== serving)?.version;
  const before = choice(options, first), after = choice(options, chosen.after ?? serving);
  const id = h("input", { type: "text", class: "code", spellcheck: "false", autocomplete: "off" });
  const answer = h("div", { class: "answers", "aria-live": "polite" });

  const attempt = async (work) => {
    answer.setAttribute("aria-busy", "true");
    try { await work(); } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) replace(answer, problem(error));
    } finally { answer.removeAttribute("aria-busy"); }
  };
  const show = () => attempt(async () => {
    if (!id.value.trim()) throw new Error("Name a point, or take any.");
    const settings = [before, after].map(({ value }) => ({ measure: value, effort: "exact" }));
    const question = { query: idFrom(id.value), using: vector || undefined, limit: 10 };
    replace(answer, await compare(name, question, settings, [`Measure ${before.value}`, `Measure ${after.value}`], signal));
  });
  const draw = () => attempt(async () => {
    const [found] = await sampleIds(name, 1, { using: vector, signal });
    if (found === undefined) throw new Error("There is no point to draw.");
    id.value = idText(found);
    await show();
  });
  const form = h("form", { class: "row" }, field("Point id", id), button("Any point", draw), field("Before", before), field("After", after), h("button", { type: "submit", class: "primary" }, "Compare"));
  form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  return h("section", {}, h("h2", {}, "Neighbours before and after"), form, answer);
}

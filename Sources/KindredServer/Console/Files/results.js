// Answers: one list, or two beside each other with what moved.

import { figures, h, line, svg } from "./dom.js";
import { brief, duration, idText, short, summary } from "./format.js";
import { isObject, keys } from "./json.js";
import { pointLink } from "./points.js";

const rowHeight = 52;

/** What names a point best: the first short text of its payload. */
export function titleOf(payload) {
  if (!isObject(payload)) return null;
  const key = keys(payload).find((name) => typeof payload[name] === "string" && payload[name].length > 0);
  return key === undefined ? null : { key, text: brief(payload[key], 80) };
}

function item(name, hit, rank, badge) {
  const title = titleOf(hit.payload);
  return h("li", { class: "hit" },
    h("span", { class: "rank" }, rank),
    h("span", { class: "hit-text" },
      h("a", { href: pointLink(name, hit.id), class: title ? null : "id" }, title ? title.text : idText(hit.id)),
      h("small", {}, title ? `${idText(hit.id)} · ${summary(hit.payload, 110, [title.key])}` : summary(hit.payload, 110))),
    badge,
    h("span", { class: "score" }, short(hit.score)));
}

/** How far a point came: `{ kind, text, spoken }`. */
function move(before, after) {
  if (before < 0) return { kind: "new", text: "new", spoken: "new" };
  if (after < 0) return { kind: "gone", text: "left", spoken: "not in the other answer" };
  const change = before - after;
  if (change === 0) return { kind: "same", text: "=", spoken: "same place" };
  return change > 0
    ? { kind: "up", text: `▲ ${change}`, spoken: `up ${change}` }
    : { kind: "down", text: `▼ ${-change}`, spoken: `down ${-change}` };
}

function badge({ kind, text, spoken }) {
  return h("span", { class: `move ${kind}` }, h("span", { "aria-hidden": "true" }, text), h("span", { class: "visually-hidden" }, spoken));
}

/** One answer, best first. */
export function hitList(name, { hits, seconds, roundTrip }, caption = "Nearest points") {
  if (hits.length === 0) return line("No point was found.");
  return h("section", { class: "answer" }, times(seconds, roundTrip),
    h("ol", { class: "hits", "aria-label": caption }, hits.map((hit, place) => item(name, hit, place + 1, null))));
}

function times(seconds, roundTrip) {
  return h("p", { class: "faint" }, seconds === null ? "" : `${duration(seconds)} in the server, `, `${duration(roundTrip)} to here and back`);
}

function links(first, second) {
  const rows = Math.max(first.length, second.length);
  const lines = first.map((id, from) => {
    const to = second.indexOf(id);
    if (to < 0) return null;
    const [a, b] = [(from + 0.5) * rowHeight, (to + 0.5) * rowHeight];
    const { kind } = move(from, to);
    return svg("path", { d: `M0 ${a}C50 ${a} 50 ${b} 100 ${b}`, class: `link ${kind}` });
  });
  return svg("svg", { class: "links", viewBox: `0 0 100 ${rows * rowHeight}`, height: rows * rowHeight, preserveAspectRatio: "none", "aria-hidden": "true" }, lines);
}

/** Two answers to one question; `texts` names them. */
export function comparison(name, answers, texts) {
  const [first, second] = answers.map(({ hits }) => hits.map(({ id }) => idText(id)));
  const kept = first.filter((id) => second.includes(id)).length;
  const moved = first.filter((id, place) => second.includes(id) && second.indexOf(id) !== place).length;
  const column = (answer, own, other, text, isSecond) => h("section", { class: "answer" },
    h("h3", {}, text), times(answer.seconds, answer.roundTrip),
    answer.hits.length === 0 ? line("No point was found.") : h("ol", { class: "hits", "aria-label": text }, answer.hits.map((hit, place) => {
      const there = other.indexOf(own[place]);
      const shown = isSecond ? badge(move(there, place)) : there < 0 ? badge(move(place, there)) : null;
      return item(name, hit, place + 1, shown);
    })));
  return [
    figures([["In both", `${kept} of ${Math.max(first.length, second.length)}`], ["Moved", String(moved)], ["New in the second", String(second.length - kept)]]),
    h("div", { class: "compare" },
      column(answers[0], first, second, texts[0], false), links(first, second), column(answers[1], second, first, texts[1], true)),
  ];
}

// Colours of points by a field of their payloads.

import { h } from "./dom.js";
import { brief, short } from "./format.js";
import { isNumber, isObject } from "./json.js";

const classesMax = 10;
const ramps = {
  light: [[68, 1, 84], [59, 82, 139], [33, 145, 140], [53, 150, 80], [176, 140, 0]],
  dark: [[120, 90, 200], [90, 140, 230], [60, 190, 180], [120, 215, 100], [250, 230, 60]],
};

/** The colour that a custom property of the style sheet has now. */
export function styleColour(name) {
  const probe = h("span", { hidden: true });
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Whether the page is dark now. */
function isDark() {
  const [red, green, blue] = styleColour("--ground").match(/\d+(\.\d+)?/g).map(Number);
  return red + green + blue < 384;
}

function ramp(share) {
  const stops = ramps[isDark() ? "dark" : "light"];
  const place = Math.min(Math.max(share, 0), 1) * (stops.length - 1), low = Math.min(Math.floor(place), stops.length - 2);
  const mixed = stops[low].map((value, i) => Math.round(value + (stops[low + 1][i] - value) * (place - low)));
  return `rgb(${mixed.join(" ")})`;
}

function valueOf(payload, field) {
  const value = isObject(payload) && field in payload ? payload[field] : null;
  const first = Array.isArray(value) ? value[0] ?? null : value;
  return isObject(first) ? null : first;
}

/** The fields that points can be coloured by: present, and neither all the same nor all different texts. */
export function colourFields(points) {
  const values = new Map();
  for (const { payload } of points) {
    for (const key of Object.keys(payload ?? {})) {
      const value = valueOf(payload, key);
      if (value === null) continue;
      if (!values.has(key)) values.set(key, { texts: new Set(), numbers: 0, all: 0 });
      const seen = values.get(key);
      seen.all += 1;
      seen.texts.add(String(value));
      if (isNumber(value)) seen.numbers += 1;
    }
  }
  return [...values].filter(([, { texts, numbers, all }]) => texts.size > 1 && (numbers === all || texts.size <= Math.max(classesMax, all / 3)))
    .sort(([, a], [, b]) => a.texts.size - b.texts.size).map(([key]) => key);
}

/**
 * How points are coloured: `{ colour(i), groups }`.
 *
 * Few values get a colour each, most frequent first, and the rest share one; many numbers get a ramp. A group is
 * `{ text, colour, size, has(i) }`.
 */
export function colouring(points, field) {
  if (!field) return { colour: () => styleColour("--s0"), groups: [] };
  const values = points.map(({ payload }) => valueOf(payload, field));
  const sizes = new Map();
  for (const value of values) if (value !== null) sizes.set(String(value), (sizes.get(String(value)) ?? 0) + 1);
  const areNumbers = values.every((value) => value === null || isNumber(value));
  return areNumbers && sizes.size > 12 ? byRamp(values) : byClass(values, sizes, areNumbers);
}

function byRamp(values) {
  const plain = values.map((value) => (value === null ? NaN : Number(value)));
  const known = plain.filter(Number.isFinite);
  const low = known.reduce((a, b) => Math.min(a, b), Infinity), high = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const none = styleColour("--faint");
  const colours = plain.map((value) => (Number.isFinite(value) ? ramp((value - low) / (high - low || 1)) : none));
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const groups = steps.map((share) => ({ text: short(low + share * (high - low)), colour: ramp(share) }));
  return { colour: (i) => colours[i], groups };
}

function byClass(values, sizes, areNumbers) {
  const sorted = [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, classesMax);
  if (areNumbers) sorted.sort((a, b) => Number(a[0]) - Number(b[0]));
  const chosen = new Map(sorted.map(([text], place) => [text, styleColour(`--s${place}`)]));
  const rest = styleColour("--faint");
  const colours = values.map((value) => (value === null ? rest : chosen.get(String(value)) ?? rest));
  const groups = sorted.map(([text, size]) => ({ text: brief(text, 30), colour: chosen.get(text), size, has: (i) => values[i] !== null && String(values[i]) === text }));
  const others = values.length - sorted.reduce((sum, [, size]) => sum + size, 0);
  if (others > 0) groups.push({ text: "everything else", colour: rest, size: others, has: (i) => values[i] === null || !chosen.has(String(values[i])) });
  return { colour: (i) => colours[i], groups };
}

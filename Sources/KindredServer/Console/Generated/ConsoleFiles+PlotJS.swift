// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let plotJS = ##"""
// Line plots in SVG, as wide as their place.

import { add, h, replace, svg } from "./dom.js";
import { short } from "./format.js";

const heightOfPlot = 280;
const inset = { left: 58, right: 16, top: 14, bottom: 44 };

/** Round steps that divide a range into about so many parts. */
function steps(low, high, about) {
  const rough = (high - low) / about, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) ticks.push(i * step);
  return { ticks, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function logarithmicTicks(low, high) {
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of [1, 2, 5]) {
      const tick = factor * 10 ** power;
      if (tick >= low * 0.999 && tick <= high * 1.001) ticks.push(tick);
    }
  }
  return ticks;
}

/** A tick of a logarithmic axis: `0.5`, `20`, `1,000`. */
function plain(value) { return Number(value.toPrecision(4)).toLocaleString("en", { maximumSignificantDigits: 4 }); }

/** An axis: where a value lies between 0 and 1, and its ticks with their texts. */
function axis(values, { isLogarithmic = false, low, high }, about) {
  const known = values.filter((value) => Number.isFinite(value) && (!isLogarithmic || value > 0));
  let least = low ?? Math.min(...known), most = high ?? Math.max(...known);
  if (!Number.isFinite(least) || !Number.isFinite(most)) [least, most] = [isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1];
  if (isLogarithmic) {
    [least, most] = [least / 1.15, most * 1.15];
    const scale = (value) => Math.log(value / least) / Math.log(most / least);
    const ticks = logarithmicTicks(least, most);
    // A narrow range has no powers to show.
    return { scale, ticks: (ticks.length > 2 ? ticks : steps(least, most, about).ticks).map((value) => [value, plain(value)]) };
  }
  const space = most > least ? (most - least) * 0.05 : Math.abs(most) * 0.05 || 0.5;
  if (low === undefined) least -= space;
  if (high === undefined) most += space;
  const { ticks, digits } = steps(least, most, about);
  return { scale: (value) => (value - least) / (most - least), ticks: ticks.map((value) => [value, value.toFixed(Math.min(digits, 8)).replace("-", "−")]) };
}

function frame(x, y, box, titles) {
  const parts = [];
  for (const [value, text] of y.ticks) {
    const at = box.y(value);
    parts.push(svg("line", { class: "grid", x1: box.left, x2: box.right, y1: at, y2: at }), svg("text", { class: "tick", x: box.left - 8, y: at + 4, "text-anchor": "end" }, text));
  }
  let last = -Infinity;
  for (const [value, text] of x.ticks) {
    const at = box.x(value);
    parts.push(svg("line", { class: "grid", x1: at, x2: at, y1: box.top, y2: box.bottom }));
    if (at - last < 14 + 7 * text.length) continue;
    last = at;
    parts.push(svg("text", { class: "tick", x: at, y: box.bottom + 17, "text-anchor": "middle" }, text));
  }
  parts.push(svg("text", { class: "title", x: (box.left + box.right) / 2, y: heightOfPlot - 6, "text-anchor": "middle" }, titles.x));
  parts.push(svg("text", { class: "title", transform: `translate(13 ${(box.top + box.bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, titles.y));
  return parts;
}

function drawing(series, place, box) {
  const points = series.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${box.x(x).toFixed(1)} ${box.y(y).toFixed(1)}`).join("");
  const parts = [svg("path", { class: `curve c${place}`, d: path })];
  if (series.marks === false) return parts;
  for (const { x, y, text, low, high } of points) {
    const [atX, atY] = [box.x(x), box.y(y)];
    if (Number.isFinite(low) && Number.isFinite(high)) parts.push(svg("line", { class: `whisker c${place}`, x1: atX, x2: atX, y1: box.y(low), y2: box.y(high) }));
    parts.push(svg("circle", { class: `dot c${place}`, cx: atX, cy: atY, r: 4 }, svg("title", {}, `${text ? `${text}: ` : ""}${short(y)} at ${short(x)}`)));
    if (!text) continue;
    const isLeft = atX > box.right - 60;
    parts.push(svg("text", { class: "label", x: atX + (isLeft ? -8 : 8), y: atY + 15, "text-anchor": isLeft ? "end" : "start" }, text));
  }
  return parts;
}

/**
 * A plot that `set(series)` fills.
 *
 * A series is `{ name, points: [{ x, y, text?, low?, high? }], marks? }`. The options name the axes and may fix their ends:
 * `{ label, x: { title, isLogarithmic, low, high }, y: {…} }`.
 */
export function plot(options) {
  const element = h("figure", { class: "plot" });
  let shown = [];
  const paint = () => {
    const width = Math.max(260, element.clientWidth || 600);
    const all = shown.flatMap(({ points }) => points);
    const x = axis(all.map((point) => point.x), options.x, width / 90);
    const y = axis(all.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]), options.y, 5);
    const box = { left: inset.left, right: width - inset.right, top: inset.top, bottom: heightOfPlot - inset.bottom };
    box.x = (value) => box.left + x.scale(value) * (box.right - box.left);
    box.y = (value) => box.bottom - y.scale(value) * (box.bottom - box.top);
    const drawn = svg("svg", { viewBox: `0 0 ${width} ${heightOfPlot}`, width, height: heightOfPlot, role: "img", "aria-label": options.label },
      frame(x, y, box, { x: options.x.title, y: options.y.title }), shown.map((series, place) => drawing(series, place, box)));
    const legend = shown.length < 2 ? null : h("figcaption", {}, shown.map(({ name }, place) => h("span", { class: `legend-line c${place}` }, name)));
    replace(element, drawn, legend);
  };
  const observer = new ResizeObserver(paint);
  observer.observe(element);
  return { element, set(series) { shown = series; paint(); } };
}

/** What a figure was and became on one line: a hollow dot, a full one, and the interval of the gain. */
export function gainMark({ before, after, interval }, [low, high]) {
  const at = (value) => 6 + (108 * (value - low)) / (high - low || 1);
  const { lower, upper } = interval ?? {};
  const mark = svg("svg", { class: "gain", viewBox: "0 0 120 16", width: 120, height: 16, "aria-hidden": "true" },
    svg("line", { class: "grid", x1: 0, x2: 120, y1: 8, y2: 8 }));
  if (Number.isFinite(Number(lower ?? NaN))) add(mark, svg("line", { class: "whisker c0 wide", x1: at(Number(before) + Number(lower)), x2: at(Number(before) + Number(upper)), y1: 8, y2: 8 }));
  if (Number.isFinite(Number(before ?? NaN))) add(mark, svg("circle", { class: "dot hollow", cx: at(Number(before)), cy: 8, r: 4 }));
  if (Number.isFinite(Number(after ?? NaN))) add(mark, svg("circle", { class: "dot c0", cx: at(Number(after)), cy: 8, r: 4.5 }));
  return mark;
}

"""##
}
#endif

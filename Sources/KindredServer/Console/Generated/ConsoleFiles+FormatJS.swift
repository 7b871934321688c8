// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let formatJS = ##"""
// How values read. Everything here makes text.

import { isNumber, isObject, keys, number, write } from "./json.js";

const grouped = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** A count with its thousands apart; a dash for what is not known. */
export function count(value) {
  return value === null || value === undefined || !Number.isFinite(Number(value)) ? "–" : grouped.format(Number(value));
}

/** A count with its noun: `1 point`, `2 points`. */
export function counted(value, noun, plural = `${noun}s`) { return `${count(value)} ${Number(value) === 1 ? noun : plural}`; }

/** Bytes in binary units. */
export function bytes(value) {
  if (value === null || value === undefined || !Number.isFinite(Number(value))) return "–";
  let rest = Number(value);
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let place = 0;
  while (rest >= 1024 && place < units.length - 1) { rest /= 1024; place += 1; }
  return `${place === 0 || rest >= 100 ? rest.toFixed(0) : rest.toFixed(1)} ${units[place]}`;
}

/** Some digits after the point, with a true minus. */
export function fixed(value, digits = 3) {
  return Number.isFinite(Number(value)) && value !== null ? Number(value).toFixed(digits).replace("-", "−") : "–";
}

/** About four digits, however large or small. */
export function short(value) {
  const plain = Number(value);
  if (value === null || value === undefined || !Number.isFinite(plain)) return "–";
  if (plain === 0) return "0";
  const size = Math.abs(plain);
  const text = size >= 1e6 || size < 1e-3 ? plain.toExponential(2) : size >= 1000 ? grouped.format(plain) : plain.toPrecision(4);
  return text.replace("-", "−");
}

/** A share as a percentage. */
export function percent(value, digits = 1) { return Number.isFinite(Number(value)) ? `${(100 * Number(value)).toFixed(digits)} %` : "–"; }

/** Seconds in the unit that suits them. */
export function duration(seconds) {
  if (seconds === null || seconds === undefined || !Number.isFinite(Number(seconds))) return "–";
  const value = Number(seconds);
  if (value < 1e-3) return `${(value * 1e6).toFixed(0)} µs`;
  if (value < 1) return `${(value * 1e3).toFixed(value < 0.01 ? 2 : 1)} ms`;
  if (value < 90) return `${value.toFixed(1)} s`;
  return `${Math.floor(value / 60)} min ${Math.round(value % 60)} s`;
}

/** A moment, in the reader's own zone. */
export function moment(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? String(text ?? "–") : date.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

/** A value of a payload on one line. */
export function brief(value, length = 120) {
  const isPlainList = Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string" || isNumber(item));
  const text = typeof value === "string" ? value : isPlainList ? value.join(", ") : write(value);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** A payload on one line: `word: ratel · part: noun`; some of its fields may be left out. */
export function summary(payload, length = 160, without = []) {
  if (!isObject(payload) || keys(payload).length === 0) return without.length > 0 ? "" : "no payload";
  let text = "";
  for (const key of keys(payload)) {
    if (without.includes(key)) continue;
    text += `${text ? " · " : ""}${key}: ${brief(payload[key], 60)}`;
    if (text.length > length) return `${text.slice(0, length - 1)}…`;
  }
  return text;
}

/** An id as the address of a page has it: integers keep every digit. */
export function idText(id) { return isNumber(id) || typeof id === "bigint" ? String(id) : id; }

/** An id from what somebody typed: digits are an integer, anything else is a UUID. */
export function idFrom(text) {
  const plain = text.trim();
  return /^\d+$/.test(plain) ? number(plain.replace(/^0+(?=\d)/, "")) : plain;
}

/** The median and other quantiles of some numbers, by rank. */
export function quantile(values, share) {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

"""##
}
#endif

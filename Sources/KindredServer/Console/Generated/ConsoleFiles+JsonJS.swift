// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let jsonJS = ##"""
// JSON as the server keeps it. The browser's own reader rounds integers beyond 2^53 and makes 1.0 into 1; ids and
// payloads have to survive both, so numbers that JavaScript would write otherwise are kept as they were written.

/** A number in the text it came in; arithmetic sees its value. */
class Numeral {
  constructor(text) { this.text = text; }
  valueOf() { return Number(this.text); }
  toString() { return this.text; }
}

/** What is wrong with a text that is no JSON, and where. */
class JSONError extends Error {
  constructor(what, text, at) {
    const before = text.slice(0, at).split("\n");
    super(`line ${before.length}, column ${before[before.length - 1].length + 1}: ${what}`);
    this.at = at;
  }
}

// Keys that look like integers are moved to the front by JavaScript; objects that have some remember the order.
const order = Symbol("order of keys");
const integerLike = /^(0|[1-9]\d*)$/;
const numberForm = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plainText = /[^"\\\u0000-\u001f]*/y;
const escapes = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const depthMax = 200;

/** The keys of an object as they were written. */
export function keys(object) { return object[order] ?? Object.keys(object); }

/** Whether a value is an object of JSON. */
export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof Numeral);
}

/** Whether a value is a number, in either of its forms. */
export function isNumber(value) { return typeof value === "number" || value instanceof Numeral; }

/** Reads a text. */
export function read(text) {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at < text.length) reader.fail("something follows the value");
  return value;
}

class Reader {
  constructor(text) { this.text = text; this.at = 0; }

  fail(what) { throw new JSONError(what, this.text, this.at); }

  space() {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return;
      this.at += 1;
    }
  }

  value(depth) {
    if (depth > depthMax) this.fail("nested too deeply");
    this.space();
    switch (this.text[this.at]) {
      case "{": return this.object(depth);
      case "[": return this.list(depth);
      case '"': return this.string();
      case "t": return this.word("true", true);
      case "f": return this.word("false", false);
      case "n": return this.word("null", null);
      default: return this.number();
    }
  }

  word(word, value) {
    if (!this.text.startsWith(word, this.at)) this.fail("a value was expected");
    this.at += word.length;
    return value;
  }

  number() {
    numberForm.lastIndex = this.at;
    const found = numberForm.exec(this.text);
    if (!found) this.fail(this.at < this.text.length ? "a value was expected" : "the text ends too early");
    this.at = numberForm.lastIndex;
    return number(found[0]);
  }

  string() {
    let result = "";
    this.at += 1;
    for (;;) {
      plainText.lastIndex = this.at;
      result += plainText.exec(this.text)[0];
      this.at = plainText.lastIndex;
      const next = this.text[this.at];
      if (next === '"') break;
      if (next !== "\\") this.fail(next === undefined ? "the string has no end" : "control characters are written as escapes");
      result += this.escape();
    }
    this.at += 1;
    return result;
  }

  escape() {
    const letter = this.text[this.at + 1];
    if (letter === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("\\u takes four hexadecimal digits");
      this.at += 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    if (!Object.hasOwn(escapes, letter)) this.fail("an unknown escape");
    this.at += 2;
    return escapes[letter];
  }

  list(depth) {
    const result = [];
    this.at += 1;
    this.space();
    if (this.text[this.at] === "]") { this.at += 1; return result; }
    for (;;) {
      result.push(this.value(depth + 1));
      if (this.ends("]")) return result;
    }
  }

  object(depth) {
    // Without a prototype no key of a payload, __proto__ included, means anything to JavaScript.
    const result = Object.create(null);
    const written = [];
    let reordered = false;
    this.at += 1;
    this.space();
    if (this.text[this.at] === "}") { this.at += 1; return result; }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.fail("a key in double quotes was expected");
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ":") this.fail("a colon was expected");
      this.at += 1;
      if (!(key in result)) written.push(key);
      reordered ||= integerLike.test(key);
      result[key] = this.value(depth + 1);
      if (this.ends("}")) break;
    }
    if (reordered) Object.defineProperty(result, order, { value: written });
    return result;
  }

  ends(close) {
    this.space();
    const next = this.text[this.at];
    if (next !== close && next !== ",") this.fail(`a comma or ${close} was expected`);
    this.at += 1;
    return next === close;
  }
}

/** The number of a text: plain when JavaScript writes it back as it was. */
export function number(text) {
  const value = Number(text);
  if (Number.isInteger(value) || Math.abs(value) > Number.MAX_VALUE) return String(value) === text ? value : new Numeral(text);
  return value;
}

/** Writes a value; with an indent, short lists stay on one line. */
export function write(value, indent = 0, margin = "") {
  if (value === null || value === undefined) return "null";
  if (value instanceof Numeral || typeof value === "bigint") return String(value);
  if (typeof value !== "object") return JSON.stringify(value);
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const parts = isList
    ? Array.from(value, (item) => write(item, indent, margin + " ".repeat(indent)))
    : keys(value).filter((key) => value[key] !== undefined)
      .map((key) => `${JSON.stringify(key)}:${indent ? " " : ""}${write(value[key], indent, margin + " ".repeat(indent))}`);
  const [open, close] = isList ? "[]" : "{}";
  const line = parts.join(indent ? ", " : ",");
  if (!indent || parts.length === 0 || (line.length < 72 && !line.includes("\n") && isList)) return open + line + close;
  const inner = margin + " ".repeat(indent);
  return `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
}

"""##
}
#endif

// Requests to the server that this page came from.

import { isObject, keys, read, write } from "./json.js";

const keyName = "kindred-api-key";

/** A request that was refused or not answered; `status` is 0 when nothing came back. */
export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }

  /** Whether the server lacks the feature, rather than the thing that was asked for. */
  get isMissingFeature() {
    return [404, 405, 501].includes(this.status) && (!this.message.startsWith("Not found:") || this.message.includes("no such endpoint"));
  }
}

/** The key that goes with requests; it lives as long as the tab. */
export const apiKey = {
  get() { return sessionStorage.getItem(keyName); },
  set(key) { if (key) sessionStorage.setItem(keyName, key); else sessionStorage.removeItem(keyName); },
};

let asking = null;
let ask = async () => false;

/** Says how to ask for a key: `ask(status, message)` sets it and resolves to true, or to false when there is none. */
export function onKeyNeeded(how) { ask = how; }

// Requests that are refused together ask once.
async function keyIsNew(used, status, message) {
  if (apiKey.get() !== used) return true;
  asking ??= ask(status, message).finally(() => { asking = null; });
  return asking;
}

/** Sends a request; resolves to `{ result, seconds, roundTrip }`, both times in seconds, the first as the server says. */
export async function timed(method, path, body, { signal } = {}) {
  for (;;) {
    const key = apiKey.get();
    const headers = {};
    if (key) headers["api-key"] = key;
    if (body !== undefined) headers["content-type"] = "application/json";
    const start = performance.now();
    const { status, text } = await send(path, { method, headers, signal, cache: "no-store", body: body === undefined ? undefined : write(body) });
    const roundTrip = (performance.now() - start) / 1e3;
    const answer = parsed(text);
    if (status >= 200 && status < 300) return { ...unwrapped(answer, text), roundTrip };
    const message = messageOf(answer, status);
    if ((status === 401 || status === 403) && await keyIsNew(key, status, message)) continue;
    throw new RequestError(status, message);
  }
}

/** Sends a request; resolves to its result. */
export async function request(method, path, body, options) {
  return (await timed(method, path, body, options)).result;
}

/** Sends a request to a feature that the server may lack; resolves to null then. */
export async function optional(method, path, body, options) {
  try {
    return await request(method, path, body, options);
  } catch (error) {
    if (error instanceof RequestError && error.isMissingFeature) return null;
    throw error;
  }
}

async function send(path, options) {
  try {
    const response = await fetch(path, options);
    return { status: response.status, text: await response.text() };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new RequestError(0, "The server does not answer.");
  }
}

function parsed(text) {
  try { return read(text); } catch { return undefined; }
}

// Qdrant's envelope, or a plain object of our own.
function unwrapped(answer, text) {
  if (answer === undefined) {
    if (text.trim() === "") return { result: null, seconds: null };
    throw new RequestError(0, "The server answered with something that is not JSON.");
  }
  const isEnvelope = isObject(answer) && "result" in answer && "status" in answer;
  return isEnvelope ? { result: answer.result, seconds: Number(answer.time) } : { result: answer, seconds: "time" in Object(answer) ? Number(answer.time) : null };
}

function messageOf(answer, status) {
  const error = answer?.status?.error ?? answer?.error?.message ?? answer?.error ?? answer?.message;
  return typeof error === "string" && error ? error : `The server answered with status ${status}.`;
}

/** The address of a collection, or of something in it. */
export function collectionPath(name, rest = "") { return `/collections/${encodeURIComponent(name)}${rest}`; }

/** The same among the server's own features. */
export function kindredPath(name, rest = "") { return `/kindred/collections/${encodeURIComponent(name)}${rest}`; }

/**
 * The vectors of a collection by name; "" is the unnamed one.
 *
 * Values are `{ kind: "dense" | "multi" | "sparse", size, distance }`.
 */
export function vectorsOf(info) {
  const found = new Map();
  const parameters = info?.config?.params ?? {};
  const dense = parameters.vectors ?? {};
  const named = "size" in dense ? { "": dense } : dense;
  for (const name of Object.keys(named)) {
    const { size, distance, multivector_config: multi } = named[name];
    found.set(name, { kind: multi ? "multi" : "dense", size: Number(size), distance });
  }
  for (const name of keys(parameters.sparse_vectors ?? {})) found.set(name, { kind: "sparse", size: null, distance: "Dot" });
  return found;
}

/** The measures that a collection keeps for a vector, the oldest first; null when the server does not tell. */
export async function measuresOf(name, vector, signal) {
  const answer = await optional("GET", kindredPath(name, `/measures?vector=${encodeURIComponent(vector)}`), undefined, { signal });
  return answer === null ? null : answer.measures ?? answer;
}

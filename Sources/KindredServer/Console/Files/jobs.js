// Learning runs: the list, and one that is watched.

import { measuresOf, optional, request } from "./api.js";
import { collectionLink } from "./collections.js";
import { confirmed, say } from "./dialog.js";
import { button, figures, h, line, progress, replace, table } from "./dom.js";
import { brief, count, counted, duration, fixed, moment, percent } from "./format.js";
import { keys } from "./json.js";
import { neighbours } from "./neighbours.js";
import { plot } from "./plot.js";

const pause = 1000;
const states = { queued: "idle", running: "busy", done: "good", failed: "bad", cancelled: "idle" };

function isOver({ state }) { return state === "done" || state === "failed" || state === "cancelled"; }

function stateOf({ state }) { return h("span", { class: `state ${states[state] ?? "idle"}` }, state); }

/** What a run is about, in a few words. */
function what(job) {
  const { label, loss, encoder } = job.request ?? {};
  return [job.kind ?? "learn", label ? `from ${label}` : null, loss, encoder].filter(Boolean).join(" · ");
}

/** Runs in a table, the newest first as the server lists them. */
export function jobTable(jobs) {
  const rows = jobs.map((job) => [
    h("a", { href: `#/jobs/${encodeURIComponent(String(job.id))}` }, String(job.id)), h("a", { href: collectionLink(job.collection) }, job.collection),
    what(job), stateOf(job), isOver(job) ? "" : percent(job.progress, 0), outcome(job.report), moment(job.started),
  ]);
  return table("Learning runs", [{ title: "Run", heading: true }, { title: "Collection" }, { title: "What" }, { title: "State" }, { title: "Done", number: true }, { title: "Outcome" }, { title: "Started" }], rows);
}

function outcome(report) {
  if (!report) return "";
  const moved = `${report.figure} ${fixed(report.before)} → ${fixed(report.after)}`;
  return report.promoted ? `${moved}, serving` : report.refusal ? `${moved}, refused` : moved;
}

/** All runs. */
export async function jobList({ body, signal }) {
  const answer = await optional("GET", "/kindred/jobs", undefined, { signal });
  if (signal.aborted) return;
  if (answer === null) replace(body, line("This server does not learn in the background; kindred learn does, on the command line."));
  else if (answer.jobs.length === 0) replace(body, line("Nothing was learnt yet. A collection's page “Measures” starts it."));
  else replace(body, jobTable(answer.jobs));
}

function curves() {
  const loss = plot({ label: "Loss by epoch", x: { title: "epoch" }, y: { title: "loss" } });
  const metric = plot({ label: "Held-out figure by epoch", x: { title: "epoch" }, y: { title: "held-out figure" } });
  const set = (curve) => {
    const along = (key) => curve.map((step) => ({ x: Number(step.epoch), y: Number(step[key] ?? NaN) }));
    loss.set([{ name: "loss", points: along("loss"), marks: curve.length < 40 }]);
    metric.element.hidden = !curve.some((step) => Number.isFinite(Number(step.metric ?? NaN)));
    if (!metric.element.hidden) metric.set([{ name: "figure", points: along("metric"), marks: curve.length < 40 }]);
  };
  return { element: h("div", { class: "two" }, loss.element, metric.element), set };
}

function judgement(report) {
  const { figure, before, after, gain } = report;
  const verdict = report.promoted ? "It is better on what it never saw, and serves now." : report.refusal ? `It was refused: ${report.refusal}` : "It is kept as a candidate.";
  return [
    h("h2", {}, "Judgement"),
    h("p", { class: "verdict" }, h("span", { class: `state ${report.promoted ? "good" : "idle"}` }, report.promoted ? "promoted" : report.refusal ? "refused" : "candidate"), verdict),
    figures([
      [`${figure} before`, fixed(before)], [`${figure} after`, fixed(after)],
      ["Gain", fixed(gain?.mean), gain ? `${fixed(gain.lower)} to ${fixed(gain.upper)}` : null],
      ["Points", count(report.points)], ["Classes", count(report.classes)], ["Training", duration(report.training_s)],
    ]),
    (report.warnings ?? []).map((text) => line(text)),
  ];
}

async function moved(job, signal) {
  const { measure } = job.report ?? {};
  if (measure === null || measure === undefined) return null;
  const vector = job.vector ?? "";
  const measures = await measuresOf(job.collection, vector, signal);
  if (measures === null || measures.length < 2) return null;
  const before = [...measures].reverse().find(({ version }) => Number(version) < Number(measure))?.version;
  return neighbours(job.collection, vector, measures, { before, after: measure }, signal);
}

async function cancel(id, done) {
  const isDone = await confirmed("Stop this run?", {
    text: "What was learnt so far is thrown away; the measure that serves stays.", action: "Stop the run",
    submit: () => request("POST", `/kindred/jobs/${encodeURIComponent(id)}/cancel`),
  });
  if (!isDone) return;
  say("The run is being stopped.");
  done();
}

/** One run, watched until it is over. */
export async function jobView({ id, body, signal }) {
  const head = h("div", {}), bar = progress("Learning"), drawn = curves(), end = h("div", {});
  const stop = button("Stop the run…", () => cancel(id, tick), { class: "danger", hidden: true });
  let timer = null;
  replace(body, head, h("div", { class: "toolbar" }, bar, stop), drawn.element, end);
  drawn.element.hidden = true;

  const show = async (job) => {
    const settings = keys(job.request ?? {}).filter((key) => job.request[key] !== null && job.request[key] !== "" && typeof job.request[key] !== "boolean").map((key) => `${key.replace("_", " ")} ${brief(job.request[key], 60)}`).join(" · ");
    replace(head, h("p", {}, stateOf(job), " ", h("a", { href: collectionLink(job.collection, "/measures") }, job.collection), h("span", { class: "faint" }, settings ? ` · ${settings}` : "")));
    const curve = job.curve ?? [];
    drawn.element.hidden = curve.length === 0;
    if (curve.length > 0) drawn.set(curve);
    stop.hidden = isOver(job);
    if (!isOver(job)) {
      bar.set(Number(job.progress ?? 0), [job.stage, percent(job.progress ?? 0, 0), curve.length > 0 ? counted(curve.length, "epoch") : null].filter(Boolean).join(" · "));
      return;
    }
    bar.end();
    const after = await moved(job, signal).catch(() => null);
    replace(end, job.error ? h("div", { class: "problem-box", role: "alert" }, h("p", {}, job.error)) : null, job.report?.figure ? judgement(job.report) : null, after);
  };
  // A request that fails is no end of the run: the next one asks again.
  const wait = () => { timer = setTimeout(() => tick().catch(() => { if (!signal.aborted) wait(); }), pause); };
  const tick = async () => {
    clearTimeout(timer);
    const job = await request("GET", `/kindred/jobs/${encodeURIComponent(id)}`, undefined, { signal });
    if (signal.aborted) return;
    await show(job);
    if (!isOver(job)) wait();
  };
  signal.addEventListener("abort", () => clearTimeout(timer));
  await tick();
}

// Recall against latency, measured from here: exact answers beside those of several search widths.

import { collectionPath, kindredPath, optional, request, vectorsOf } from "./api.js";
import { figuresOf } from "./collections.js";
import { fillLater, problem } from "./dialog.js";
import { button, choice, field, figures, h, line, progress, replace, table } from "./dom.js";
import { count, counted, duration, fixed, idText, quantile } from "./format.js";
import { plot } from "./plot.js";
import { ask, sampleIds, vectorChoice } from "./question.js";

const widths = [16, 32, 64, 128, 256, 512];
const depth = 10;
const exact = { text: "exact", measure: "", effort: "exact" };

/** One way to search, and what it gave so far. */
class Trial {
  constructor(setting) {
    this.setting = setting;
    this.recalls = [];
    this.server = [];
    this.trips = [];
  }

  take(answer, truth) {
    this.recalls.push(recall(answer.hits, truth));
    if (answer.seconds !== null) this.server.push(answer.seconds);
    this.trips.push(answer.roundTrip);
  }

  get mean() { return this.recalls.reduce((sum, value) => sum + value, 0) / this.recalls.length; }

  /** The mean's interval of 95 %, by the normal approximation, within 0 and 1. */
  get interval() {
    const { mean } = this, n = this.recalls.length;
    const variance = this.recalls.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, n - 1);
    const half = 1.96 * Math.sqrt(variance / n);
    return [Math.max(0, mean - half), Math.min(1, mean + half)];
  }

  get latencies() { return this.server.length > 0 ? this.server : this.trips; }
}

/** The share of the true neighbours that were found; one as near as the last of them counts, whichever of the equals came. */
function recall(hits, truth) {
  if (truth.length === 0) return 1;
  const ids = new Set(truth.map(({ id }) => idText(id))), last = Number(truth[truth.length - 1].score);
  const found = hits.filter(({ id, score }) => ids.has(idText(id)) || Math.abs(Number(score) - last) <= 1e-6 * Math.abs(last)).length;
  return Math.min(found, truth.length) / truth.length;
}

/** Asks every sampled point under every setting, in turns, so that no setting has the warmer caches. */
async function measure({ name, using, samples, signal, tell }) {
  const ids = await sampleIds(name, samples, { using, signal });
  if (ids.length < 2) throw new Error("There are too few points with this vector to measure anything.");
  const trials = [exact, ...widths.map((amount) => ({ text: `hnsw_ef ${amount}`, measure: "", effort: "ef", amount }))].map((setting) => new Trial(setting));
  for (const [round, id] of ids.entries()) {
    const question = { query: id, using: using || undefined, limit: depth, with_payload: false };
    const answers = [];
    for (let turn = 0; turn < trials.length; turn += 1) {
      const place = (turn + round) % trials.length;
      answers[place] = await ask(name, question, trials[place].setting, signal);
    }
    for (const [place, trial] of trials.entries()) trial.take(answers[place], answers[0].hits);
    tell(round + 1, ids.length, trials);
  }
  return trials;
}

function resultTable(trials) {
  const columns = ["Search", `Recall@${depth}`, "95 % interval", "p50", "p95", "p50 round trip", "Queries"].map((title, place) => ({ title, heading: place === 0, number: place > 0 }));
  return table("Recall and latency", columns, trials.map((trial) => [
    trial.setting.text, fixed(trial.mean, 4), trial.setting === exact ? "by definition" : trial.interval.map((value) => fixed(value, 3)).join(" to "),
    duration(quantile(trial.latencies, 0.5)), duration(quantile(trial.latencies, 0.95)), duration(quantile(trial.trips, 0.5)), count(trial.recalls.length),
  ]));
}

function seriesOf(trials) {
  const at = (trial) => {
    const [low, high] = trial.interval;
    return { x: quantile(trial.latencies, 0.5) * 1e3, y: trial.mean, low, high, text: trial.setting === exact ? "exact" : String(trial.setting.amount) };
  };
  return [{ name: "hnsw_ef", points: trials.slice(1).map(at) }, { name: "exact", points: [{ ...at(trials[0]), low: undefined, high: undefined }] }];
}

function advice(trials, figures_) {
  if (Number(figures_.points) > 0 && Number(figures_.indexed) === 0) return "No point of this collection is in a graph yet: every search scans all rows, so all of them are exact.";
  const enough = trials.slice(1).find((trial) => trial.interval[0] >= 0.95);
  if (!enough) return "No width up to 512 reaches a recall of 0.95 surely with this many samples.";
  const times = quantile(trials[0].latencies, 0.5) / quantile(enough.latencies, 0.5);
  const exactly = times > 1.1 ? `exact search takes ${fixed(times, 1)} times as long` : "exact search is no slower here";
  return `${enough.setting.text} is the smallest width whose recall is surely 0.95 or better; ${exactly}.`;
}

async function ownMeasurement(name, using, samples, signal) {
  const answer = await optional("GET", kindredPath(name, `/recall?samples=${samples}&vector=${encodeURIComponent(using)}`), undefined, { signal });
  if (answer === null) return line("This server does not measure its recall itself; the measurement above needs nothing from it.");
  const { mean, lower, upper } = answer.recall ?? answer;
  return figures([["Recall@10 by the server", fixed(mean, 4), Number.isFinite(Number(lower ?? NaN)) ? `${fixed(lower, 3)} to ${fixed(upper, 3)}` : null], ["Samples", count(answer.samples ?? samples)]]);
}

/** The page of index quality. */
export async function qualityView({ name, body, signal }) {
  const [info, known] = await Promise.all([request("GET", collectionPath(name), undefined, { signal }), figuresOf(name, signal)]);
  if (signal.aborted) return;
  const vectors = new Map([...vectorsOf(info)].filter(([, { kind }]) => kind !== "sparse"));
  if (vectors.size === 0) { replace(body, line("This collection has no dense vectors.")); return; }
  const using = vectorChoice(vectors, ""), samples = choice(["50", "100", "200", "500"], "100");
  const bar = progress("Measuring"), results = h("div", {}), own = h("div", {});
  const drawn = plot({ label: "Recall against latency", x: { title: "median milliseconds a query (logarithmic)", isLogarithmic: true }, y: { title: `recall@${depth}`, high: 1 } });
  drawn.element.hidden = true;
  const stop = button("Stop", () => run?.abort(), { hidden: true });
  let run = null;

  const form = h("form", { class: "row" }, using.element, field("Sampled points", samples), h("button", { type: "submit", class: "primary" }, "Measure"), stop);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (run) return;
    run = new AbortController();
    const either = AbortSignal.any([signal, run.signal]);
    stop.hidden = false;
    let last = 0;
    const show = (trials, isLast) => {
      if (!isLast && performance.now() - last < 300) return;
      last = performance.now();
      drawn.element.hidden = false;
      drawn.set(seriesOf(trials));
      replace(results, isLast ? h("p", {}, advice(trials, known)) : null, resultTable(trials));
    };
    try {
      const tell = (done, all, trials) => { bar.set(done / all, `${done} of ${counted(all, "point")}, ${trials.length} searches each`); show(trials, false); };
      show(await measure({ name, using: using.value, samples: Number(samples.value), signal: either, tell }), true);
    } catch (error) {
      if (error.name !== "AbortError") replace(results, problem(error));
    } finally {
      run = null;
      stop.hidden = true;
      bar.end();
    }
  });
  replace(body,
    h("p", {}, `Points are drawn, each asks for its ${depth} nearest exactly and under each width of the search, one query at a time. Recall is the share of the true neighbours found.`),
    form, bar, drawn.element, results,
    h("h2", {}, "What the server says"), h("div", { class: "actions start" }, button("Measure in the server", () => fillLater(own, () => ownMeasurement(name, using.value, samples.value, signal), signal))), own);
}

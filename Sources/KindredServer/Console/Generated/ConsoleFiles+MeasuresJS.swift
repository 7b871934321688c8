// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let measuresJS = ##"""
// The measures that a collection keeps, which one serves, and how good each was found.

import { collectionPath, kindredPath, measuresOf, optional, request, vectorsOf } from "./api.js";
import { confirmed, problem, say } from "./dialog.js";
import { button, h, line, replace, table } from "./dom.js";
import { counted, fixed, moment } from "./format.js";
import { jobTable } from "./jobs.js";
import { learnForm } from "./learn.js";
import { neighbours } from "./neighbours.js";
import { gainMark } from "./plot.js";
import { vectorChoice } from "./question.js";

/** The ends of all figures of a metric, so that marks below each other can be compared. */
function bounds(measures, metric) {
  const values = measures.filter(({ evaluation }) => evaluation?.metric === metric).flatMap(({ evaluation: { before, after, interval } }) =>
    [before, after, Number(before) + Number(interval?.lower ?? 0), Number(before) + Number(interval?.upper ?? 0)].map(Number).filter(Number.isFinite));
  return [Math.min(...values), Math.max(...values)];
}

/** An evaluation as a table shows it. */
function evaluationCell(evaluation, measures) {
  if (!evaluation) return h("span", { class: "faint" }, "not evaluated");
  const { metric, before, after, interval } = evaluation;
  const gain = interval ? `, gain ${fixed(interval.lower)} to ${fixed(interval.upper)}` : "";
  return h("div", { class: "evaluation" }, gainMark(evaluation, bounds(measures, metric)), h("span", {}, `${metric} ${fixed(before)} → ${fixed(after)}`, h("small", { class: "faint" }, gain)));
}

function state({ serving, previous, original }) {
  const words = [serving ? h("span", { class: "state good" }, "serving") : null, previous ? h("span", { class: "state idle" }, "before") : null, original ? h("span", { class: "faint" }, "original") : null];
  return words.some(Boolean) ? h("div", { class: "states" }, words) : "";
}

/** Changes which measure serves; building its index may be a job that can be watched. */
async function change(name, action, body, question, done) {
  let answer;
  const isDone = await confirmed(question.title, {
    text: question.text, action: question.action,
    submit: async () => { answer = await request("POST", kindredPath(name, `/measures/${action}`), body); },
  });
  if (!isDone) return;
  if (answer?.job !== undefined && answer.job !== null) { location.hash = `#/jobs/${encodeURIComponent(String(answer.job))}`; return; }
  say(question.said);
  done();
}

function measureTable(name, vector, measures, reload) {
  const promote = ({ version, measure }) => change(name, "promote", { vector, version }, {
    title: `Serve measure ${version}?`, action: "Promote", said: `Measure ${version} serves now.`,
    text: `Searches will compare by ${measure}. Its index is built aside and put in place at once; the measure that serves now is kept.`,
  }, reload);
  const rows = measures.map((measure) => [
    String(measure.version), measure.measure, state(measure), evaluationCell(measure.evaluation, measures), moment(measure.created),
    measure.serving ? "" : button("Promote", () => promote(measure), { class: "quiet", "aria-label": `Promote measure ${measure.version}` }),
  ]);
  const key = h("p", { class: "faint" }, "Held-out figures: a hollow dot before, a full one after, and a band for the 95 % interval of the gain.");
  return [table("Measures", [{ title: "Version", heading: true }, { title: "Measure" }, { title: "State" }, { title: "Held-out figures" }, { title: "Made" }, { title: "Change" }], rows), measures.some(({ evaluation }) => evaluation) ? key : null];
}

function rollbackButton(name, vector, measures, reload) {
  const before = measures.find(({ previous }) => previous);
  if (!before) return null;
  return button(`Roll back to ${before.version}`, () => change(name, "rollback", { vector }, {
    title: `Go back to measure ${before.version}?`, action: "Roll back", said: `Measure ${before.version} serves again.`,
    text: `Searches will compare by ${before.measure} again. The measure that serves now is kept.`,
  }, reload));
}

/** The page of measures and learning. */
export async function measuresView(context) {
  const { name, body, signal, query } = context;
  const vectors = vectorsOf(await request("GET", collectionPath(name), undefined, { signal }));
  if (signal.aborted) return;
  const dense = new Map([...vectors].filter(([, { kind }]) => kind === "dense"));
  if (dense.size === 0) { replace(body, line("Only collections with dense vectors learn measures.")); return; }
  const using = vectorChoice(dense, query.get("vector") ?? "");
  const list = h("div", {}), learning = h("div", {}), moved = h("div", {}), runs = h("div", {});

  const reload = async () => {
    try {
      const measures = await measuresOf(name, using.value, signal);
      if (signal.aborted) return;
      if (measures === null) {
        replace(list, line("This server keeps one measure for a collection and learns no others."));
        replace(learning); replace(moved); replace(runs);
        return;
      }
      replace(list, h("div", { class: "toolbar" }, h("h2", {}, counted(measures.length, "measure")), rollbackButton(name, using.value, measures, reload)), measureTable(name, using.value, measures, reload));
      replace(learning, await learnForm(name, using.value, signal));
      replace(moved, measures.length > 1 ? neighbours(name, using.value, measures, {}, signal) : null);
      await showRuns();
    } catch (error) {
      if (error.name !== "AbortError" && !signal.aborted) replace(list, problem(error, reload));
    }
  };
  const showRuns = async () => {
    const answer = await optional("GET", "/kindred/jobs", undefined, { signal });
    const jobs = answer?.jobs?.filter(({ collection }) => collection === name) ?? [];
    replace(runs, jobs.length > 0 ? [h("h2", {}, "Learning runs"), jobTable(jobs)] : null);
  };
  using.control.addEventListener("change", reload);
  replace(body, using.element, list, learning, runs, moved);
  await reload();
}

"""##
}
#endif

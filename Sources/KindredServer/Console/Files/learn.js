// Starting to learn a measure from labels.

import { collectionPath, kindredPath, request, RequestError } from "./api.js";
import { choice, field, fresh, h, line, replace } from "./dom.js";
import { filterBox, filterGuide } from "./filter.js";
import { keys } from "./json.js";

const losses = ["contrastive", "triplet", "nt-xent", "supcon", "hard-contrastive", "siamese", "softmax", "normalized-softmax", "center", "l-softmax", "sphereface", "cosface", "arcface", "airface", "combined-margin"];
const encoders = [["linear", "linear: one map, a Mahalanobis distance"], ["mlp", "mlp: hidden layers beside a linear map"]];
const miners = [["", "the loss decides"], "all", "semi-hard", "hard", "batch-hard", "easy", "index", "adaptive"];
const sampleSize = 64;

/** Fields that could be labels: those that a few points have, with one text, number or truth. */
async function labelFields(name, signal) {
  const { points } = await request("POST", collectionPath(name, "/points/scroll"), { limit: sampleSize, with_payload: true, with_vector: false }, { signal });
  const found = new Map();
  for (const { payload } of points) {
    for (const key of keys(payload ?? {})) {
      if (payload[key] === null || typeof payload[key] === "object") continue;
      if (!found.has(key)) found.set(key, new Set());
      found.get(key).add(payload[key]);
    }
  }
  return [...found].filter(([, values]) => values.size > 1 && values.size < points.length * 0.8).sort(([, a], [, b]) => a.size - b.size).map(([key]) => key);
}

function optionalNumber(hint, attributes = {}) {
  return h("input", { type: "number", step: "any", min: 0, placeholder: hint, ...attributes });
}

/** The form that starts learning; it leads to the run's page. */
export async function learnForm(name, vector, signal) {
  const names = await labelFields(name, signal);
  const list = h("datalist", { id: fresh("labels") }, names.map((value) => h("option", { value })));
  const label = h("input", { type: "text", list: list.id, required: true, autocomplete: "off", spellcheck: "false", value: names[0] ?? "" });
  const loss = choice(losses, "contrastive"), encoder = choice(encoders, "linear"), miner = choice(miners, "");
  const epochs = optionalNumber("automatic", { min: 1, step: 1 }), rate = optionalNumber("automatic"), dimension = optionalNumber("automatic", { min: 1, step: 1 }), seed = optionalNumber("0", { step: 1 });
  const filter = filterBox("", "Only points that match");
  const candidate = h("input", { type: "checkbox" });
  const wrong = h("div", { role: "alert" });
  const chosen = (control) => (control.value === "" ? undefined : Number(control.value));
  const form = h("form", { class: "stack panel" },
    h("h2", {}, "Learn a measure"),
    h("p", { class: "faint" }, "Points with the same label are to be near each other. A share of them is held out and judges: a measure that is not better is not served."),
    h("div", { class: "row" }, field("Label", label), list, field("Loss", loss), field("Encoder", encoder), field("Epochs", epochs)),
    h("details", {}, h("summary", {}, "More choices"), h("div", { class: "row" }, field("Miner", miner), field("Learning rate", rate), field("Dimension", dimension), field("Seed", seed), filter.element), filterGuide()),
    h("div", { class: "actions start" }, h("button", { type: "submit", class: "primary" }, "Learn"), h("label", { class: "check" }, candidate, "Keep it as a candidate; serve nothing new yet")), wrong);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    replace(wrong);
    try {
      const body = {
        label: label.value.trim(), vector, loss: loss.value, encoder: encoder.value, miner: miner.value || undefined, epochs: chosen(epochs),
        learning_rate: chosen(rate), dimension: chosen(dimension), seed: chosen(seed), filter: await filter.filter(signal), promote: !candidate.checked,
      };
      const { job } = await request("POST", kindredPath(name, "/learn"), body, { signal });
      location.hash = `#/jobs/${encodeURIComponent(String(job))}`;
    } catch (error) {
      if (error.name === "AbortError") return;
      const isMissing = error instanceof RequestError && error.isMissingFeature;
      replace(wrong, isMissing ? line("This server does not learn; kindred learn does, on the command line.") : h("p", { class: "problem" }, error.message));
    }
  });
  return form;
}

// Written by Scripts/embed-console out of Sources/KindredServer/Console/Files.
// swift-format-ignore-file
#if Server
extension ConsoleFiles {
    static let dialogJS = ##"""
// Questions to the user, and short messages.

import { add, button, field, fresh, h, replace } from "./dom.js";

/** Shows a dialog; resolves to what `close(value)` was given, or to undefined when it was dismissed. */
function dialog(title, fill) {
  return new Promise((resolve) => {
    const heading = h("h2", { id: fresh("title") }, title);
    const box = h("dialog", { "aria-labelledby": heading.id }, heading);
    let answer;
    const close = (value) => { answer = value; box.close(); };
    box.addEventListener("close", () => { box.remove(); resolve(answer); });
    fill(box, close);
    document.body.append(box);
    box.showModal();
  });
}

/** A form in a dialog: fields, a place for an error, and the two buttons. `submit` may throw; its answer closes the dialog. */
export function formDialog(title, { fields, action, isDangerous = false, submit, ready = () => true }) {
  return dialog(title, (box, close) => {
    const problem = h("p", { class: "problem", role: "alert", hidden: true });
    const go = h("button", { type: "submit", class: isDangerous ? "danger" : "primary" }, action);
    const form = h("form", { class: "stack" }, fields, problem,
      h("div", { class: "actions" }, button("Cancel", () => close(undefined)), go));
    const update = () => { go.disabled = !ready(); };
    form.addEventListener("input", update);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (!ready()) return;
      go.disabled = true;
      try {
        close(await submit());
      } catch (error) {
        problem.textContent = error.message;
        problem.hidden = false;
        go.disabled = false;
      }
    });
    update();
    add(box, form);
  });
}

/** Asks before something that cannot be undone; with `name`, it has to be typed. Resolves to whether it was done. */
export async function confirmed(title, { text, name, action, submit }) {
  const typed = name === undefined ? null : h("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  const done = await formDialog(title, {
    fields: [h("p", {}, text), typed ? field(h("span", {}, "Type ", h("strong", { class: "name" }, name), " to confirm"), typed) : null],
    action, isDangerous: true,
    ready: () => !typed || typed.value === name,
    submit: async () => { await submit(); return true; },
  });
  return done === true;
}

/** Asks for an API key; resolves to it, "" to forget the one there is, or undefined. */
export function askForKey(explanation, isKnown) {
  const input = h("input", { type: "password", autocomplete: "off", spellcheck: "false" });
  return formDialog("API key", {
    fields: [h("p", {}, explanation), field("Key", input, "It is kept until this tab closes and sent to this server only." + (isKnown ? " Leave it empty to forget the key." : ""))],
    action: "Use key",
    ready: () => isKnown || input.value !== "",
    submit: async () => input.value.trim(),
  });
}

/** A short message at the edge of the page, also read aloud. */
export function say(text) {
  const note = h("div", { class: "message" }, h("span", {}, text), button("Dismiss", () => note.remove(), { class: "quiet" }));
  document.getElementById("messages").append(note);
  setTimeout(() => note.remove(), 6000);
}

/** What went wrong, in the place of what was to be shown. */
export function problem(error, again) {
  const text = error.status === 401 || error.status === 403 ? `${error.message} An API key with the right to do this is needed.` : error.message;
  return h("div", { class: "problem-box", role: "alert" }, h("p", {}, text), again ? button("Try again", again) : null);
}

/** Fills an element with what a promise brings, with a line while waiting and with what went wrong. */
export async function fillLater(element, work, signal) {
  element.setAttribute("aria-busy", "true");
  try {
    const content = await work();
    if (!signal?.aborted) replace(element, content);
  } catch (error) {
    if (error.name === "AbortError" || signal?.aborted) return;
    if (error.status === undefined) console.error(error);
    replace(element, problem(error, () => fillLater(element, work, signal)));
  } finally {
    element.removeAttribute("aria-busy");
  }
}

"""##
}
#endif

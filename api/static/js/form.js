// The form of a record: keys, unsaved edits, focus, dates, files. Every form works without it.

const form = document.getElementById("record-form");
const WRITTEN = "input:not([type=hidden]), textarea, select";

if (form) {
  const state = form.querySelector("[data-state]");
  const words = JSON.parse(form.dataset.words);
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };

  // Keys: Ctrl+S saves, Alt+N adds a row to the field one is in.
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    }
    if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      let field = event.target.closest?.(".ef");
      while (field && !field.querySelector(":scope > .ef-body > .ef-more > button[name=_add]")) field = field.parentElement.closest(".ef");
      const add = field
        ? field.querySelector(":scope > .ef-body > .ef-more > button[name=_add]")
        : event.target.closest?.(".part, .edit-section")?.querySelector(":scope > .add button");
      add?.click();
    }
  });

  // Enter never submits; in a text of several lines it is a line.
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([type=file]), select")) event.preventDefault();
  });

  // What is written is kept on the server, for whoever wrote it, until it is saved.
  let waiting = 0;
  const keep = () => {
    clearTimeout(waiting);
    if (!form.dataset.unsaved || !("dirty" in form.dataset) || "gone" in form.dataset) return;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    fetch(form.dataset.unsaved, { method: "POST", body, keepalive: body.toString().length < 60000, redirect: "manual" })
      .then((answer) => say(answer.ok ? words.kept : words.unkept))
      .catch(() => say(words.unkept));
  };
  const later = () => {
    form.dataset.dirty = "";
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
  };
  form.addEventListener("input", (event) => {
    if (event.target.closest(".autocomplete__wrapper")) return;
    say(words.dirty);
    later();
  });
  form.addEventListener("submit", (event) => {
    form.dataset.gone = "";
    clearTimeout(waiting);
    if (event.submitter?.matches("[data-save]")) remember();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  addEventListener("pagehide", keep);
  addEventListener("pageshow", () => { delete form.dataset.gone; });

  // One goes on where a row was added; where one was removed, it can be had back.
  let pressed = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_add], button[name=_differ], button[name=_remove], button[name=_restore]");
    if (!button || !form.contains(button)) return;
    const known = new Set([...form.elements].map((one) => one.name));
    pressed = { name: button.name, row: button.value, field: button.closest(".ef")?.id, known };
  }, true);
  document.addEventListener("htmx:after:swap", () => {
    prepare();
    say(words.dirty);
    later();
    if (pressed) (pressed.name === "_remove" ? gone(pressed) : come(pressed))?.focus();
    pressed = null;
  });

  // A link to what is to be mended leads into the box itself.
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".notice a[href^='#'], .edit-wanted a[href^='#']");
    const place = link && document.getElementById(link.hash.slice(1));
    const box = place && (place.querySelector("[aria-invalid=true]") ?? place.querySelector(`${WRITTEN}, button`));
    if (!box) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    box.focus();
  });

  const first = document.querySelector("[data-focus]") ?? remembered();
  prepare();
  first?.focus();
}

function prepare() {
  for (const one of form.querySelectorAll("noscript")) one.remove();  // what htmx brings is parsed as if there were no script
  const lists = Map.groupBy(form.querySelectorAll("select[data-terms]:not([data-ready])"), (one) => one.dataset.terms);
  for (const [address, places] of lists) list(address, places);
  pickers(form);
  for (const when of form.querySelectorAll(".when:not([data-ready])")) echo(when);
  for (const file of form.querySelectorAll(".file:not([data-ready])")) upload(file);
}

function come({ known, row }) {
  const fresh = [...form.querySelectorAll(WRITTEN)].find((one) => one.name && !known.has(one.name));
  return fresh ?? form.querySelector(`[data-row="${CSS.escape(row)}@remove"]`)?.querySelector(WRITTEN);
}

function gone({ row, field }) {
  const place = document.getElementById(field ?? "");
  return form.querySelector(`button[name=_restore][value="${CSS.escape(row)}"]`)
    ?? place?.querySelector(`${WRITTEN}, button`)
    ?? form.querySelector(`button[name=_add][value="${CSS.escape(row.slice(0, row.lastIndexOf("/")))}"]`);
}

// After a save one is where one was: names of new rows change, the field and the place in it do not.
function remember() {
  const field = [...form.querySelectorAll(".edit-section > .ef")].find((one) => one.contains(document.activeElement));
  if (!field) return;
  const at = [...field.querySelectorAll(WRITTEN)].indexOf(document.activeElement);
  sessionStorage.setItem("khizana.field", JSON.stringify({ id: field.id, at }));
}

function remembered() {
  const kept = sessionStorage.getItem("khizana.field");
  sessionStorage.removeItem("khizana.field");
  if (!kept || !new URLSearchParams(location.search).has("saved")) return null;
  const { id, at } = JSON.parse(kept);
  return document.getElementById(id)?.querySelectorAll(WRITTEN)[at] ?? null;
}

// Long lists of terms come once, whatever the number of places that take them.
async function list(address, places) {
  for (const one of places) one.dataset.ready = "";
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { terms } = await answer.json();
  for (const place of places) {
    const chosen = place.value;
    const known = new Set([...place.options].map((one) => one.value));
    place.append(...terms.filter((one) => !known.has(one.value)).map((one) => new Option(one.label, one.value)));
    const [first, ...rest] = [...place.options];
    place.replaceChildren(first, ...rest.sort((a, b) => a.label.localeCompare(b.label, document.documentElement.lang)));
    place.value = chosen;
  }
}

// What was understood of a date, while it is being written.
function echo(when) {
  when.dataset.ready = "";
  let asking;
  when.addEventListener("input", () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const asked = new URLSearchParams({ text: when.querySelector("[data-text]").value });
      for (const one of when.querySelectorAll("select")) asked.append("term", one.value);
      const answer = await fetch(`${when.dataset.when}?${asked}`);
      if (answer.ok) when.querySelector("[data-echo]").textContent = (await answer.json()).text;
    }, 150);
  });
}

function upload(place) {
  place.dataset.ready = "";
  place.querySelector("[data-file]")?.addEventListener("change", async (event) => {
    const told = place.querySelector("[data-told]");
    const file = event.target.files[0];
    if (!file) return;
    told.textContent = "…";
    const address = `${place.dataset.upload}?name=${encodeURIComponent(file.name)}`;
    const headers = { Accept: "application/json", "Content-Type": "application/octet-stream", "X-CSRF-Token": form.elements.csrf.value };
    const answer = await fetch(address, { method: "POST", body: file, headers });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      const input = place.querySelector("input[type=text]");
      input.value = said.address;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    told.textContent = answer.ok ? said.name : said.detail ?? said.title ?? String(answer.status);
  });
}

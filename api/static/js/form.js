// The form of a record: keys, unsaved edits, pickers, dates, files. Every form works without it.

const form = document.getElementById("record-form");

if (form) {
  const state = form.querySelector("[data-state]");

  // Keys: Ctrl+S saves, Alt+N adds a row to the field one is in.
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.requestSubmit(form.querySelector("[data-save]"));
    }
    if (event.altKey && event.code === "KeyN") {
      event.preventDefault();
      let field = event.target.closest?.(".ef");
      while (field && !field.querySelector(":scope > .ef-body > button[name=_add]")) field = field.parentElement.closest(".ef");
      const add = field
        ? field.querySelector(":scope > .ef-body > button[name=_add]")
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
    if (!("dirty" in form.dataset) || "gone" in form.dataset) return;
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    fetch(form.dataset.unsaved, { method: "POST", body, keepalive: body.toString().length < 60000, redirect: "manual" })
      .then((answer) => { if (answer.ok) state.textContent = answer.headers.get("X-Kept") ?? state.textContent; })
      .catch(() => {});
  };
  form.addEventListener("input", (event) => {
    if (event.target.closest(".autocomplete__wrapper")) return;
    form.dataset.dirty = "";
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
  });
  form.addEventListener("submit", () => { form.dataset.gone = ""; clearTimeout(waiting); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  addEventListener("pagehide", keep);

  // A row that was added is where one goes on writing; what was removed can be had back.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_add], button[name=_remove], button[name=_restore]");
    if (!button || !form.contains(button)) return;
    form.dataset.dirty = "";
    form.dataset.goto = button.name === "_add" ? button.value : "";
  });
  document.addEventListener("htmx:after:swap", () => {
    prepare();
    clearTimeout(waiting);
    waiting = setTimeout(keep, 1500);
    if (!form.dataset.goto) return;
    const fresh = [...form.querySelectorAll(".ef-new input:not([type=hidden]), .ef-new textarea, .ef-new select")].filter(
      (one) => one.name.startsWith(form.dataset.goto + "/"),
    );
    fresh.find((one) => !one.value)?.focus();
    form.dataset.goto = "";
  });

  document.querySelector("[data-focus]")?.focus();
  prepare();
}

function prepare() {
  for (const pick of form.querySelectorAll(".pick:not([data-ready])")) {
    pick.dataset.ready = "";
    pick.querySelector("input[type=text]").addEventListener("focus", (event) => autocomplete(pick, event.target), { once: true });
  }
  for (const when of form.querySelectorAll(".when:not([data-ready])")) echo(when);
  for (const file of form.querySelectorAll(".file:not([data-ready])")) upload(file);
}

// Found by typing; the first request goes out when somebody comes into the box.
function autocomplete(pick, box) {
  if (!window.accessibleAutocomplete) return;
  const words = JSON.parse(pick.dataset.words);
  const place = document.createElement("div");
  place.className = "pick-box";
  let found = [], asking;
  const [id, name, value] = [box.id, box.name, box.value];
  const [labelled, described, hint] = ["aria-labelledby", "aria-describedby", "placeholder"].map((one) => box.getAttribute(one));
  box.replaceWith(place);
  accessibleAutocomplete({
    element: place, id, name, defaultValue: value, placeholder: hint, minLength: 1, confirmOnBlur: false, showNoOptionsFound: true,
    autoselect: false, displayMenu: "overlay",
    source: (text, show) => {
      clearTimeout(asking);
      asking = setTimeout(async () => {
        const answer = await fetch(`${pick.dataset.pick}&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        found = answer.ok ? (await answer.json()).items : [];
        show(found.map((one) => one.iri));
      }, 120);
    },
    templates: {
      inputValue: () => "",
      suggestion: (iri) => suggestion(found.find((one) => one.iri === iri) ?? { label: iri, more: "" }),
    },
    tNoResults: () => words.none,
    tStatusQueryTooShort: () => words.more,
    tStatusNoResults: () => words.none,
    tStatusSelectedOption: (option) => found.find((one) => one.iri === option)?.label ?? option,
    tStatusResults: (length) => `${length} ${words.found}`,
    tAssistiveHint: () => words.more,
    onConfirm: (iri) => {
      const one = found.find((each) => each.iri === iri);
      if (!one) return;
      const hidden = pick.querySelector("[data-iri]");
      hidden.value = one.iri;
      const shown = pick.querySelector("[data-picked]");
      const link = document.createElement(one.path ? "a" : "bdi");
      if (one.path) link.href = `/edit${one.path}`;
      link.textContent = one.label;
      shown.replaceChildren(link);
      hidden.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const fresh = place.querySelector("input");
  if (labelled) fresh.setAttribute("aria-labelledby", labelled);
  if (described) fresh.setAttribute("aria-describedby", `${described} ${fresh.getAttribute("aria-describedby") ?? ""}`.trim());
  fresh.dir = "auto";
  fresh.focus();
}

function suggestion(one) {
  const line = document.createElement("span");
  const name = document.createElement("bdi");
  name.textContent = one.label;
  line.append(name);
  if (one.more) {
    const more = document.createElement("small");
    more.textContent = one.more;
    line.append(more);
  }
  return line.innerHTML;
}

// What was understood of a date, while it is being written.
function echo(when) {
  when.dataset.ready = "";
  let asking;
  when.addEventListener("input", () => {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const [language, calendar] = [...when.querySelectorAll("select")].map((one) => [one.name.split("/").at(-3) ?? "", one.value]);
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
    const body = new FormData();
    body.append("csrf", form.elements.csrf.value);
    body.append("file", event.target.files[0]);
    told.textContent = "…";
    const answer = await fetch(place.dataset.upload, { method: "POST", body, headers: { Accept: "application/json" } });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      const input = place.querySelector("input[type=text]");
      input.value = said.address;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    told.textContent = answer.ok ? said.name : said.detail ?? said.title ?? String(answer.status);
  });
}

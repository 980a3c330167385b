// Pickers of records: found by typing, chosen by key or pointer, or made in passing. Without it a picker is a text box.

const MAKE = "new:";

function pickers(form) {
  for (const pick of form.querySelectorAll(".pick:not([data-ready])")) {
    pick.dataset.ready = "";
    const box = pick.querySelector("input[type=text]");
    box.addEventListener("focus", () => autocomplete(form, pick, box), { once: true });
  }
}

// The box becomes a picker when somebody comes into it; the first request goes out when they type.
function autocomplete(form, pick, box) {
  if (!window.accessibleAutocomplete) return;
  const words = JSON.parse(form.dataset.words);
  const makers = JSON.parse(pick.dataset.make);
  const place = document.createElement("div");
  place.className = "pick-box";
  let found = [], asking, typed = "";
  const [labelled, described, invalid] = ["aria-labelledby", "aria-describedby", "aria-invalid"].map((one) => box.getAttribute(one));
  const named = (text) => words.make.replace("%s", text);
  box.replaceWith(place);
  accessibleAutocomplete({
    element: place, id: box.id, name: box.name, defaultValue: box.value, placeholder: box.placeholder,
    minLength: 1, confirmOnBlur: false, showNoOptionsFound: true, autoselect: false, displayMenu: "overlay",
    source: (text, show) => {
      clearTimeout(asking);
      asking = setTimeout(async () => {
        const answer = await fetch(`${pick.dataset.pick}&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        found = answer.ok ? (await answer.json()).items : [];
        typed = text.trim();
        show([...found.map((one) => one.iri), ...(makers.length && typed ? [MAKE] : [])]);
      }, 120);
    },
    templates: {
      inputValue: () => "",
      suggestion: (iri) => suggestion(iri === MAKE ? { label: named(typed), more: "", making: true } : found.find((one) => one.iri === iri)),
    },
    tNoResults: () => words.none,
    tStatusQueryTooShort: () => words.more,
    tStatusNoResults: () => words.none,
    tStatusSelectedOption: (option) => option === MAKE ? named(typed) : found.find((one) => one.iri === option)?.label ?? option,
    tStatusResults: () => found.length ? `${found.length} ${words.found}` : words.none,
    tAssistiveHint: () => words.more,
    onConfirm: (iri) => {
      if (iri === MAKE) make(form, pick, makers, typed, (one) => choose(pick, one));
      const one = found.find((each) => each.iri === iri);
      if (one) choose(pick, one);
    },
  });
  const fresh = place.querySelector("input");
  if (labelled) fresh.setAttribute("aria-labelledby", labelled);
  if (described) fresh.setAttribute("aria-describedby", `${described} ${fresh.getAttribute("aria-describedby") ?? ""}`.trim());
  if (invalid) fresh.setAttribute("aria-invalid", invalid);
  fresh.dir = "auto";
  fresh.focus();
}

function suggestion(one) {
  if (!one) return "";
  const line = document.createElement("span");
  if (one.making) line.className = "making";
  const name = document.createElement("bdi");
  name.textContent = one.label;
  line.append(name);
  if (one.more) {
    const more = document.createElement("small");
    more.textContent = one.more;
    line.append(more);
  }
  return line.outerHTML;
}

function choose(pick, one) {
  const hidden = pick.querySelector("[data-iri]");
  hidden.value = one.iri;
  const link = document.createElement(one.path ? "a" : "bdi");
  if (one.path) link.href = `/edit${one.path}`;
  link.dir = "auto";
  link.textContent = one.label;
  pick.querySelector("[data-picked]").replaceChildren(link);
  hidden.dispatchEvent(new Event("input", { bubbles: true }));
}

// A record of which the name is all that is known yet: saved as a draft, without leaving the form.
function make(form, pick, makers, name, done) {
  const dialog = document.getElementById("quick");
  const said = dialog.querySelector("form");
  const { name: box, kind } = said.elements;
  const told = dialog.querySelector("[data-told]");
  box.value = name;
  told.textContent = "";
  kind.replaceChildren(...makers.map(([slug, label]) => new Option(label, slug)));
  kind.closest("p").hidden = makers.length === 1;
  said.onsubmit = async (event) => {
    event.preventDefault();
    if (event.submitter?.value === "cancel") return dialog.close();
    const body = new URLSearchParams({ csrf: form.elements.csrf.value, name: box.value, vocabulary: pick.dataset.vocabulary ?? "" });
    const answer = await fetch(`/edit/${kind.value}/new/quick`, { method: "POST", body, headers: { Accept: "application/json" } });
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) {
      dialog.close();
      done(found);
    } else {
      told.textContent = found.title ?? String(answer.status);
      box.focus();
    }
  };
  dialog.onclose = () => pick.querySelector("input[type=text]")?.focus();
  dialog.showModal();
  box.focus();
  box.select();
}
